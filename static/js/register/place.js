/* Puts what the server answers where it belongs: each element takes the place of the one with its
   id. What was found by a search stays: somebody may be choosing there. */

import { gone, registrationOf } from "./rows.js";

/* Returns {messages}: the element with the lines that say what was done, if there is one. */
export function place(html) {
  const part = document.createElement("template");
  part.innerHTML = html;
  const focused = document.activeElement?.id;
  const spot = spotInList(document.activeElement);
  let messages = null;
  for (const element of [...part.content.children]) {
    if (element.id === "messages") messages = element;
    else if (element.matches("ul:not([id])")) placeRow(element.firstElementChild, true);
    else if (element.matches("[data-gone]")) takeOff(element.id);
    else if (element.matches(".register-row")) placeRow(element, false);
    else if (element.id && element.id !== "found") exchange(element);
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  findSpot(spot);
  return { messages };
}

/* Which row has the focus, and which would have it if that one went. */
function spotInList(element) {
  const row = element?.closest(".register-row");
  if (!row) return null;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  return { ids: [row.id, next?.id], control: element.matches(".row-more") ? ".row-more" : ".tap" };
}

function findSpot(spot) {
  if (!spot || document.activeElement !== document.body) return;
  const row = spot.ids.map((id) => document.getElementById(id)).find(Boolean);
  (row?.querySelector(spot.control) ?? row?.querySelector(".tap"))?.focus({ preventScroll: true });
}

/* A new row comes last, so that nothing moves under a thumb; who was taken off and comes back stands
   where they stood. Of a large register a row may belong on another page: there it is shown. */
function placeRow(row, isAddedHere) {
  const there = document.getElementById(row.id);
  const list = document.getElementById("register-list");
  if (there && list?.contains(there)) {
    if (there.querySelector(".row-menu")) row.dataset.unfolded = "";
    there.replaceWith(row);
    return;
  }
  there?.remove();
  const empty = list?.querySelector(`[data-gone-row="${row.id}"]`);
  if (empty) empty.replaceWith(row);
  else if (isAddedHere || !list?.dataset.page) list?.append(row);
}

function takeOff(id) {
  const there = document.getElementById(id);
  const list = document.getElementById("register-list");
  if (list?.contains(there) && !list.dataset.page) there.replaceWith(gone(there));
  else there?.remove();
}

/* The list anew, in the order in which it is on the page. */
function inOrder(there, list) {
  const fresh = new Map([...list.children].map((row) => [row.id, row]));
  const ordered = [];
  for (const old of there.children) {
    const id = old.dataset.goneRow ?? old.id;
    const row = fresh.get(id);
    fresh.delete(id);
    if (row) ordered.push(row);
    else if (registrationOf(old)) ordered.push(gone(old));
    else if (old.dataset.goneRow) ordered.push(old);
  }
  list.replaceChildren(...ordered, ...fresh.values());
}

/* Where somebody is typing right now, nothing is taken from under their hands. */
function exchange(element) {
  const there = document.getElementById(element.id);
  if (!there) return;
  const typing = document.activeElement;
  if (there.contains(typing) && typing.matches("input:not([type=radio]), select, textarea")
    && element.id !== "found" && !typing.closest("#headcount-grid")) return; // which keeps it itself
  const folds = [...there.querySelectorAll("details")].map((fold) => fold.open);
  element.removeAttribute("hx-swap-oob");
  if (element.id === "register-list" && !element.dataset.page) inOrder(there, element);
  for (const [number, fold] of [...element.querySelectorAll("details")].entries()) {
    fold.open ||= folds[number] ?? false;
  }
  there.replaceWith(element);
}
