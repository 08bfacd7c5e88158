/* The acts that wait on this device: each is kept until the server has answered it, and they are
   sent one by one, in the order in which they were made. Knows nothing of the page. */

import { openStore } from "./store.js";
import { token } from "./token.js";

const LONGEST = 20_000;
const PAUSES = [300, 1_000, 2_000, 4_000, 8_000, 15_000];
const BROKEN = new Set([408, 425, 429, 500, 502, 503, 504]);

const user = document.body.dataset.user;
const opening = user ? openStore(user) : null;
export const device = opening;
const cancelled = new Set();

/* "change": what waits is another; "answer": {act, status, html}; "stopped": {address} where the
   server wants the reader elsewhere first; "closed": {word} where the screen is locked or handed
   over; "connection": {isThere}. */
export const queue = new EventTarget();
queue.isConnected = true;

let known = []; // what waits, as this page knows it: drawn again over every answer
let adding = Promise.resolve();
let sending = null;
let inFlight = null;
let isWanted = false;
let failures = 0;
let timer = 0;

function tell(name, detail = {}) {
  queue.dispatchEvent(new CustomEvent(name, { detail }));
}

const isRefused = (act) => act.refusal !== undefined;

export function waiting() {
  return known.filter((act) => !isRefused(act));
}

export function refused() {
  return known.filter(isRefused);
}

/* Keeps an act and sends it as soon as it can be sent. */
export function add(act) {
  act.key ??= crypto.randomUUID();
  act.at ??= Date.now();
  known.push(act);
  tell("change");
  adding = adding.then(async () => {
    act.id = await (await opening).add(act);
  });
  adding.then(flush);
  return act;
}

/* Whether the server may be at work on an act whose answer has not come. */
export const isSending = () => inFlight !== null;

/* Takes back an act that is not answered yet. One that never left is gone; one that may have
   arrived is sent all the same, and then taken back with the address that its answer names. */
export function cancel(act) {
  if (!known.includes(act)) return;
  if (act.wasSent) {
    act.isUnwanted = true;
    keep(act);
    return;
  }
  cancelled.add(act.key);
  forget(act);
  adding.then(async () => (await opening).remove(act.id));
}

/* Writes down what became of an act; where it was answered meanwhile, what is in its place. */
async function keep(act) {
  await adding;
  const store = await opening;
  if (!known.includes(act)) return;
  await store.change(act.id, { ...act });
  if (known.includes(act)) return;
  const now = known.find(({ id }) => id === act.id);
  if (now) await store.change(act.id, { ...now });
  else await store.remove(act.id);
}

/* Takes a refused act off the list, once somebody has looked at it. */
export async function drop(act) {
  await (await opening).remove(act.id);
  forget(act);
}

/* Sends a refused act again, as a new one: it was not done. */
export async function again(act) {
  const { id, key, refusal, wasSent, ...rest } = act;
  await drop(act);
  add(rest);
}

function forget(act) {
  known = known.filter((other) => other.key !== act.key);
  tell("change");
}

/* What an earlier page or another tab left. */
export async function recall() {
  if (!opening) return;
  await adding;
  await synchronise(await opening);
  tell("change");
}

/* Resolves to the number of acts that still wait, once nothing more can be sent now. */
export function flush() {
  if (!opening) return Promise.resolve(0);
  clearTimeout(timer);
  isWanted = true;
  sending ??= alone(drain).finally(() => { sending = null; });
  return sending.then(() => waiting().length);
}

/* Only one tab sends at a time: else two could send one act, and out of order. */
function alone(work) {
  return navigator.locks ? navigator.locks.request(`unsent-${user}`, work) : work();
}

async function drain() {
  const store = await opening;
  for (;;) {
    isWanted = false;
    await adding;
    const all = await synchronise(store);
    const act = all.find((one) => !isRefused(one));
    if (!act && isWanted) continue; // one came while this was being read
    if (!act) break;
    if (cancelled.has(act.key)) {
      await store.remove(act.id);
      continue;
    }
    inFlight = act.key;
    const mine = known.find(({ key }) => key === act.key) ?? act;
    if (!mine.wasSent) {
      mine.wasSent = true;
      await store.change(act.id, { ...mine });
    }
    const answer = await send(act).catch(() => null);
    inFlight = null;
    if (!await settle(store, act, answer)) break;
  }
}

/* What is kept: another tab may have sent some of them, or added some. An act that was kept while
   this was being read is no less there. */
async function synchronise(store) {
  const kept = new Set(known.filter(({ id }) => id !== undefined).map(({ key }) => key));
  const all = await store.all();
  const keys = new Set(all.map((act) => act.key));
  const mine = new Map(known.map((act) => [act.key, act]));
  known = known.filter((act) => keys.has(act.key) || !kept.has(act.key));
  for (const act of all) {
    if (!mine.has(act.key) && !cancelled.has(act.key)) known.push(act);
  }
  return all;
}

/* What became of an act; false where nothing more can be sent now. */
async function settle(store, act, answer) {
  if (!answer || BROKEN.has(answer.status)) {
    connection(false);
    timer = setTimeout(flush, PAUSES[Math.min(failures, PAUSES.length - 1)]);
    failures += 1;
    return false;
  }
  failures = 0;
  connection(true);
  if (answer.address) {
    tell("stopped", { address: answer.address });
    return false;
  }
  const mine = known.find((one) => one.key === act.key) ?? act;
  if (answer.closed) tell("closed", { word: answer.closed });
  if (answer.closed && (answer.status >= 400 || mine.isUnwanted)) return false; // asked again once it is open
  const refusal = reason(answer);
  if (refusal === null && !mine.isUnwanted) await store.remove(act.id);
  if (mine.isUnwanted) await takeBack(store, mine, answer);
  else if (refusal === null) forget(mine);
  else {
    mine.refusal = refusal;
    await store.change(act.id, { ...mine });
    tell("change");
  }
  tell("answer", { act: mine, ...answer });
  return true;
}

/* The way back takes the place of what was done, before all that was done after it. */
async function takeBack(store, { key, id, kind, event, label, registration, registrations, group, fields }, { html }) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const url = page.querySelector("#messages form[action]")?.getAttribute("action");
  if (!url) {
    await store.remove(id);
    forget({ key });
    return;
  }
  const of = { kind, key, registration, registrations, group, fields: kind === "new" ? {} : fields };
  const undo = { kind: "undo", key: crypto.randomUUID(), at: Date.now(), event, url, fields: {}, label, of, id };
  await store.change(id, undo);
  known = known.map((act) => (act.key === key ? undo : act));
  tell("change");
}

/* Why an act was refused or what is asked about it, in the reader's language; "" where the answer
   does not say it; null where it was done, or where the register itself keeps the question. */
function reason({ status, html }) {
  if (status < 400) return null;
  const page = new DOMParser().parseFromString(html, "text/html");
  const words = [...page.querySelectorAll("[data-refusal], .error-summary li")];
  if (words.length) return words.map((part) => part.textContent.replace(/\s+/g, " ").trim()).join(" ");
  return status === 409 ? null : "";
}

async function send(act) {
  const body = new URLSearchParams(act.fields);
  body.set("key", act.key);
  body.set("told_at", new Date(act.at).toISOString());
  const response = await fetch(act.url, {
    method: "POST",
    body,
    headers: { "HX-Request": "true", "X-CSRFToken": token(), "X-User": user, ...pageOf(act) },
    signal: AbortSignal.timeout(LONGEST),
  });
  return {
    status: response.status,
    address: response.headers.get("HX-Redirect"),
    closed: response.headers.get("X-Closed"),
    isRenewed: response.headers.has("HX-Refresh"),
    html: await response.text(),
  };
}

/* Which page of a large register is open here: the answer brings the rows of that one. */
function pageOf({ event }) {
  const here = document.querySelector(`[data-register][data-event="${event}"] #register-list`);
  return here?.dataset.page ? { "X-Page": here.dataset.page } : {};
}

/* Told by whoever has just heard from the server, or not. */
export function connection(isThere) {
  const was = queue.isConnected;
  queue.isConnected = isThere;
  if (was !== isThere) tell("connection", { isThere });
}

setInterval(async () => (await opening)?.tidy(), 60 * 60 * 1000);
window.addEventListener("online", () => flush());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) flush();
});
