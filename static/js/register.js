/* The register: every tap is an act that shows at once, is kept on the device and sent in order.
   Without this file every button is a plain form's. */

import { isCovered } from "./locking/cover.js";
import { untilOpen } from "./locking/lock.js";
import * as acts from "./register/acts.js";
import * as bar from "./register/bar.js";
import * as finder from "./register/finder.js";
import * as headcounts from "./register/headcounts.js";
import { handOver, isLocked } from "./register/hand_over.js";
import { follow } from "./register/live.js";
import { prepare } from "./register/offline.js";
import { place } from "./register/place.js";
import { add, again, cancel, drop, flush, queue, recall, refused, waiting } from "./register/queue.js";
import * as rows from "./register/rows.js";
import { listen as listenToTaps } from "./register/taps.js";
import * as snapshot from "./register/snapshot.js";
import { whenStill } from "./register/still.js";
import { figures, keepUp, recount } from "./register/totals.js";
import { showRefused } from "./register/refused.js";

const root = document.querySelector("[data-register]");
const isShell = "offline" in root.dataset;
if (isShell) {
  queue.isConnected = false; // until the server was heard
  root.dataset.away = "";
  root.dataset.base = location.pathname;
  [, root.dataset.event] = location.pathname.match(/^\/events\/(\d+)\//) ?? ["", ""]; // "": at its own address
}
const { event } = root.dataset;
let renewing = 0;
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
  if (act.kind === "undo") leaveBar(act.of);
  else if (act.kind === "step") bar.say(act.words, act);
  else if (act.kind !== "plain" || act.canUndo) bar.say(`${act.words ?? act.label} · ${attended()}`, act);
}

/* "8/15": how many of those on the register came. */
function attended() {
  const { came, registered } = figures();
  return `${came}/${registered}`;
}

function update() {
  recount({ counts: headcounts.counts() });
  rest();
}

/* How many are left for "the rest came". */
function rest() {
  const form = document.querySelector("#register-rest form");
  if (!form) return;
  const left = figures().unmarked;
  const isAsked = waiting().some((act) => act.kind === "rest" && !act.isUnwanted && ofThisPage(act));
  form.hidden = left === 0 || (isAsked && Boolean(rows.page())); // of other pages nothing is drawn
  form.elements.expected.value = left;
  for (const words of form.querySelectorAll("[data-one]")) {
    words.textContent = words.dataset[left === 1 ? "one" : "many"].replace("{n}", left);
  }
}

/* After the server's answer: what still waits stands over it. A page that is out of sight for a while
   catches up when it is back. */
function settle() {
  if (isCovered()) return;
  for (const row of document.querySelectorAll("[data-unfolded]")) {
    delete row.dataset.unfolded;
    rows.fold(row);
  }
  headcounts.reseed();
  for (const act of waiting().filter(ofThisPage)) {
    if (act.isUnwanted) acts.revert(act);
    else acts.draw(act);
  }
  update();
  snapshot.keep(root);
}

queue.addEventListener("answer", ({ detail }) => {
  if (ofThisPage(detail.act) && !isCovered()) whenStill(() => show(detail));
});

function show({ act, status, html, isRenewed }) {
  if (isRenewed) { // the register is open again: the whole page is another
    location.reload();
    return;
  }
  const asks = status === 422 && act.kind === "new";
  if (asks && !act.isUnwanted && finder.isFree()) finder.ask(html, act.key);
  document.getElementById(`act-${act.key}`)?.remove();
  const { messages } = keepUp(() => place(asks || !isOfTheRegister(status) ? "" : html));
  if (!act.isUnwanted) bar.answer(messages, act);
  settle();
  renew();
}

const isOfTheRegister = (status) => status < 400 || status === 409 || status === 422;

/* What is shown without a connection makes room for the page itself, once nobody is at work in it. */
function renew() {
  clearTimeout(renewing);
  if (!isShell || !queue.isConnected || waiting().length || isCovered()) return;
  const isBusy = !finder.isFree() || document.activeElement.matches("#headcounts input, #found *");
  if (isBusy) renewing = setTimeout(renew, 1_000);
  else location.reload();
}

queue.addEventListener("stopped", ({ detail: { address } }) => {
  if (isCovered()) return;
  const note = document.getElementById("register-stopped");
  note.querySelector("a").href = address;
  note.hidden = false;
});

queue.addEventListener("connection", ({ detail: { isThere } }) => {
  root.toggleAttribute("data-away", !isThere);
  if (isThere) renew();
});

/* What was refused, but for the one that is being asked about right now. */
function look() {
  const left = refused().filter(ofThisPage).filter(({ key }) => key !== finder.askedAbout());
  showRefused(left, { drop, again: tryAgain });
}

function tryAgain(act) {
  if (act.kind === "new") finder.free();
  again(act);
}

queue.addEventListener("change", () => {
  root.dataset.unsent = waiting().filter(ofThisPage).length;
  look();
});

/* Undo from the bar: what has not left yet is not sent at all. */
function takeBack(act) {
  if (!act) return;
  acts.revert(act);
  update();
  if (bar.spokenOf() === act) leaveBar(act);
  cancel(act);
  snapshot.keep(root);
}

/* Whoever was in the bar is on the row of which it spoke. */
function leaveBar(act) {
  const wasIn = document.getElementById("messages").contains(document.activeElement);
  bar.clear();
  if (wasIn) rows.rowOf(act?.registration)?.querySelector(".tap").focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-undo]")) takeBack(bar.spokenOf());
  const row = event.target.closest("[data-undo-act]")?.closest(".register-row");
  if (row) takeBack(waiting().find((act) => row.id === `act-${act.key}`));
});

/* Which act a button of a form is; undefined for forms that lead elsewhere. */
function actOf(form, submitter) {
  if (form.closest("#messages")) return acts.undo(form.getAttribute("action"), bar.spokenOf(), submitter?.textContent.trim());
  if (form.method !== "post" || !form.closest("[data-acts]") || form.matches("[role=search]")) return undefined;
  if (submitter?.name === "attendance" && form.matches(".rest")) return acts.rest(submitter, figures().unmarked);
  if (submitter?.name === "attendance") return acts.mark(submitter);
  if (submitter?.matches("[data-add]")) return acts.known(submitter);
  if (form.closest(".new-person") && !submitter?.matches("[data-add]")) return acts.newPerson(form, submitter);
  return acts.plain(form, submitter);
}

/* What waits is sent before the device is handed over; without a connection it is handed over here. */
document.querySelector("#register-hand-over form")?.addEventListener("submit", (event) => {
  if (queue.isConnected && !waiting().length) return;
  event.preventDefault();
  handOver();
});

const isSame = (one, other) => ["plain", "known"].includes(one.kind) && one.url === other.url
  && !other.isUnwanted && JSON.stringify(one.fields) === JSON.stringify(other.fields);

document.addEventListener("submit", (event) => {
  const act = actOf(event.target, event.submitter);
  if (act === undefined) return;
  event.preventDefault();
  if (act && waiting().some((other) => isSame(act, other))) return; // a second tap on one button
  const asked = event.target.closest("#found") && refused().find(({ key }) => key === finder.askedAbout());
  perform(act);
  if (act && asked) drop(asked);
  if (act && (act.kind === "known" || act.kind === "new")) finder.free();
  if (event.submitter?.closest("#found") && act?.kind === "mark") finder.free();
});

listenToTaps();
rows.listen();
headcounts.start({ perform, base: root.dataset.base });
finder.start(root, { changed: look });
document.documentElement.dataset.registerReady = "";

if (isShell) {
  await untilOpen();
  document.querySelector("#register-rest form").action = `${root.dataset.base}rest/`;
  await snapshot.restoreInto(root);
  headcounts.reseed();
}
await recall();
settle();
flush();
if (event) follow(root, settle);
document.addEventListener("screen:open", () => {
  settle();
  renew();
});
if (root.dataset.shell) prepare(root).catch(() => {}); // only what is made ready is lost
if (root.dataset.nearby) {
  fetch(root.dataset.nearby)
    .then((response) => (response.status === 200 ? response.json() : { people: [] }))
    .then(({ people }) => {
      if (isLocked()) return; // the device is in other hands meanwhile
      root.nearby = people;
      snapshot.keep(root);
    })
    .catch(() => {});
}
