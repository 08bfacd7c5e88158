/* Takes a page out of sight and out of the document, and puts it back as it was: what was typed into
   it is still there. */

const blank = document.querySelector("template[data-cover]");

let cover = null;
let held = null;

/* Whether this page shows nothing but the cover. */
export const isCovered = () => cover !== null;

/* The cover, of which `start` makes something once; `isPart`: the page stays in the document, since
   it holds nothing yet, as the one that is kept for times without a connection. */
export function coverPage(start, { isPart = false } = {}) {
  if (cover) return;
  cover = blank.content.firstElementChild.cloneNode(true);
  held = { title: document.title, left: scrollX, top: scrollY, focused: document.activeElement };
  held.parts = isPart ? [] : [...document.body.childNodes].filter((part) => part !== blank);
  held.rest = isPart ? [...document.body.children] : [];
  for (const part of held.parts) part.remove();
  for (const part of held.rest) part.inert = true;
  document.documentElement.dataset.locked = "";
  document.title = `${blank.dataset.title} – SHKEJ`;
  document.body.append(cover);
  start(cover);
}

export function uncoverPage() {
  if (!cover) return;
  cover.remove();
  cover = null;
  delete document.documentElement.dataset.locked;
  for (const part of held.rest) part.inert = false;
  document.body.prepend(...held.parts);
  document.title = held.title;
  scrollTo(held.left, held.top);
  held.focused?.focus?.({ preventScroll: true });
  held = null;
  document.dispatchEvent(new Event("screen:open"));
}
