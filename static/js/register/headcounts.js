/* People counted without names: the numbers as they stand on this device, in grid, list and totals.
   The server's number of a group stays in its `data-count`; what is drawn over it is kept here. */

const SEPARATOR = "|";

let send = null;
let base = "";
let numbers = new Map(); // group → people, as drawn
let drawn = new Map(); // key of an act → how often it is in `numbers`, beyond the server's
let seeded = {}; // what the numbers were read from: the section, and the server's numbers in it
let category = ""; // the one that this reader counts in, whatever the server shows
let focused = null; // what had the focus, to be found again in a section that takes its place
let isHalfTyped = false; // there is a number in the focused cell that does not count yet
const typed = new Map(); // what was typed in the form of other ranges and not yet sent

const section = () => document.getElementById("headcounts");
const grid = () => document.getElementById("headcount-grid");
const cells = () => grid()?.querySelectorAll(".grid-row .cell") ?? [];
const shown = (number) => String(Math.max(number, 0));

/* `perform(act)` shows an act through `draw`, keeps it and sends it. */
export function start({ perform, base: address }) {
  send = perform;
  base = address;
  reseed();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#headcount-grid .cell button");
    if (!button) return;
    event.preventDefault();
    step(button.parentElement, button.value.endsWith("-1") ? -1 : 1);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "headcount-grid") {
      if (section()?.contains(event.target)) typed.clear();
      return;
    }
    event.preventDefault();
    if (document.activeElement.matches(".cell input")) settle(document.activeElement);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches("#headcount-category")) choose(target.value);
    else if (target.matches("#headcount-grid .cell input")) settle(target);
  });
  document.addEventListener("input", ({ target }) => {
    if (!section()?.contains(target)) return;
    if (target.matches(".cell input")) isHalfTyped = true;
    else if (!grid()?.contains(target)) typed.set(target.id, target.value);
  });
  document.addEventListener("focusin", ({ target }) => {
    focused = section()?.contains(target) ? placeOf(target) : null;
  });
  document.addEventListener("focusout", ({ target }) => {
    setTimeout(() => { // left by its user, not taken from the page
      if (focused?.element === target && target.isConnected && target !== document.activeElement) focused = null;
    });
  });
}

/* After something of the page was replaced: the server's numbers, if they came anew. */
export function reseed() {
  const here = section();
  if (!here) return;
  const read = [...here.querySelectorAll("[data-group]")].map(({ dataset }) => [dataset.group, Number(dataset.count)]);
  const state = JSON.stringify(read);
  if (here === seeded.here && state === seeded.state) return;
  seeded = { here, state };
  drawn = new Map();
  numbers = new Map(read);
  const select = here.querySelector("#headcount-category");
  if (select && category) select.value = category;
  category = select?.value ?? category;
  for (const [id, text] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = text;
  }
  show();
  findFocus();
}

/* Draws an act that waits; drawn again, it changes nothing more. */
export function draw(act) {
  if (drawn.has(act.key)) return;
  drawn.set(act.key, 1);
  add(act.group, Number(act.fields.step));
}

/* Shows the numbers as they were before an act, whether it is drawn or among the server's. */
export function revert(act) {
  const times = drawn.get(act.key);
  if (times === 0 || times === -1) return;
  drawn.set(act.key, times === 1 ? 0 : -1);
  add(act.group, -Number(act.fields.step));
}

/* [{category, count}], one for each group. */
export function counts() {
  return [...numbers].map(([group, number]) => ({
    category: group.split(SEPARATOR)[0],
    count: Math.max(number, 0),
  }));
}

function add(group, number) {
  numbers.set(group, (numbers.get(group) ?? 0) + number);
  show(group);
}

/* The group that a cell of the grid, or of the list, counts. */
function groupOf(cell) {
  const line = cell.closest("[data-group]");
  if (line) return line.dataset.group;
  return [category, ...partsOf(cell)].join(SEPARATOR);
}

/* Sex and ages of a cell of the grid, from its input's name "female|25|59|0". */
function partsOf(cell) {
  return cell.querySelector("input").name.split(SEPARATOR).slice(0, 3);
}

function nameOf(cell) {
  const name = cell.querySelector("input").getAttribute("aria-label");
  if (cell.closest("[data-group]")) return name;
  return `${grid().elements.category.selectedOptions[0].text}, ${name}`;
}

function step(cell, number) {
  const group = groupOf(cell);
  const after = Math.max(numbers.get(group) ?? 0, 0) + number;
  if (!number || after < 0) return;
  const [code, sex, from, to] = group.split(SEPARATOR);
  const name = nameOf(cell);
  send({
    kind: "step",
    group,
    url: `${base}headcounts/step/`,
    fields: { category: code, sex, age_from: from, age_to: to, step: String(number) },
    label: `${name}: ${number > 0 ? "+" : "−"}${Math.abs(number)}`,
    words: `${name}: ${after}`,
    name,
  });
}

/* A typed number is sent as the difference to what was shown: what a colleague counts meanwhile stays. */
function settle(input) {
  isHalfTyped = false;
  const cell = input.parentElement;
  const before = Math.max(numbers.get(groupOf(cell)) ?? 0, 0);
  const text = input.value.trim() || "0";
  if (/^\d{1,6}$/.test(text)) step(cell, Number(text) - before);
  fill(cell);
}

function choose(code) {
  category = code;
  for (const cell of cells()) fill(cell);
}

function fill(cell) {
  const number = shown(numbers.get(groupOf(cell)) ?? 0);
  cell.querySelector("input").value = number === "0" ? "" : number;
}

/* Writes the numbers into the page: of one group, or all. */
function show(only) {
  for (const cell of cells()) {
    if (!only || groupOf(cell) === only) fill(cell);
  }
  const list = section()?.querySelector(".headcount-list");
  if (!list) return;
  const lines = new Map();
  for (const line of list.children) lines.set(line.dataset.group ?? line.dataset.drawn, line);
  for (const [group, number] of numbers) {
    if (only && group !== only) continue;
    const line = lines.get(group) ?? (number > 0 ? newLine(list, group) : null);
    if (!line?.firstElementChild && !write(line, group)) continue;
    line.hidden = number <= 0;
    const cell = line.querySelector(".cell");
    if (cell) fill(cell);
    else line.querySelector(".figures").textContent = shown(number);
  }
  section().querySelector(".headcount-none").hidden = [...list.children].some((line) => !line.hidden);
}

/* A line of a group that the server does not know of yet: it can be named once it does. */
function newLine(list, group) {
  const line = document.createElement("li");
  line.className = "headcount";
  line.dataset.drawn = group;
  list.append(line);
  return line;
}

/* Name and number of a line that the server has not written; false where the name is not known here. */
function write(line, group) {
  if (!line) return false;
  const [code, ...parts] = group.split(SEPARATOR);
  const cell = [...cells()].find((one) => partsOf(one).join() === parts.join());
  const option = [...grid()?.elements.category.options ?? []].find(({ value }) => value === code);
  if (!cell || !option) return false;
  line.classList.add("headcount");
  const name = document.createElement("span");
  name.className = "headcount-name";
  name.textContent = `${option.text}, ${cell.querySelector("input").getAttribute("aria-label")}`;
  const figures = document.createElement("strong");
  figures.className = "figures";
  line.append(name, figures);
  return true;
}

const isInList = (cell) => cell.closest("[data-group]") !== null;

/* Where the focus was: the control of a cell, or an element with an id; and what was half typed there. */
function placeOf(element) {
  const cell = element.closest(".cell");
  if (!cell) return { id: element.id, element };
  return { group: groupOf(cell), inList: isInList(cell), number: [...cell.children].indexOf(element), element };
}

function findFocus() {
  const lost = focused;
  if (!lost || lost.element.isConnected) return;
  focused = null;
  if (document.activeElement && document.activeElement !== document.body) return;
  const same = (cell) => groupOf(cell) === lost.group && isInList(cell) === lost.inList;
  const cell = [...section().querySelectorAll(".cell")].find(same);
  const element = lost.id ? document.getElementById(lost.id) : cell?.children[lost.number];
  if (!element) return;
  if (isHalfTyped && element.matches(".cell input")) element.value = lost.element.value;
  element.focus({ preventScroll: true });
  if (element.matches("input")) element.setSelectionRange(element.value.length, element.value.length);
}
