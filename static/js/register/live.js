/* Asks every few seconds what colleagues changed, and shows it. */

import { isCovered } from "../locking/cover.js";
import { place } from "./place.js";
import { connection, flush, isSending, queue, waiting } from "./queue.js";
import { page, rows } from "./rows.js";
import { whenStill } from "./still.js";

const PAUSE = 3_000;
const LONGEST = 10_000;

let answered = 0;
queue.addEventListener("answer", () => { answered += 1; });

/* `placed()` is called after something was placed. */
export function follow(root, placed) {
  let timer = 0;
  let isStopped = false;
  queue.addEventListener("stopped", () => { isStopped = true; });

  async function look() {
    clearTimeout(timer);
    if (isStopped) return;
    if (!document.hidden && !isCovered()) await ask(root, placed).catch(() => connection(false));
    timer = setTimeout(look, PAUSE);
  }

  document.addEventListener("visibilitychange", () => !document.hidden && look());
  timer = setTimeout(look, PAUSE);
}

async function ask(root, placed) {
  const since = document.getElementById("register-state")?.dataset.state ?? "";
  const before = answered;
  const response = await fetch(`${root.dataset.base}changes/?since=${since}`, {
    headers: { "HX-Request": "true", "X-User": document.body.dataset.user, "X-Page": page() },
    signal: AbortSignal.timeout(LONGEST),
  });
  if (response.status >= 500) throw new Error(response.statusText);
  const address = response.headers.get("HX-Redirect");
  if (address) {
    queue.dispatchEvent(new CustomEvent("stopped", { detail: { address } }));
    return;
  }
  connection(true);
  const closed = response.headers.get("X-Closed");
  if (closed) queue.dispatchEvent(new CustomEvent("closed", { detail: { word: closed } }));
  if (waiting().length) flush();
  if (response.status !== 200) return;
  const html = await response.text();
  whenStill(() => {
    if (answered === before && !isCovered()) show(html, since, placed); // else this may be older than an act's answer
  });
}

function show(html, since, placed) {
  const marks = new Map(rows().map((row) => [row.id, row.dataset.attendance]));
  place(html);
  // The answer on its way may be older than this: what changed since is then asked for once more.
  if (isSending()) document.getElementById("register-state").dataset.state = since;
  placed();
  for (const row of rows()) {
    const isOther = row.querySelector(".tap-who") && marks.get(row.id) !== row.dataset.attendance;
    if (isOther) row.classList.add("is-news");
  }
}
