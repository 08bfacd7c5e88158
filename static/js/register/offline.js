/* Makes ready for the time without a connection: the worker, what it shows when the page is opened
   again, and what the search of this page needs then; `data-prepared` says that all of it is there. */

const NAME = "register-";
const mine = NAME + document.body.dataset.user;
let isForgotten = false;

export async function prepare(root) {
  if (!window.isSecureContext || !navigator.serviceWorker) return;
  await register(root.dataset.worker);
  const shell = await fetch(root.dataset.shell);
  if (!shell.ok || shell.redirected) return;
  const page = new DOMParser().parseFromString(await shell.clone().text(), "text/html");
  for (const part of page.querySelectorAll("[data-for-search]")) document.body.append(part);
  const wanted = new Set([...loaded(), ...filesOf(page)]);
  if (isForgotten) return;
  const cache = await caches.open(mine);
  await cache.put(root.dataset.shell, shell);
  const there = new Set();
  for (const { url } of await cache.keys()) {
    if (wanted.has(url)) there.add(url);
    else if (new URL(url).pathname !== root.dataset.shell) await cache.delete(url);
  }
  await Promise.all([...wanted].filter((url) => !there.has(url)).map((url) => cache.add(url)));
  root.dataset.prepared = "";
}

/* A page that is left while it registers takes the worker's script along, and the next one is told
   that it failed; a page that began to load before the worker was ready is not its own yet. */
async function register(address) {
  const workers = navigator.serviceWorker;
  await workers.register(address).catch(() => workers.register(address));
  workers.ready.then(({ active }) => {
    if (!workers.controller) active.postMessage("claim");
  });
}

/* Nothing of it stays once somebody has signed out. */
export function forget() {
  isForgotten = true;
  return forgetAll(() => true);
}

/* Nor what was kept for somebody who was here before: the shell belongs to one user. */
export function forgetOthers() {
  return forgetAll((name) => name !== mine);
}

async function forgetAll(isMeant) {
  const names = await window.caches?.keys() ?? [];
  await Promise.all(names.filter((name) => name.startsWith(NAME) && isMeant(name))
    .map((name) => caches.delete(name)));
}

/* Every file that this page loaded, modules and pictures included. */
function loaded() {
  return performance.getEntriesByType("resource").map(({ name }) => name.split("#")[0]).filter(isFile);
}

function filesOf(page) {
  const parts = page.querySelectorAll("script[src], link[href]");
  return [...parts]
    .map((part) => part.getAttribute("src") ?? part.getAttribute("href"))
    .map((address) => new URL(address, location.href).href)
    .filter(isFile);
}

function isFile(address) {
  const { origin, pathname } = new URL(address);
  return origin === location.origin && pathname.startsWith(document.body.dataset.files);
}
