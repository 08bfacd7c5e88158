/* Makes ready for a page that is opened again without a connection: the worker, and what it shows. */

const NAME = "register";

export async function prepare(root) {
  if (!window.isSecureContext || !navigator.serviceWorker) return;
  await navigator.serviceWorker.register(root.dataset.worker);
  const shell = await fetch(root.dataset.shell);
  if (!shell.ok || shell.redirected) return;
  const html = await shell.clone().text();
  const wanted = new Set([...loaded(), ...filesOf(html)]);
  const cache = await caches.open(NAME);
  await cache.put(root.dataset.shell, shell);
  const there = new Set();
  for (const { url } of await cache.keys()) {
    if (wanted.has(url)) there.add(url);
    else if (new URL(url).pathname !== root.dataset.shell) await cache.delete(url);
  }
  await Promise.all([...wanted].filter((url) => !there.has(url)).map((url) => cache.add(url)));
}

/* Nothing of it stays once somebody has signed out. */
export function forget() {
  return window.caches?.delete(NAME);
}

/* Every file that this page loaded, modules and pictures included. */
function loaded() {
  return performance.getEntriesByType("resource").map(({ name }) => name.split("#")[0]).filter(isFile);
}

function filesOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const parts = page.querySelectorAll("script[src], link[href], [data-file]");
  return [...parts]
    .map((part) => part.dataset.file ?? part.getAttribute("src") ?? part.getAttribute("href"))
    .map((address) => new URL(address, location.href).href)
    .filter(isFile);
}

function isFile(address) {
  const { origin, pathname } = new URL(address);
  return origin === location.origin && pathname.startsWith(document.body.dataset.files);
}
