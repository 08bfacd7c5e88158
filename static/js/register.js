/* The register: a mark shows before the network answers, Enter takes the first person found,
   steps of a headcount are sent together. Without this file every button is a plain form's. */

const input = document.getElementById("q");
const menu = document.querySelector("template[data-row-menu]");
const labels = {};
for (const button of menu?.content.querySelectorAll("[name=attendance]") ?? []) {
  labels[button.value] = button.textContent.trim();
}

/* Marks */
function rowOf(element) {
  return element?.matches?.("[name=attendance]") ? element.closest(".register-row") : null;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.detail.elt;
  const row = rowOf(button);
  if (!row) return;
  const word = row.querySelector(".tap-mark");
  row.before = { className: row.className, word: word.textContent };
  row.className = `register-row is-${button.value} is-saving`;
  word.textContent = labels[button.value];
});

/* What sent the request; htmx names another element once that one has left the page. */
function sender(event) {
  return event.detail.requestConfig?.elt ?? event.detail.elt;
}

function putBack(event) {
  const row = rowOf(sender(event));
  if (!row?.before) return;
  row.className = `${row.before.className} is-failed`;
  row.querySelector(".tap-mark").textContent = row.before.word;
}

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, putBack);
}

/* The rest that can be done with one person, folded out below the row */
function fold(row, link) {
  const open = row.querySelector(".row-menu");
  link.setAttribute("aria-expanded", String(!open));
  if (open) {
    open.remove();
    return;
  }
  const part = menu.content.firstElementChild.cloneNode(true);
  part.setAttribute("aria-label", link.getAttribute("aria-label"));
  for (const control of part.querySelectorAll("[data-to]")) {
    const address = link.getAttribute("href") + control.dataset.to;
    if (control.matches("a")) {
      control.href = address;
      continue;
    }
    control.formAction = address;
    control.setAttribute("hx-post", address);
    if ("wholeList" in control.dataset) control.setAttribute("hx-target", "#register-list");
    if (control.matches(".mark")) {
      control.setAttribute("aria-pressed", String(row.classList.contains(`is-${control.value}`)));
    }
  }
  row.append(part);
  window.htmx.process(part);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".row-more");
  if (!link || !menu) return;
  event.preventDefault();
  fold(link.closest(".register-row"), link);
});

/* On a row: arrows go on, letters mark (p present, l late, e excused, a absent). */
const keys = { p: "present", l: "late", e: "excused", a: "absent" };

document.addEventListener("keydown", (event) => {
  const tap = event.target.closest?.("button.tap");
  if (!tap || event.ctrlKey || event.altKey || event.metaKey) return;
  const row = tap.closest(".register-row");
  const step = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (step) {
    event.preventDefault();
    step.querySelector(".tap").focus();
  } else if (keys[event.key]) {
    tap.value = keys[event.key];
    tap.click();
  }
});

/* Undo, without loading the page */
document.addEventListener("submit", (event) => {
  if (!event.target.closest("#messages")) return;
  event.preventDefault();
  window.htmx.ajax("POST", event.target.action, { target: "#register-list", swap: "outerHTML" });
});

/* Finding: Enter takes the first person found, or goes on in the form for a new one. */
let isEntered = false;

function take() {
  const first = document.querySelector("#found .finder-result");
  if (first) {
    const button = first.querySelector("[data-add]");
    if (button) button.click();
    else input.select(); // marked already: the next name takes its place
    return;
  }
  const fields = [...document.querySelectorAll("#found .new-person .field input")];
  const next = fields.find((field) => field.type === "radio" || !field.value);
  next?.focus();
}

input?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const found = document.getElementById("found");
  if (found.dataset.query === input.value.trim()) {
    take();
  } else {
    isEntered = true;
    input.form.requestSubmit();
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id !== "found" && event.detail.target?.id !== "found") return;
  const found = document.getElementById("found");
  const head = document.getElementById("register-head").getBoundingClientRect();
  const top = found.getBoundingClientRect().top;
  if (found.childElementCount) {
    document.getElementById("messages").replaceChildren(); // it would lie over the people found
    if (top < head.bottom) window.scrollBy(0, top - head.bottom);
  }
  if (isEntered) {
    isEntered = false;
    take();
  }
  found.querySelector("[data-focus]")?.focus();
});

/* Somebody was added: the box is free for the next; a row that stood further down goes. */
const hasKeyboard = window.matchMedia("(pointer: fine)").matches;

document.addEventListener("register:added", () => {
  const row = document.querySelector("#register-list > .register-row");
  for (const other of document.querySelectorAll(".register-row.is-new")) {
    other.classList.toggle("is-new", other === row);
  }
  for (const same of document.querySelectorAll(`[id="${row.id}"]`)) {
    if (same !== row) same.remove();
  }
  input.value = "";
  if (hasKeyboard) input.focus();
  row.scrollIntoView({ block: "nearest" });
});

if (hasKeyboard && !location.hash && !document.querySelector("[data-focus]")) {
  input?.focus({ preventScroll: true });
}

/* Headcounts: the number follows each tap, and what was tapped is sent together after a moment. */
const PAUSE = 500;
const steps = new Map();
const timers = new Map();
let isBusy = false;

function stepper(id) {
  return document.querySelector(`[data-stepper="${id}"]`);
}

function send(id) {
  if (isBusy) {
    timers.set(id, setTimeout(send, PAUSE, id));
  } else {
    timers.delete(id);
    const form = stepper(id);
    if (form) window.htmx.trigger(form, "stepped");
  }
}

function count(id, step) {
  const field = stepper(id).elements.count;
  const number = (Number.parseInt(field.value, 10) || 0) + step;
  if (number < 0) return;
  field.value = number;
  steps.set(id, (steps.get(id) || 0) + step);
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(send, PAUSE, id));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stepper] .step");
  if (!button) return;
  event.preventDefault();
  count(button.form.dataset.stepper, Number(button.value));
});

for (const name of ["change", "submit"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest("[data-stepper]");
    if (!form) return;
    event.preventDefault();
    steps.delete(form.dataset.stepper);
    send(form.dataset.stepper);
  });
}

document.addEventListener("htmx:configRequest", (event) => {
  const id = event.detail.elt.dataset?.stepper;
  if (!id) return;
  isBusy = true;
  if (!steps.get(id)) return;
  delete event.detail.parameters.count;
  event.detail.parameters.step = steps.get(id);
  steps.delete(id);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = sender(event);
  if (!form.dataset?.stepper) return;
  isBusy = false;
  if (!event.detail.successful) form.reset();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "headcounts") return;
  for (const [id, step] of steps) {
    const field = stepper(id)?.elements.count;
    if (field) field.value = Number(field.value) + step;
  }
});
