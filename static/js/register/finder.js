/* The one search box: Enter takes the only person found, goes to the list of several, or on to the
   form for somebody new, also where those found have only nearly the typed name. Without a
   connection it finds whom the page knows; at a door nobody: what is there follows from what is
   typed alone. */

import { fold as plain } from "./fold.js";
import { isLocked } from "./hand_over.js";
import { connection, queue } from "./queue.js";
import { enterList, markOnly } from "../results.js";
import { nameOn, registrationOf, rows } from "./rows.js";
import { token } from "./token.js";

const PAUSE = 200;
const PATIENCE = 4_000;
const FEWEST_LETTERS = 2;
const SHOWN = 8;
const LETTERS_OF_SURNAME = 3; // events/register/door/typed.py says the same
const CODE = /^[23456789A-HJ-KMNP-Z]{6}$/;

const input = document.getElementById("q");
const hasKeyboard = window.matchMedia("(pointer: fine)").matches;
let root = null;
let timer = 0;
let asking = null;
let isEntered = false;
let tell = () => {}; // somebody listens to what is below the box

const found = () => document.getElementById("found");

/* Whether the device is in other hands: with the server's door, or covered without a connection. */
const isAtDoor = () => "door" in root.dataset || isLocked();

/* `changed()` is called when something else is below the box. */
export function start(register, { changed = () => {} } = {}) {
  root = register;
  tell = changed;
  if (!input) return;
  input.addEventListener("input", () => {
    isEntered = false;
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE);
  });
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    enter();
  });
  if (hasKeyboard && !location.hash && !document.querySelector("[data-focus]")) {
    input.focus({ preventScroll: true });
  }
}

/* The box is free for the next name. */
export function free() {
  if (!input) return;
  clearTimeout(timer);
  asking?.abort();
  isEntered = false;
  input.value = "";
  found().replaceChildren();
  found().dataset.query = "";
  asked(null);
  if (hasKeyboard || document.activeElement === document.body) input.focus({ preventScroll: true });
}

/* Whether nobody is typing a name, nor reading what was found. */
export const isFree = () => !input?.value.trim() && !found()?.childElementCount;

/* Shows a form that the server answered with questions; `key`: of the act that it asks about. */
export function ask(html, key = null) {
  if (!show(html)) return;
  asked(key);
  found().querySelector("[data-focus]")?.focus();
}

/* The key of the act that the form below the box asks about, if it does. */
export const askedAbout = () => found()?.dataset.asked ?? null;

function asked(key) {
  if (key) found().dataset.asked = key;
  else delete found().dataset.asked;
  tell();
}

function enter() {
  if (!input.value.trim()) return;
  isEntered = true;
  if (found().dataset.query === input.value.trim() && !asking) take();
  else find();
}

async function find() {
  clearTimeout(timer);
  asking?.abort();
  const query = input.value.trim();
  const mine = new AbortController();
  asking = mine;
  const patience = setTimeout(() => mine.abort("late"), PATIENCE);
  let html = null;
  if (query.length >= FEWEST_LETTERS && queue.isConnected && !isAtDoor()) {
    html = await search(query, mine.signal).catch(() => null);
  }
  clearTimeout(patience);
  if (asking !== mine) return;
  asking = null;
  if (html === null) findHere(query);
  else show(html);
  found().dataset.query = query;
  asked(null);
  if (isEntered) take();
}

async function search(query, signal) {
  const response = await fetch(`${root.dataset.base}search/`, {
    method: "POST",
    body: new URLSearchParams({ q: query }),
    headers: { "HX-Request": "true", "X-CSRFToken": token() },
    signal,
  })
    .catch((error) => {
      if (signal.aborted && signal.reason !== "late") throw error;
      connection(false);
      throw error;
    });
  if (response.status === 204 && response.headers.has("HX-Redirect")) {
    queue.dispatchEvent(new CustomEvent("stopped", { detail: { address: response.headers.get("HX-Redirect") } }));
  }
  if (response.status !== 200) throw new Error(response.statusText);
  return response.text();
}

function show(html) {
  const part = document.createElement("template");
  part.innerHTML = html;
  const answer = part.content.getElementById("found");
  if (!answer) return false;
  found().replaceWith(answer);
  look();
  return true;
}

/* What was found is not left under the head of the page, nor under the bar. */
function look() {
  if (!found().childElementCount) return;
  markOnly(found());
  document.getElementById("messages").replaceChildren();
  const head = document.getElementById("register-head").getBoundingClientRect();
  const { top } = found().getBoundingClientRect();
  if (top < head.bottom) window.scrollBy(0, top - head.bottom);
}

function take() {
  isEntered = false;
  const results = [...found().querySelectorAll(".finder-results > .finder-result")];
  const isKnown = results.some((result) => !("near" in result.dataset));
  const button = results[0]?.querySelector("[data-add]");
  if (isKnown && results.length > 1 && enterList(found())) return;
  if (isKnown) {
    if (results.length === 1 && button && !button.disabled) button.click();
    else input.select(); // marked already: the next name takes its place
    return;
  }
  const fields = [...found().querySelectorAll(".new-person .field input")];
  fields.find((field) => field.type === "radio" || !field.value)?.focus();
}

/* People of the page, and those who came lately; then the form for somebody new. */
function findHere(query) {
  const words = plain(query).split(" ").filter(Boolean);
  const place = found();
  place.replaceChildren();
  if (plain(query).length < FEWEST_LETTERS) return;
  const blank = document.querySelector("template[data-found-template]");
  if (!blank) return; // the connection went before the page was ready for that
  if (isAtDoor()) {
    place.append(isEnough(query) ? newPerson(query, true) : tooLittle());
    look();
    return;
  }
  const here = onThePage();
  const shown = new Set(here.map(({ registration }) => registration));
  const people = [...here, ...(root.nearby ?? []).filter(({ registration }) => !shown.has(registration))];
  const matches = people.filter((person) => words.every((word) => hasWord(person, word)));
  if (matches.length) {
    const panel = blank.content.firstElementChild.cloneNode(true);
    panel.querySelector("ul").replaceChildren(
      ...matches.slice(0, SHOWN).map((person) => result(blank, person)),
    );
    place.append(panel);
  }
  place.append(newPerson(query, matches.length === 0));
  look();
}

/* A given name with the beginning of a surname, or a code. */
function isEnough(query) {
  const words = plain(query).split(" ");
  const letters = words.at(-1).match(/\p{L}/gu) ?? [];
  return CODE.test(query.toUpperCase()) || (words.length > 1 && letters.length >= LETTERS_OF_SURNAME);
}

function tooLittle() {
  return document.querySelector("template[data-too-little-template]").content.firstElementChild.cloneNode(true);
}

function onThePage() {
  return rows().filter(registrationOf).map((row) => ({
    label: row.dataset.label,
    names: nameOn(row),
    about: row.querySelector(".about").textContent.trim(),
    category: row.dataset.category,
    registration: registrationOf(row),
    attendance: row.dataset.attendance,
  }));
}

/* A word begins a name, or stands where only an initial is known. */
function hasWord(person, word) {
  return plain(person.names ?? person.label).split(" ").some((name) => (
    name.endsWith(".") ? word.startsWith(name.slice(0, -1)) : name.startsWith(word)
  ));
}

function result(blank, person) {
  const item = blank.content.querySelector("[data-found-person]").content.firstElementChild.cloneNode(true);
  item.querySelector(".tap-name").textContent = person.label;
  item.querySelector(".tap-about").textContent = person.about;
  const button = item.querySelector("button");
  button.dataset.label = person.label;
  button.dataset.about = person.about;
  button.dataset.category = person.category;
  if (person.registration) {
    button.name = "attendance";
    button.value = "present";
    button.dataset.registration = person.registration;
    button.formAction = `${root.dataset.base}${person.registration}/mark/`;
    if (person.attendance !== "unmarked") button.disabled = true;
  } else {
    const act = button.querySelector(".finder-act");
    act.textContent = act.dataset.ofAnother;
    button.value = person.id;
    button.formAction = `${root.dataset.base}add/`;
  }
  return item;
}

function newPerson(query, isOpen) {
  const fold = document.querySelector("template[data-new-person-template]")
    .content.firstElementChild.cloneNode(true);
  const names = query.split(/\s+/).map((name) => (
    query === query.toLowerCase() ? name.slice(0, 1).toUpperCase() + name.slice(1) : name
  ));
  const form = fold.querySelector("form");
  form.action = `${root.dataset.base}add-new/`;
  form.elements.last_name.value = names.length > 1 ? names.pop() : "";
  form.elements.first_name.value = names.join(" ");
  form.elements.category.value = usual() || form.elements.category.value;
  if (isAtDoor()) {
    const summary = fold.querySelector("summary");
    summary.textContent = summary.dataset.atDoor;
    const mark = Object.assign(document.createElement("input"), { type: "hidden", name: "door", value: "1" });
    form.append(mark);
  }
  fold.open = isOpen;
  return fold;
}

/* As what most people of the page attend. */
function usual() {
  const counts = {};
  for (const { dataset } of rows()) counts[dataset.category] = (counts[dataset.category] ?? 0) + 1;
  return Object.keys(counts).sort((one, other) => counts[other] - counts[one])[0] ?? "";
}
