/* How many came, counted from what the page shows: in all, and by category. A large register has
   several pages: then what the server said of all, and what this page shows otherwise by now. */

import { rows } from "./rows.js";

const CAME = new Set(["present", "late"]);
const came = (mark) => (CAME.has(mark) ? 1 : 0);
const isLeft = (mark) => (mark === "unmarked" ? 1 : 0);
const sentence = () => document.getElementById("register-totals");
const lines = () => [...document.getElementById("register-categories")?.children ?? []];
const tallies = () => [...document.querySelectorAll("#register-marks [data-mark]")];

/* Of all pages or, without pages, of the rows: {registered, came, unmarked, by category}. */
export function figures() {
  const { registered, unmarked } = sentence()?.dataset ?? {};
  const isPaged = registered !== undefined;
  const named = {};
  if (isPaged) for (const { dataset } of lines()) named[dataset.category] = Number(dataset.named);
  const sum = { registered: Number(registered ?? 0), unmarked: Number(unmarked ?? 0), named };
  for (const { dataset } of rows()) {
    const saved = isPaged ? dataset.saved : undefined;
    const { attendance, category } = dataset;
    named[category] = (named[category] ?? 0) + came(attendance) - came(saved);
    sum.unmarked += isLeft(attendance) - isLeft(saved);
    sum.registered += saved === undefined ? 1 : 0;
  }
  sum.came = Object.values(named).reduce((all, number) => all + number, 0);
  return sum;
}

/* Makes them those of a register with pages, on a page that was made without: `sum` of `figures`. */
export function setFigures(sum) {
  Object.assign(sentence().dataset, { registered: sum.registered, unmarked: sum.unmarked });
  for (const { dataset } of lines()) dataset.named = sum.named[dataset.category] ?? 0;
}

/* Runs `placing`, which puts an answer on the page. Where it brings rows without the figures, these
   go along: what a row says now was saved. */
export function keepUp(placing) {
  const before = sentence();
  const saved = new Map(rows().map(({ id, dataset }) => [id, dataset.saved]));
  const result = placing();
  if (before?.dataset.registered === undefined || sentence() !== before) return result;
  for (const { id, dataset } of rows()) {
    if (!saved.has(id) || saved.get(id) === dataset.saved) continue;
    const line = lines().find((one) => one.dataset.category === dataset.category);
    const more = came(dataset.saved) - came(saved.get(id));
    if (line) line.dataset.named = Number(line.dataset.named) + more;
    const left = isLeft(dataset.saved) - isLeft(saved.get(id));
    before.dataset.unmarked = Number(before.dataset.unmarked) + left;
    for (const tally of tallies()) {
      const here = tally.dataset.mark;
      const people = Number(tally.dataset.people) + (dataset.saved === here) - (saved.get(id) === here);
      tally.dataset.people = people;
    }
  }
  return result;
}

/* Writes them; `counts`: [{category, count}] of those without names. */
export function recount({ counts }) {
  if (!sentence()?.dataset.one) return; // nobody is counted before the day
  const { named } = figures();
  const inWords = (number) => grouped(number, sentence().dataset.separator);
  tally(inWords);
  let [allNamed, allCounted] = [0, 0];
  for (const line of lines()) {
    const { category } = line.dataset;
    const here = named[category] ?? 0;
    const counted = counts
      .filter((group) => group.category === category)
      .reduce((sum, { count }) => sum + count, 0);
    line.hidden = !here && !counted;
    line.querySelector("b").textContent = `${inWords(here)} + ${inWords(counted)}`;
    if ("uncounted" in line.dataset) continue;
    allNamed += here;
    allCounted += counted;
  }
  const total = allNamed + allCounted;
  sentence().textContent = sentence().dataset[total === 1 ? "one" : "many"]
    .replace("{total}", inWords(total))
    .replace("{named}", inWords(allNamed))
    .replace("{counted}", inWords(allCounted));
}

/* How many have each mark: of all pages what the server said, and what this page shows otherwise. */
function tally(inWords) {
  const isPaged = sentence().dataset.registered !== undefined;
  for (const line of tallies()) {
    const { mark, people } = line.dataset;
    let number = isPaged ? Number(people) : 0;
    for (const { dataset } of rows()) {
      number += (dataset.attendance === mark) - (isPaged && dataset.saved === mark);
    }
    line.hidden = number <= 0;
    line.firstElementChild.textContent = inWords(Math.max(number, 0));
  }
}

/* 1234 as the server writes it: "1,234". */
function grouped(number, separator) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, separator);
}
