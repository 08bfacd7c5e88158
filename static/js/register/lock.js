/* Locks the screen of a register, or of its door, that nobody has touched for a while: the list leaves
   the page at once, and the session is handed over as soon as the server can be reached. */

const PATIENCE = 8_000;
const AGAIN = 15_000;
const TOUCHES = ["pointerdown", "pointermove", "touchstart", "keydown", "wheel"];

const root = document.querySelector("[data-lock-after]");
const blank = document.querySelector("template[data-lock]");
const isDoor = !document.querySelector("[data-register]");
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

/* Takes every name out of the page; the search stays. */
function strip() {
  isStripped = true;
  const keep = ["#finder", "#found"].map((id) => document.querySelector(id)).filter(Boolean);
  for (const part of keep) if (part.id === "found") part.replaceChildren();
  const input = document.getElementById("q");
  if (input) input.value = "";
  document.getElementById("messages")?.replaceChildren();
  if (isDoor) return;
  for (const element of [...root.parentElement.children]) {
    if (element !== root && !element.matches(".page-head, .back-link, #messages, template")) element.remove();
  }
  for (const element of [...root.querySelectorAll("*")]) {
    if (!keep.some((part) => part.contains(element) || element.contains(part))) element.remove();
  }
}

function show() {
  if (cover) return;
  strip();
  cover = blank.content.firstElementChild.cloneNode(true);
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

function lock() {
  if (cover) return;
  if (note.read() === null) note.write("locked");
  show();
  tell();
}

/* Hands the session over and leads to the locked page; without a connection the cover stays. */
async function tell() {
  clearTimeout(timer);
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

function token() {
  return /(?:^|; )(?:__Host-)?csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
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
} else {
  others.addEventListener("message", () => {
    show();
    location.reload();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    show();
    location.reload();
  });
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
