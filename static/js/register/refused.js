/* What the server did not do: it stays here until somebody has looked at it. */

import { isLocked } from "./hand_over.js";

const blank = document.querySelector("template[data-refused-item]");

export function showRefused(acts, { drop, again }) {
  const place = document.getElementById("register-refused");
  if (!place || isLocked()) return;
  place.hidden = acts.length === 0;
  place.querySelector("ul").replaceChildren(...acts.map((act) => item(act, drop, again)));
}

function item(act, drop, again) {
  const line = blank.content.firstElementChild.cloneNode(true);
  line.querySelector(".refused-what").textContent = act.label;
  line.querySelector(".refused-why").textContent = act.refusal || blank.dataset.unknown;
  line.querySelector("[data-again]").addEventListener("click", () => again(act));
  line.querySelector("[data-drop]").addEventListener("click", () => drop(act));
  return line;
}
