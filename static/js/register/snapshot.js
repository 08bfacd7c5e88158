/* The register as this device last saw it: ids, short labels, marks and numbers, never more. Of a
   register with pages the one that was open, and the figures of all. */

import { isLocked } from "./hand_over.js";
import { device } from "./queue.js";
import * as rows from "./rows.js";
import { figures, setFigures } from "./totals.js";

const PAUSE = 500;
let timer = 0;

/* Keeps what the page shows, once it has come to rest; `data-kept` says that the device has it. */
export function keep(root) {
  clearTimeout(timer);
  delete root.dataset.kept;
  if (isLocked()) return;
  const mine = setTimeout(async () => {
    if (isLocked()) return;
    if (device) await (await device).saveSnapshot(root.dataset.event, take(root));
    if (timer === mine) root.dataset.kept = "";
  }, PAUSE);
  timer = mine;
}

export function take(root) {
  return {
    title: root.dataset.title ?? document.querySelector("h1").textContent,
    hasCome: "dayHasCome" in root.dataset,
    rows: rows.rows().filter(rows.registrationOf).map((row) => ({
      registration: rows.registrationOf(row),
      label: row.dataset.label,
      category: row.dataset.category,
      attendance: row.dataset.attendance,
    })),
    groups: [...document.querySelectorAll("#headcounts [data-group]")].map(({ dataset }) => ({
      group: dataset.group,
      count: dataset.count,
    })),
    nearby: root.nearby ?? [],
    page: rows.page(),
    figures: figures(),
  };
}

/* Fills the shell that is shown without a connection; false where this device saw no such register. */
export async function restoreInto(root) {
  const data = device && await (await device).readSnapshot(root.dataset.event);
  document.querySelector("[data-when-unknown]").hidden = Boolean(data);
  if (!data) return false;
  document.querySelector("h1").textContent = data.title;
  if (isLocked()) return false;
  root.nearby = data.nearby;
  const seen = document.querySelector("[data-as-of]");
  seen.textContent = seen.dataset.asOf.replace("{time}", clock(data.at));
  seen.hidden = false;
  if (data.hasCome) root.dataset.dayHasCome = "";
  rows.list().replaceChildren(...data.rows.map((row) => rows.known(root.dataset.base, row)));
  if (data.page) {
    rows.list().dataset.page = data.page;
    setFigures(data.figures);
    document.querySelector("[data-part-only]").hidden = false;
  }
  const groups = document.querySelector("#headcounts [data-groups]");
  groups.replaceChildren(...data.groups.map(({ group, count }) => {
    const item = document.createElement("li");
    Object.assign(item.dataset, { group, count });
    item.hidden = true;
    return item;
  }));
  return true;
}

function clock(moment) {
  const time = new Date(moment);
  return [time.getHours(), time.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":");
}
