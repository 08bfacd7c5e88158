/* On every page: how many acts wait on this device, and no signing out before they are sent. */

import { readFlag } from "./locking/flag.js";
import { forget, forgetOthers } from "./register/offline.js";
import { device, flush, queue, recall, refused, waiting } from "./register/queue.js";

const PATIENCE = 5_000;
const PAUSE = 1_000; // what is on its way for less is not worth a word

const line = document.getElementById("unsent");
const dialog = document.getElementById("unsent-question");
let timer = 0;

function words(element, number) {
  return element.dataset[number === 1 ? "one" : "many"].replace("{n}", number);
}

/* `data-number` is there once it is known what waits, even while no word is said about it. */
function show() {
  const number = waiting().length;
  line.dataset.number = number;
  if (!readFlag()) line.querySelector(".unsent-own").textContent = number ? words(line, number) : "";
  clearTimeout(timer);
  if (number && queue.isConnected && line.hidden) timer = setTimeout(reveal, PAUSE);
  else reveal();
}

function reveal() {
  const more = [...line.querySelectorAll(".unsent-own, .unsent-others, .unsent-expired")];
  line.hidden = !waiting().length && !more.some(({ textContent }) => textContent);
}

async function countOthers() {
  const store = await device;
  if (readFlag()) say(".unsent-own", await store.own(), line);
  say(".unsent-others", await store.others());
  say(".unsent-expired", store.expired);
  reveal();
}

function say(name, number, pattern = line.querySelector(name)) {
  line.querySelector(name).textContent = number ? words(pattern, number) : "";
}

/* Signing out sends what waits first; what cannot be sent is not deleted without a word. */
async function signOut(form) {
  form.closest("details")?.removeAttribute("open");
  if (readFlag()) {
    await signOutLocked(form);
    return;
  }
  await recall();
  const left = () => waiting().length + refused().length;
  if (waiting().length) {
    const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
    await Promise.race([flush(), late]);
  }
  if (left() && !await isSure(left())) return;
  if (await isThere()) { // without the server nobody is signed out, and nothing is deleted
    await (await device).wipe();
    await forget();
  }
  form.submit();
}

/* Whoever signs out of a locked screen may be anybody: nothing that was to be sent is deleted. */
async function signOutLocked(form) {
  const store = await device;
  const number = await store.own();
  if (number && !await isSure(number, { isLocked: true })) return;
  if (await isThere()) {
    await store.leave();
    await forget();
  }
  form.submit();
}

function isThere() {
  return fetch(document.body.dataset.alive, { method: "HEAD" }).then(({ ok }) => ok, () => false);
}

function isSure(number, { isLocked = false } = {}) {
  for (const part of dialog.querySelectorAll("[data-when-open]")) part.hidden = isLocked;
  for (const part of dialog.querySelectorAll("[data-when-locked]")) part.hidden = !isLocked;
  for (const place of dialog.querySelectorAll("[data-one]")) place.textContent = words(place, number);
  if (!dialog.isConnected) document.body.append(dialog); // the page is out of sight
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "leave"), { once: true });
  });
}

if (device && line) {
  queue.addEventListener("change", show);
  queue.addEventListener("connection", show);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    event.preventDefault();
    signOut(event.target);
  });
  forgetOthers();
  recall().then(flush);
  countOthers();
}
