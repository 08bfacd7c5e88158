/* The rows of the register as they stand on the page: a mark, the menu of a row, a row of one's own. */

const menu = document.querySelector("template[data-row-menu]");
const blank = document.querySelector("template[data-register-row]");

export const list = () => document.getElementById("register-list");
export const rows = () => [...document.querySelectorAll("#register-list > .register-row")];
/* Which page of a large register this is; "" where it has but one. */
export const page = () => list()?.dataset.page ?? "";
/* The number of the registration that a row shows; undefined for one not known to the server yet. */
export const registrationOf = (row) => /^registration-(\d+)$/.exec(row?.id ?? "")?.[1];
export const rowOf = (registration) => document.getElementById(`registration-${registration}`);

/* The name as the row shows it, without the sign beside it. */
export const nameOn = (row) => row.querySelector(".tap-name").firstChild.textContent.trim();

const writeName = (row, label) => row.querySelector(".tap-name").firstChild.replaceWith(label);

const { unmarked = "", present = "" } = blank?.dataset ?? {}; // all there is before the day
export const labels = { unmarked, present };
const keys = {}; // letter of the reader's alphabet → mark
for (const button of menu?.content.querySelectorAll("[name=attendance]") ?? []) {
  labels[button.value] = button.textContent.trim();
  if (button.dataset.letter) keys[button.dataset.letter.toLowerCase()] = button.value;
}

/* Shows a mark on a row; `isSent` is false as long as the server has not answered it. */
export function show(row, attendance, isSent = false) {
  if (!row) return;
  for (const mark of Object.keys(labels)) row.classList.toggle(`is-${mark}`, mark === attendance);
  row.classList.toggle("is-saving", !isSent);
  row.dataset.attendance = attendance;
  row.querySelector(".tap-mark").textContent = labels[attendance];
  row.querySelector(".tap-who")?.remove();
  row.querySelector(".row-question")?.remove();
  const tap = row.querySelector("button.tap");
  if (!tap) return;
  const next = attendance === "present" ? "absent" : "present";
  tap.value = next;
  tap.setAttribute("aria-describedby", `to-${next}`);
}

/* A row as this device remembers it. */
export function known(base, { registration, label, category, attendance }) {
  const row = blank.content.firstElementChild.cloneNode(true);
  row.id = `registration-${registration}`;
  Object.assign(row.dataset, { label, category });
  writeName(row, label);
  row.querySelector(".about").textContent = labelOf(category);
  const tap = row.querySelector(".tap");
  tap.disabled = false;
  tap.formAction = `${base}${registration}/mark/`;
  const more = row.querySelector(".row-more");
  more.href = `${base}${registration}/`;
  more.setAttribute("aria-label", more.dataset.label.replace("{name}", label));
  more.hidden = false;
  row.querySelector(".row-undo").remove();
  show(row, attendance, true);
  row.dataset.saved = attendance;
  return row;
}

function labelOf(category) {
  const item = document.querySelector(`#register-categories [data-category="${category}"]`);
  return item?.dataset.one ?? "";
}

/* What stays where somebody was taken off: the place, and what became of them. */
export function gone(row) {
  const place = document.createElement("li");
  place.className = "register-gone";
  place.dataset.goneRow = row.id;
  place.textContent = `${nameOn(row)} · ${blank?.dataset.gone ?? ""}`;
  place.style.height = `${row.getBoundingClientRect().height}px`; // rounded, those below would move
  return place;
}

/* A row for somebody who was added and is not known to the server yet. */
export function addRow({ key, label, about, category, attendance, registration }) {
  const there = document.getElementById(`act-${key}`);
  if (there) return there;
  const row = blank.content.firstElementChild.cloneNode(true);
  row.id = `act-${key}`;
  row.dataset.label = label;
  row.dataset.category = category;
  writeName(row, label);
  row.querySelector(".about").textContent = about;
  row.querySelector(".row-more").remove();
  if (registration) row.dataset.saved = "unmarked"; // who is on another page
  show(row, attendance);
  for (const other of rows()) other.classList.remove("is-new");
  row.classList.add("is-new");
  list()?.append(row); // first would push every row from under a finger
  return row;
}

/* The rest that can be done with one person, folded out below the row. */
export function fold(row) {
  const link = row.querySelector(".row-more");
  const open = row.querySelector(".row-menu");
  link?.setAttribute("aria-expanded", String(!open));
  if (open || !link || !menu) {
    open?.remove();
    return;
  }
  const part = menu.content.firstElementChild.cloneNode(true);
  part.setAttribute("aria-label", link.getAttribute("aria-label"));
  for (const control of part.querySelectorAll("[data-to]")) {
    const address = link.getAttribute("href") + control.dataset.to;
    if (control.matches("a")) control.href = address;
    else control.formAction = address;
    if (control.matches(".mark")) {
      control.setAttribute("aria-pressed", String(control.value === row.dataset.attendance));
    }
  }
  row.append(part);
}

/* Folded in again, once something in it was chosen; who was in it is on the row then. */
export function unfolded(row) {
  const open = row.querySelector(".row-menu");
  if (!open) return;
  if (open.contains(document.activeElement)) row.querySelector(".tap").focus({ preventScroll: true });
  open.remove();
  row.querySelector(".row-more").setAttribute("aria-expanded", "false");
}

/* Arrows go from row to row, the letters of the reader's alphabet mark. */
export function listen() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".row-more");
    if (!link || !menu) return;
    event.preventDefault();
    fold(link.closest(".register-row"));
  });
  document.addEventListener("keydown", (event) => {
    const tap = event.target.closest?.("button.tap");
    if (!tap || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = tap.closest(".register-row");
    const there = rows();
    const at = there.indexOf(row);
    const steps = { ArrowDown: there[at + 1], ArrowUp: there[at - 1] };
    const mark = keys[event.key.toLowerCase()];
    if (event.key in steps) {
      event.preventDefault();
      steps[event.key]?.querySelector(".tap").focus();
    } else if (mark) {
      event.preventDefault();
      if (row.dataset.attendance === mark) return;
      tap.value = mark;
      tap.dataset.chosen = "";
      tap.click();
      delete tap.dataset.chosen;
    }
  });
}
