/* The bar at the foot of the register: what was done last, and the way to take it back. */

const blank = document.querySelector("template[data-bar]");
let shown = null; // the act that the bar speaks of

export const spokenOf = () => shown;

/* Says at once what was done; the server's own words take its place when they come. */
export function say(words, act, { canUndo = true } = {}) {
  const line = blank.content.firstElementChild.cloneNode(true);
  line.querySelector(".message-text").textContent = words;
  if (!canUndo) line.querySelector("[data-undo]").remove();
  put([line]);
  shown = act;
}

/* Shows what the server said of `act`, unless the bar speaks of a later one. What was said here
   already stays, with the server's way back. */
export function answer(messages, act) {
  if (shown && shown.key !== act.key) return;
  const lines = [...messages?.children ?? []];
  if (!lines.length) return;
  const button = shown && document.querySelector("#messages [data-undo]");
  const undo = lines[0].querySelector("form");
  if (button && undo && lines.length === 1 && lines[0].matches(".message-success")) {
    button.replaceWith(undo);
    return;
  }
  put(lines);
  shown = act;
}

/* The address that takes the act back, as the server named it. */
export function undoIn(messages) {
  return messages?.querySelector("form[action]")?.getAttribute("action") ?? null;
}

export function clear() {
  put([]);
  shown = null;
}

function put(lines) {
  const place = document.getElementById("messages");
  place.replaceChildren(...lines);
  place.classList.add("is-floating");
}
