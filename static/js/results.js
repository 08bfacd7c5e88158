/* People found, by keyboard: arrows move from the search to the list, be it of buttons or of a choice,
   and through it. Where several match, Enter in the search never takes one of them; the line that
   Enter would take is marked. */

const SLIP = 700; // milliseconds in which a second Enter is the same one
const LINES = ".finder-result .finder-tap:not(:disabled)";

let entered = -Infinity; // when Enter last went from the search to the list

const linesOf = (place) => [...place.querySelectorAll(LINES)];
const searchOf = (line) => line.closest("main")?.querySelector("[role=search] input[type=search]");

/* Goes to the first line that can be taken; false where there is none. */
export function enterList(place) {
  const [first] = linesOf(place);
  first?.focus();
  entered = performance.now();
  return Boolean(first);
}

/* Marks the one person found, whom Enter in the search would take; nobody with only nearly that name. */
export function markOnly(place) {
  const all = place.querySelectorAll(".finder-results > .finder-result");
  const isOnly = all.length === 1 && linesOf(place).length === 1;
  all[0]?.classList.toggle("is-next", isOnly && !("near" in all[0].dataset));
}

function move(from, step) {
  const lines = linesOf(from.closest(".finder-results"));
  const next = lines[lines.indexOf(from) + step];
  if (next) next.focus();
  else if (step < 0) searchOf(from)?.focus();
}

document.addEventListener("keydown", (event) => {
  const line = event.target.closest?.(LINES);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (line && event.key === "Enter" && (event.repeat || event.timeStamp - entered < SLIP)) {
    event.preventDefault(); // still the Enter that went to the list
  } else if (line && step) {
    event.preventDefault();
    move(line, step);
  } else if (step === 1 && event.target.matches?.("[role=search] input[type=search]")) {
    const list = document.querySelector(".finder-results");
    const [first] = list ? linesOf(list) : document.querySelectorAll("#found [name=other]");
    if (!first) return;
    event.preventDefault();
    first.focus();
  }
});
