/* Two taps are one where the second is a slip: a trembling thumb on one row within 700 ms, or on what
   came under the finger meanwhile. The − and + of headcounts are tapped often on purpose. */

export const SLIP = 700; // milliseconds
const REACH = 24; // CSS pixels between two taps of one finger on one spot
const GUARDED = "button, a, summary";
const REPEATED = ".cell button, .step";

const rows = new Map(); // id of a row → when its mark was tapped last
const NEVER = { at: -Infinity, x: 0, y: 0 };
let last = NEVER;

const isByHand = ({ detail }) => detail > 0; // a key that presses a button has no place
/* On the page, not on the screen: who scrolled between means what lies there now. */
const isNear = ({ pageX, pageY }) => Math.hypot(pageX - last.x, pageY - last.y) < REACH;

/* Whether a tap is the same as the one before it; remembers it either way, so that a hand that
   drums on one row turns nothing either. */
function isSlip(event) {
  const at = event.timeStamp;
  const row = event.target.closest(".tap")?.closest(".register-row")?.id;
  const isSameRow = row !== undefined && at - (rows.get(row) ?? -Infinity) < SLIP;
  const isSameSpot = isByHand(event) && at - last.at < SLIP && isNear(event);
  if (row !== undefined) rows.set(row, at);
  if (isByHand(event)) last = { at, x: event.pageX, y: event.pageY };
  return isSameRow || isSameSpot;
}

/* A letter or an arrow marks by itself, and says which mark: that is no tap. */
export function listen() {
  document.addEventListener("click", (event) => {
    if (!event.isTrusted || !event.target.closest?.(GUARDED)) return;
    if (event.target.closest(REPEATED)) {
      last = NEVER;
      return;
    }
    if (!isSlip(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}
