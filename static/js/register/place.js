/* Puts what the server answers where it belongs: each element takes the place of the one with its
   id. What was found by a search stays: somebody may be choosing there. */

/* Returns {messages}: the element with the lines that say what was done, if there is one. */
export function place(html) {
  const part = document.createElement("template");
  part.innerHTML = html;
  const focused = document.activeElement?.id;
  const spot = spotInList(document.activeElement);
  let messages = null;
  for (const element of [...part.content.children]) {
    if (element.id === "messages") messages = element;
    else if (element.matches("ul:not([id])")) placeRow(element.firstElementChild, "prepend");
    else if (element.matches("[data-gone]")) document.getElementById(element.id)?.remove();
    else if (element.matches(".register-row")) placeRow(element, "append");
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

/* Somebody added here comes first; a colleague's row last, so that nothing moves under a thumb. Of a
   large register it may belong on another page: there it is shown. */
function placeRow(row, end) {
  const there = document.getElementById(row.id);
  const list = document.getElementById("register-list");
  if (there && list?.contains(there)) {
    if (there.querySelector(".row-menu")) row.dataset.unfolded = "";
    there.replaceWith(row);
  } else {
    there?.remove();
    if (end === "prepend" || !list?.dataset.page) list?.[end](row);
  }
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
  for (const [number, fold] of [...element.querySelectorAll("details")].entries()) {
    fold.open ||= folds[number] ?? false;
  }
  there.replaceWith(element);
}
