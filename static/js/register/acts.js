/* What can be done on a register: how each act looks on the page before the server has answered. */

import * as headcounts from "./headcounts.js";
import * as rows from "./rows.js";

/* Draws an act; drawn again, it changes nothing more. */
const drawings = {
  mark: (act) => {
    const row = rows.rowOf(act.registration);
    if (row) rows.show(row, act.fields.attendance);
    else if (act.category) rows.addRow({ ...act, attendance: act.fields.attendance });
  },
  rest: ({ registrations, fields }) => {
    for (const registration of registrations) {
      const row = rows.rowOf(registration);
      if (row?.dataset.attendance === "unmarked") rows.show(row, fields.attendance);
    }
  },
  known: (act) => {
    const row = rows.rowOf(act.registration);
    if (row) rows.show(row, "present");
    else rows.addRow({ ...act, attendance: act.attendance });
  },
  new: (act) => rows.addRow({ ...act, attendance: act.attendance }),
  step: (act) => headcounts.draw(act),
  undo: ({ of }) => of && revert(of),
  plain: ({ registration }) => rows.rowOf(registration)?.classList.add("is-saving"),
};

export function draw(act) {
  drawings[act.kind]?.(act);
}

/* Shows the page as it was before `act`. */
export function revert(act) {
  if (act.kind === "mark") rows.show(rows.rowOf(act.registration), act.fields.seen, true);
  if (act.kind === "rest") {
    for (const registration of act.registrations) {
      rows.show(rows.rowOf(registration), "unmarked", true);
    }
  }
  document.getElementById(`act-${act.key}`)?.remove();
  if (act.kind === "known" || act.kind === "new") {
    if (act.kind === "known") rows.show(rows.rowOf(act.registration), act.fields.seen || "unmarked", true);
  }
  if (act.kind === "step") headcounts.revert(act);
  if (act.kind === "plain") rows.rowOf(act.registration)?.classList.remove("is-saving");
}

/* A tap on a row, a mark of its menu, or somebody found without a connection. */
export function mark(button) {
  if (button.dataset.registration) return found(button);
  const row = button.closest(".register-row");
  const { attendance, label } = row.dataset;
  const registration = rows.registrationOf(row);
  rows.unfolded(row);
  if (!registration) return null; // not known to the server yet
  const words = `${rows.nameOn(row)}: ${rows.labels[button.value]}`;
  return {
    kind: "mark",
    registration,
    url: pathOf(button),
    fields: { attendance: button.value, seen: attendance, ...chosen(button) },
    label: `${label}: ${rows.labels[button.value]}`,
    words,
  };
}

/* A mark of the menu, or of a key, is chosen: it does not turn the one there is, as a tap does. */
const chosen = (button) => (button.matches(".tap:not([data-chosen])") ? {} : { chosen: "1" });

/* Somebody of this register whom the device found; of another page there is no row here. */
function found(button) {
  const { registration, label, about, category } = button.dataset;
  const words = `${label}: ${rows.labels[button.value]}`;
  const fields = { attendance: button.value, seen: "unmarked" };
  return { kind: "mark", registration, url: pathOf(button), fields, label: words, words, about, category };
}

/* All whom nobody has marked yet, `expected` on all pages. */
export function rest(button, expected) {
  const unmarked = rows.rows().filter((row) => row.dataset.attendance === "unmarked");
  const registrations = unmarked.map(rows.registrationOf);
  return {
    kind: "rest",
    registrations,
    url: pathOf(button),
    fields: { attendance: button.value, expected: String(expected) },
    label: button.querySelector("[data-done]").textContent.trim(),
  };
}

/* Somebody found by name. */
export function known(button) {
  const { label, about, category, registration, place } = button.dataset;
  return {
    kind: "known",
    registration,
    url: pathOf(button),
    fields: { participant: button.value, seen: place ?? "" },
    label,
    about,
    category,
    attendance: attendanceOfAdded(),
  };
}

/* Somebody nobody knew yet: what was typed goes along, on this device under its key only. */
export function newPerson(form, submitter) {
  const fields = fieldsOf(form, submitter);
  const category = form.elements.category.selectedOptions[0];
  const initial = fields.last_name?.trim().slice(0, 1);
  return {
    kind: "new",
    url: pathOf(submitter ?? form),
    fields,
    label: [fields.first_name?.trim(), initial && `${initial}.`].filter(Boolean).join(" "),
    about: category?.textContent.trim() ?? "",
    category: fields.category,
    attendance: attendanceOfAdded(),
  };
}

/* Taking back what was done: `of` is that act, where this page knows it. */
export function undo(address, of, label) {
  const known = of && {
    kind: of.kind,
    key: of.key,
    registration: of.registration,
    registrations: of.registrations,
    group: of.group,
    fields: of.kind === "new" ? {} : of.fields,
  };
  return { kind: "undo", url: address, fields: {}, label, of: known };
}

/* Any other button of the register: it shows once the server has answered. */
export function plain(form, submitter) {
  const row = submitter?.closest(".register-row");
  const words = submitter?.textContent.trim().replace(/\s+/g, " ") ?? "";
  const act = {
    kind: "plain",
    registration: rows.registrationOf(row),
    url: pathOf(submitter ?? form),
    fields: fieldsOf(form, submitter),
    label: row ? `${row.dataset.label}: ${words}` : words,
    canUndo: submitter?.matches("[data-can-undo]") ?? false,
  };
  if (submitter?.closest(".row-menu")) rows.unfolded(row);
  return act;
}

/* Where a button or a form leads, without what only a page without a script needs. */
function pathOf(element) {
  const own = element.getAttribute("formaction");
  const address = new URL(own ?? (element.form ?? element).getAttribute("action"), location.href);
  address.searchParams.delete("seen");
  address.searchParams.delete("chosen");
  return address.pathname + address.search;
}

function fieldsOf(form, submitter) {
  const fields = Object.fromEntries(new FormData(form, submitter));
  delete fields.csrfmiddlewaretoken;
  delete fields.form_mark;
  delete fields.form_key; // an act has a key of its own
  return fields;
}

function attendanceOfAdded() {
  return "dayHasCome" in document.querySelector("[data-register]").dataset ? "present" : "unmarked";
}
