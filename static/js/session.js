/* Typing is work too: while somebody fills in a long form, the session does not end for want of requests. */

const PAUSE = 4 * 60 * 1000;
let told = Date.now();

document.addEventListener("input", () => {
  if (Date.now() - told < PAUSE) return;
  told = Date.now();
  fetch(document.body.dataset.alive, { method: "HEAD" }).catch(() => {});
});
