/* The device in other hands: a door that nobody has touched for a while clears its screen, and a
   register is handed over without a connection. The search goes on; the list is for its user. */

import { isCovered } from "../locking/cover.js";
import { readFlag, writeFlag } from "../locking/flag.js";
import { askToOpen } from "../locking/lock.js";
import { flush } from "./queue.js";
import { token } from "./token.js";

const PATIENCE = 8_000;
const AGAIN = 15_000;
const TOUCHES = ["pointerdown", "pointermove", "touchstart", "keydown", "input", "wheel"];

const NAMES = "#register-list, #waiting-list, #register-refused ul";

const door = document.querySelector("[data-door]");
const blank = document.querySelector("template[data-lock]");
const isShell = document.querySelector("[data-register][data-offline]") !== null;
const limit = Number(door?.dataset.lockAfter) * 1000;

let touched = Date.now();
let cover = null;
let isStripped = false;
let timer = 0;

const isHandedOver = () => Boolean(readFlag()?.word.startsWith("hand"));

/* Whether the list may not be shown, nor kept as it stands, on this page. */
export function isLocked() {
  return isStripped || isCovered() || (isShell && isHandedOver());
}

/* Takes every name out of the page, and the places where others would be put; the search stays. */
function strip() {
  isStripped = true;
  const input = document.getElementById("q");
  if (input) input.value = "";
  const register = document.querySelector("[data-register]");
  if (register) register.nearby = []; // nobody at the door finds by it
  for (const id of ["found", "messages"]) document.getElementById(id)?.replaceChildren();
  if (door) return;
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
  cover.querySelector("[data-lock-open]")?.addEventListener("click", openAgain);
  cover.focus();
}

function goOn() {
  touched = Date.now();
  uncover();
  document.getElementById("q")?.focus();
  watch();
}

function uncover() {
  cover.remove();
  cover = null;
  delete document.documentElement.dataset.locked;
  for (const element of document.body.children) element.inert = false;
}

/* Its user is back, without a connection: the PIN of this device shows the register again. */
function openAgain() {
  uncover();
  document.addEventListener("screen:open", () => location.reload());
  askToOpen();
}

/* Without a connection the register is handed over here, and the server told later. */
export function handOver() {
  if (cover) return;
  if (!isHandedOver()) writeFlag("handing-over");
  show();
  tell();
}

/* Leads to the door as soon as the server can be reached. What waits is sent first: a session that is
   handed over can mark nobody. */
async function tell() {
  clearTimeout(timer);
  if (!cover && readFlag() === null) return; // its user was back before
  await flush().catch(() => {});
  const answer = await ask().catch(() => null);
  if (answer && answer.status < 500) {
    location.replace(door ? `${location.pathname}?locked` : answer.headers.get("HX-Redirect") ?? "/");
    return;
  }
  cover?.querySelector("[data-lock-offline]").removeAttribute("hidden");
  timer = setTimeout(tell, AGAIN);
}

function ask() {
  const signal = AbortSignal.timeout(PATIENCE);
  if (door) return fetch(document.body.dataset.alive, { method: "HEAD", signal });
  return fetch(isShell ? `${location.pathname}hand-over/` : blank.dataset.handOver, {
    method: "POST",
    headers: { "HX-Request": "true", "X-CSRFToken": token() },
    signal,
  });
}

/* By the clock on the wall: a device that slept clears its screen when it wakes. */
const isIdle = () => Date.now() - touched >= limit;

function clear() {
  if (cover) return;
  show();
  tell();
}

function watch() {
  if (cover) return;
  if (isIdle()) clear();
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
  clear();
}

if (door) {
  writeFlag("handed-over", document.body.dataset.lock);
  for (const name of TOUCHES) window.addEventListener(name, touch, { capture: true, passive: false });
  for (const name of ["focus", "pageshow"]) window.addEventListener(name, () => isIdle() && clear());
  document.addEventListener("visibilitychange", () => isIdle() && clear());
  watch();
} else if (blank && (isShell ? isHandedOver() : readFlag()?.word === "handing-over")) handOver();
if (blank) window.addEventListener("online", () => cover && tell());
