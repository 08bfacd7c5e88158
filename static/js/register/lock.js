/* Locks the screen of a register, or of its door, that nobody has touched for a while: the list leaves
   the page at once, and the session is handed over as soon as the server can be reached. */

import { flush } from "./queue.js";
import { token } from "./token.js";

const PATIENCE = 8_000;
const AGAIN = 15_000;
const TOUCHES = ["pointerdown", "pointermove", "touchstart", "keydown", "input", "wheel"];

const NAMES = "#register-list, #waiting-list, #register-refused ul";

const root = document.querySelector("[data-lock-after]");
const blank = document.querySelector("template[data-lock]");
const isDoor = document.querySelector("[data-door], [data-locked-page]") !== null;
const isRegister = document.querySelector("[data-register]") !== null;
const isShell = root !== null && "offline" in root.dataset;
const user = document.body.dataset.user;
const limit = Number(root?.dataset.lockAfter) * 1000;

let touched = Date.now();
let cover = null;
let isStripped = false;
let timer = 0;

/* What every page of this device knows: "locked" while the server has not been told, then
   "handed-over". The page that is kept for times without a connection heeds both. */
const NOTE = `register-door:${user}`;
const note = {
  read: () => localStorage.getItem(NOTE),
  write: (word) => localStorage.setItem(NOTE, word),
  clear: () => localStorage.removeItem(NOTE),
};

const others = new BroadcastChannel("register-door");

/* Whether the list may not be shown on this page. */
export function isLocked() {
  return isStripped || note.read() === "locked" || (isShell && note.read() !== null);
}

/* Takes every name out of the page, and the places where others would be put; the search stays. */
function strip() {
  isStripped = true;
  const input = document.getElementById("q");
  if (input) input.value = "";
  for (const id of ["found", "messages"]) document.getElementById(id)?.replaceChildren();
  if (isDoor) return;
  document.documentElement.dataset.stripped = "";
  for (const element of document.querySelectorAll(NAMES)) {
    element.replaceChildren();
    element.removeAttribute("id");
  }
}

function show() {
  if (cover) return;
  strip();
  cover = blank.content.firstElementChild.cloneNode(true);
  if (isShell) cover.querySelector("[data-lock-title]").textContent = document.querySelector("h1").textContent;
  for (const element of document.body.children) element.inert = true;
  document.documentElement.dataset.locked = "";
  document.body.append(cover);
  cover.querySelector("[data-lock-go-on]").addEventListener("click", goOn);
  cover.querySelector("[data-lock-try]").addEventListener("click", tell);
  cover.focus();
}

function goOn() {
  touched = Date.now();
  cover.remove();
  cover = null;
  delete document.documentElement.dataset.locked;
  for (const element of document.body.children) element.inert = false;
  document.getElementById("q")?.focus();
  watch();
}

export function lock() {
  if (cover) return;
  if (note.read() === null) note.write("locked");
  show();
  tell();
}

/* Hands the session over and leads to the locked page; without a connection the cover stays. What
   waits is sent first: a session that is handed over can mark nobody. */
async function tell() {
  clearTimeout(timer);
  await flush().catch(() => {});
  const answer = await handOver().catch(() => null);
  if (answer && answer.status < 500) {
    if (answer.ok) note.write("handed-over");
    location.replace(answer.headers.get("HX-Redirect") ?? "/");
    return;
  }
  cover?.querySelector("[data-lock-offline]").removeAttribute("hidden");
  timer = setTimeout(tell, AGAIN);
}

function handOver() {
  return fetch(isShell ? `${location.pathname}hand-over/` : blank.dataset.handOver, {
    method: "POST",
    body: new URLSearchParams({ locked: "on" }),
    headers: { "HX-Request": "true", "X-CSRFToken": token() },
    signal: AbortSignal.timeout(PATIENCE),
  });
}

/* By the clock on the wall: a device that slept locks when it wakes, before it takes a tap. */
function isIdle() {
  return Date.now() - touched >= limit;
}

function watch() {
  if (cover) return;
  if (isIdle()) lock();
  else setTimeout(watch, Math.max(limit - (Date.now() - touched), 50));
}

function touch(event) {
  if (cover) return;
  if (!isIdle()) {
    touched = Date.now();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  lock();
}

if (isDoor) {
  note.write("handed-over");
  others.postMessage("handed-over");
} else if (isRegister) {
  const leave = () => {
    if (root) show();
    location.reload();
  };
  others.addEventListener("message", leave);
  window.addEventListener("pageshow", (event) => event.persisted && leave());
  if (note.read() === "handed-over" && !isShell) note.clear();
}

if (root) {
  for (const name of TOUCHES) window.addEventListener(name, touch, { capture: true, passive: false });
  for (const name of ["focus", "pageshow"]) window.addEventListener(name, () => !cover && isIdle() && lock());
  document.addEventListener("visibilitychange", () => !cover && isIdle() && lock());
  window.addEventListener("online", () => isStripped && note.read() === "locked" && tell());
  if (!isDoor && isLocked()) lock();
  else watch();
}
