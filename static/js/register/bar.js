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
   already stays, with the server's way back; not where nothing was done. */
export function answer(messages, act) {
  if (shown && shown.key !== act.key && (act.kind !== "plain" || shown.at > act.at)) return;
  const lines = [...messages?.children ?? []];
  if (!lines.length) {
    if (shown?.key === act.key) clear();
    return;
  }
  const button = shown && act.kind !== "plain" && document.querySelector("#messages [data-undo]");
  const undo = lines[0].querySelector("form");
  if (button && undo && lines.length === 1 && lines[0].matches(".message-success")) {
    const hadFocus = document.activeElement === button;
    button.replaceWith(undo);
    if (hadFocus) undo.querySelector("button").focus();
    return;
  }
  put(lines);
  shown = act;
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
