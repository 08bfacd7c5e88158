/* Locks the screen of a register that nobody has touched for a while, on every tab at once, and opens
   it with the PIN of this device or the password. Source: docs/decisions/0007. */

import { device, flush, queue } from "../register/queue.js";
import { token } from "../register/token.js";
import { coverPage, isCovered, uncoverPage } from "./cover.js";
import { TRIES } from "./keys.js";
import { clearFlag, isBefore, noteTouch, onFlag, readFlag, touchedAt, writeFlag } from "./flag.js";

const PATIENCE = 8_000;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 5 * 60_000;
const NOTED = 5_000;
const TOUCHES = ["pointerdown", "pointermove", "touchstart", "keydown", "input", "wheel"];

const { dataset } = document.body;
const root = document.querySelector("[data-register][data-lock-after]");
const isShell = root !== null && "offline" in root.dataset;
const limit = Number(root?.dataset.lockAfter) * 1000;

let lastPin = ""; // of whoever opened this page without a connection: the server asks for it later
let timer = 0;
let pause = FIRST_PAUSE; // until the server is told once more; longer each time
let waiter = null;

/* A page that was handed over without a connection shows the search, and no list any more. */
const isStripped = () => "stripped" in document.documentElement.dataset;
const isAtDoor = (flag) => Boolean(flag?.word.startsWith("hand"));

/* Asks for the PIN or the password on a page that shows the search alone. */
export function askToOpen() {
  show();
}

/* Resolves once the page may show what the device keeps. */
export function untilOpen() {
  return isCovered() ? new Promise((resolve) => { waiter = resolve; }) : Promise.resolve();
}

/* By the clock on the wall: a device that slept locks when it wakes, before it takes a tap. */
function isIdle() {
  return root !== null && Date.now() - touchedAt() >= limit;
}

function watch() {
  if (!root || isCovered()) return;
  if (isIdle()) lock();
  else setTimeout(watch, Math.max(limit - (Date.now() - touchedAt()), 50));
}

function touch(event) {
  if (isCovered() || readFlag()) return;
  if (isIdle()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    lock();
  } else if (Date.now() - touchedAt() >= NOTED || root) noteTouch(Date.now());
}

/* From now on no tab shows anything; the server is told as soon as it can be reached. */
export async function lock() {
  if (isCovered()) return;
  if (!readFlag()) writeFlag("telling");
  await hold();
}

async function hold() {
  show();
  if (!isAtDoor(readFlag())) (await device)?.keys.lock(); // the door goes on keeping what is typed there
  await tell();
}

/* A page that is loaded while the screen is closed: out of sight at once, and covered as soon as all
   that it runs has found its parts; whether the server can be told does not matter. */
function lockLoaded() {
  document.documentElement.dataset.locked = "";
  const cover = () => setTimeout(hold);
  if (document.readyState === "complete") cover();
  else document.addEventListener("DOMContentLoaded", cover, { once: true });
}

function show() {
  coverPage(start, { isPart: isShell || isStripped() });
}

async function tell() {
  clearTimeout(timer);
  timer = 0;
  if (readFlag()?.word !== "telling") return;
  await flush().catch(() => {});
  const answer = await send(dataset.lockUrl, {}).catch(() => null);
  if (answer && isSignedOut(answer)) return; // the cover says so as soon as somebody wants to open it
  if (!answer?.headers.has("X-Lock")) { // not told: no line, or a token of before somebody signed in again
    clearTimeout(timer);
    timer = setTimeout(tell, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    return;
  }
  pause = FIRST_PAUSE;
  if (readFlag()?.word === "telling") writeFlag("locked", answer.headers.get("X-Lock"));
}

/* Where the session has ended the page stays as it is, with what was typed: whoever signs in again, in
   another tab, has it back. */
const isSignedOut = (answer) => answer.redirected || answer.headers.has("HX-Redirect");

function send(address, facts) {
  return fetch(address, {
    method: "POST",
    body: new URLSearchParams(facts),
    headers: { "HX-Request": "true", "X-CSRFToken": token() },
    signal: AbortSignal.timeout(PATIENCE),
  });
}

/* The cover of this page: which way it opens, who is asked, what is said. */
function start(cover) {
  const isDoor = isAtDoor(readFlag());
  for (const part of cover.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== (isDoor ? "door" : "locked");
  offer(cover, dataset.pin !== "" || isShell);
  for (const form of cover.querySelectorAll("[data-unlock]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      open(cover, form);
    });
  }
  cover.querySelector("[data-other-way]").addEventListener("click", () => offer(cover, false));
}

/* The keypad for the PIN, or the password. */
async function offer(cover, hasPin) {
  const keys = (await device).keys;
  const isPin = hasPin && (!isShell || await keys.triesLeft() > 0);
  cover.querySelector("[data-by-pin]").hidden = !isPin;
  cover.querySelector("[data-by-password]").hidden = isPin;
  cover.querySelector("[data-new-pin-field]").hidden = dataset.pin !== "" || isShell;
  cover.querySelector(isPin ? "[name=pin]" : "[name=password]").focus();
}

function say(cover, words) {
  const place = cover.querySelector("[data-unlock-error]");
  place.textContent = words;
  place.hidden = !words;
}

async function open(cover, form) {
  const facts = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
  const button = form.querySelector("button");
  if (button.disabled || !(facts.pin || facts.password)) return;
  button.disabled = true;
  say(cover, "");
  for (const field of form.querySelectorAll("[type=password]")) field.value = "";
  try {
    const words = await ask(facts, cover.dataset) ?? await openHere(facts, cover.dataset);
    if (words && facts.pin) await offer(cover, dataset.pin !== "" || isShell);
    if (words) say(cover, words);
  } finally {
    button.disabled = false;
  }
}

/* What the server says to it: "" where it is open now, else why not; null where it says nothing. */
async function ask(facts, words = {}) {
  const answer = await send(dataset.unlockUrl, facts).catch(() => null);
  if (answer === null || answer.status >= 500) return null;
  if (isSignedOut(answer)) return words.signedOut ?? " ";
  const said = await answer.json().catch(() => null);
  if (said === null) return null; // the line broke off
  const keys = (await device).keys;
  if (!said.is_open) {
    if (!said.takes_pin && facts.pin) {
      dataset.pin = "";
      await keys.removePin();
    }
    return said.error;
  }
  await keys.openByServer(said.keys);
  const pin = facts.new_pin ?? (await keys.triesLeft() < TRIES && facts.pin);
  if (pin) await keys.wrapForPin(pin, said.pin);
  dataset.pin = said.pin;
  opened();
  return "";
}

/* Without a connection the PIN opens what is kept here; the server is asked once it can be. */
async function openHere({ pin }, words) {
  const keys = (await device).keys;
  const result = pin ? await keys.openByPin(pin) : "none";
  if (result === "open") {
    lastPin = pin;
    opened();
    return "";
  }
  if (result === "wrong") {
    const left = await keys.triesLeft();
    return words[left === 1 ? "one" : "many"].replace("{n}", left);
  }
  dataset.pin = "";
  return words[result];
}

function opened() {
  clearTimeout(timer);
  noteTouch(Date.now());
  clearFlag();
  heed();
  flush();
}

/* Covers or uncovers this page, as the flag says. */
function heed() {
  const flag = readFlag();
  if (flag !== null && isStripped()) return;
  if (flag !== null) {
    show();
    if (flag.word === "telling") timer ||= setTimeout(tell, pause); // the tab that locked may be gone
  } else if (isCovered()) {
    uncoverPage();
    waiter?.();
    watch();
    if (document.querySelector("[hx-trigger*='every']")) location.reload(); // it asks no more by itself
  } else if (isIdle()) lock();
}

/* The server says that the session is closed: it opens with the PIN that opened this page. */
async function closed(word) {
  if (isCovered()) return;
  const pin = lastPin;
  lastPin = "";
  if (pin && await ask({ pin }) === "") return;
  if (!readFlag()) writeFlag(word || "locked");
  show();
}

async function begin() {
  const flag = readFlag();
  if (isShell) {
    if (flag ? !isAtDoor(flag) : isIdle()) lock();
  } else if (flag?.word === "telling" || isBefore(dataset.lock, flag?.id)) {
    lockLoaded();
  } else if (flag?.word === "handing-over") {
    return; // hand_over.js leads to the door
  } else {
    noteTouch(Date.now());
    if (flag) clearFlag();
    (await device)?.keys.settlePin(dataset.pin);
  }
  onFlag(heed);
  for (const name of TOUCHES) window.addEventListener(name, touch, { capture: true, passive: false });
  window.addEventListener("online", () => {
    pause = FIRST_PAUSE;
    tell();
  });
  queue.addEventListener("closed", ({ detail }) => closed(detail.word));
  document.addEventListener("screen-closed", () => closed("locked"));
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-lock-now]")) return;
    event.preventDefault();
    lock();
  });
  watch();
}

/* A PIN that is being set wraps the key before the form leaves; it counts once the server took it. */
function wrapNewPin() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-new-pin]");
    const pin = form?.elements.new_pin?.value.replace(/\s/g, "");
    if (!pin || "isWrapped" in form.dataset) return;
    event.preventDefault();
    form.dataset.isWrapped = "";
    await (await device).keys.wrapForPin(pin).catch(() => {});
    form.requestSubmit();
  });
}

if (blankIsThere()) {
  begin();
  wrapNewPin();
}

function blankIsThere() {
  return document.querySelector("template[data-cover]") !== null;
}
