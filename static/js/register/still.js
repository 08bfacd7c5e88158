/* Nothing takes the place of what a finger is on: between touch and click the tap would be lost. */

const LONGEST = 500; // milliseconds from lifting a finger until no click comes of it any more
const later = [];
let isDown = false;
let timer = 0;

function release(delay) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    isDown = false;
    while (later.length) later.shift()();
  }, delay);
}

addEventListener("pointerdown", () => {
  isDown = true;
  clearTimeout(timer);
}, true);
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => release(LONGEST), true);
addEventListener("click", () => release(0), true);

/* Does `work` now, or once the finger that is on the page has done its tap; in the order asked for. */
export function whenStill(work) {
  if (isDown) later.push(work);
  else work();
}
