/* What every tab of this device knows of the screen: why it is closed, and of which lock that is. */

const user = document.body.dataset.user;
const KEY = `screen:${user}`;
const TOUCHED = `touched:${user}`;
const channel = new BroadcastChannel("screen");

/* {word, id}: "telling" and "handing-over" until the server was told, then "locked" and
   "handed-over" with the server's number of it, "<session>.<how many before>"; null while it is open. */
export function readFlag() {
  const [word, id] = (localStorage.getItem(KEY) ?? "").split(" ");
  return word ? { word, id } : null;
}

/* Writes it down and tells the other tabs. */
export function writeFlag(word, id = "") {
  localStorage.setItem(KEY, `${word} ${id}`);
  channel.postMessage(user);
}

export function clearFlag() {
  localStorage.removeItem(KEY);
  channel.postMessage(user);
}

/* Calls `work` when another tab has written, and when this one comes back into sight. */
export function onFlag(work) {
  channel.addEventListener("message", ({ data }) => data === user && work());
  for (const name of ["pageshow", "focus", "storage"]) window.addEventListener(name, work);
  document.addEventListener("visibilitychange", work);
}

/* Whether a page that the server made as number `page` of its session is from before lock `id`. */
export function isBefore(page, id) {
  const [session, number] = (page ?? "").split(".");
  const [locked, last] = (id ?? "").split(".");
  return session === locked && Number(number) < Number(last);
}

export const touchedAt = () => Number(localStorage.getItem(TOUCHED) ?? 0);
export const noteTouch = (moment) => localStorage.setItem(TOUCHED, String(moment));
