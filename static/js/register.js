/* The register: every tap is an act that shows at once, is kept on the device and sent in order.
   Without this file every button is a plain form's. */

import * as acts from "./register/acts.js";
import * as bar from "./register/bar.js";
import * as finder from "./register/finder.js";
import * as headcounts from "./register/headcounts.js";
import { follow } from "./register/live.js";
import { lock } from "./register/lock.js";
import { prepare } from "./register/offline.js";
import { place } from "./register/place.js";
import { add, again, cancel, drop, flush, queue, recall, refused, waiting } from "./register/queue.js";
import * as rows from "./register/rows.js";
import * as snapshot from "./register/snapshot.js";
import { whenStill } from "./register/still.js";
import { recount } from "./register/totals.js";
import { showRefused } from "./register/refused.js";

const root = document.querySelector("[data-register]");
const isShell = "offline" in root.dataset;
if (isShell) {
  root.dataset.base = location.pathname;
  root.dataset.event = location.pathname.split("/")[2];
}
const { event } = root.dataset;
const ofThisPage = (act) => act.event === event;

/* Shows an act, keeps it, and has it sent. */
function perform(act) {
  if (!act) return;
  act.event = event;
  act.key = crypto.randomUUID();
  acts.draw(act);
  update();
  speak(act);
  add(act);
  snapshot.keep(root);
}

function speak(act) {
  if (act.kind === "undo") bar.clear();
  else if (act.kind === "step") bar.say(act.words, act);
  else if (act.kind !== "plain") bar.say(`${act.words ?? act.label} · ${attended()}`, act);
}

/* "8/15": how many of those on the register came. */
function attended() {
  const all = rows.rows();
  const came = all.filter(({ dataset }) => ["present", "late"].includes(dataset.attendance));
  return `${came.length}/${all.length}`;
}

function update() {
  recount({ rows: rows.rows(), counts: headcounts.counts() });
  rest();
}

/* How many are left for "the rest came". */
function rest() {
  const form = document.querySelector("#register-rest form");
  if (!form) return;
  const left = rows.rows().filter(({ dataset }) => dataset.attendance === "unmarked").length;
  form.hidden = left === 0;
  form.elements.expected.value = left;
  for (const words of form.querySelectorAll("[data-one]")) {
    words.textContent = words.dataset[left === 1 ? "one" : "many"].replace("{n}", left);
  }
}

/* After the server's answer: what still waits stands over it. */
function settle() {
  for (const row of document.querySelectorAll("[data-unfolded]")) {
    delete row.dataset.unfolded;
    rows.fold(row);
  }
  headcounts.reseed();
  for (const act of waiting().filter(ofThisPage)) acts.draw(act);
  update();
  snapshot.keep(root);
}

queue.addEventListener("answer", ({ detail }) => {
  if (ofThisPage(detail.act)) whenStill(() => show(detail));
});

function show({ act, status, html }) {
  if (status === 422 && act.refusal === undefined) finder.ask(html);
  document.getElementById(`act-${act.key}`)?.remove();
  const { messages } = place(isOfTheRegister(status) ? html : "");
  if (act.kind === "undo" && !isOk(status)) bar.clear();
  bar.answer(messages, act);
  settle();
  const address = bar.undoIn(messages);
  if (act.isUnwanted && address) perform(acts.undo(address, act, act.label));
  if (isShell && !waiting().length) location.reload();
}

const isOk = (status) => status < 400;
const isOfTheRegister = (status) => isOk(status) || status === 409 || status === 422;

queue.addEventListener("stopped", ({ detail: { address } }) => {
  const note = document.getElementById("register-stopped");
  note.querySelector("a").href = address;
  note.hidden = false;
});

queue.addEventListener("connection", ({ detail: { isThere } }) => {
  if (isThere && isShell && !waiting().length) location.reload();
});

queue.addEventListener("change", () => {
  root.dataset.unsent = waiting().filter(ofThisPage).length;
  showRefused(refused().filter(ofThisPage), { drop, again });
});

/* Undo from the bar: what has not left yet is not sent at all. */
function takeBack(act) {
  if (!act) return;
  acts.revert(act);
  update();
  if (bar.spokenOf() === act) bar.clear();
  if (!cancel(act)) act.isUnwanted = true; // on its way: taken back once it is answered
  snapshot.keep(root);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-undo]")) takeBack(bar.spokenOf());
  const row = event.target.closest("[data-undo-act]")?.closest(".register-row");
  if (row) takeBack(waiting().find((act) => row.id === `act-${act.key}`));
});

/* Which act a button of a form is; undefined for forms that lead elsewhere. */
function actOf(form, submitter) {
  if (form.closest("#messages")) return acts.undo(form.getAttribute("action"), bar.spokenOf(), submitter?.textContent.trim());
  if (form.method !== "post" || !form.closest("[data-acts]")) return undefined;
  if (submitter?.name === "attendance" && form.matches(".rest")) return acts.rest(submitter);
  if (submitter?.name === "attendance") return acts.mark(submitter);
  if (submitter?.matches("[data-add]")) return acts.known(submitter);
  if (form.closest(".new-person") && !submitter?.matches("[data-add]")) return acts.newPerson(form, submitter);
  return acts.plain(form, submitter);
}

/* What waits is sent before the device is handed over; without a connection it is handed over here. */
document.querySelector("#register-hand-over form")?.addEventListener("submit", (event) => {
  if (queue.isConnected && !waiting().length) return;
  event.preventDefault();
  lock();
});

document.addEventListener("submit", (event) => {
  const act = actOf(event.target, event.submitter);
  if (act === undefined) return;
  event.preventDefault();
  perform(act);
  if (act && (act.kind === "known" || act.kind === "new")) finder.free();
  if (event.submitter?.closest("#found") && act?.kind === "mark") finder.free();
});

rows.listen();
headcounts.start({ perform, base: root.dataset.base });
finder.start(root);
document.documentElement.dataset.registerReady = "";

if (isShell) {
  document.querySelector("#register-rest form").action = `${root.dataset.base}rest/`;
  await snapshot.restoreInto(root);
  headcounts.reseed();
}
await recall();
settle();
flush();
follow(root, settle);
if (root.dataset.shell) prepare(root).catch(() => {}); // only what is made ready is lost
if (root.dataset.nearby) {
  fetch(root.dataset.nearby)
    .then((response) => (response.status === 200 ? response.json() : { people: [] }))
    .then(({ people }) => {
      root.nearby = people;
      snapshot.keep(root);
    })
    .catch(() => {});
}
