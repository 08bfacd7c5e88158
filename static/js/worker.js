/* Answers for the register where the network does not: with the shell that was kept, which holds no
   name, and with the files it needs. Nothing else of the application is kept. */

const SHELL = "/events/register/offline/";
const REGISTER = /^\/events\/\d+\/register\/$/;
const FILE = /\.[0-9a-f]{12}\.\w+$/; // its name changes with its content
const AWAY = new Set([502, 503, 504]);
const PATIENCE = 12_000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (REGISTER.test(pathname)) event.respondWith(page(request));
  } else if (FILE.test(pathname)) {
    event.respondWith(file(request));
  } else if (["script", "style", "image"].includes(request.destination)) {
    event.respondWith(fetch(request).catch(() => file(request)));
  }
});

async function page(request) {
  const shell = await caches.match(SHELL);
  if (!shell) return fetch(request);
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, shell); });
  const fresh = fetch(request).then((answer) => (AWAY.has(answer.status) ? shell : answer));
  return Promise.race([fresh.catch(() => shell), late]);
}

async function file(request) {
  return await caches.match(request) ?? fetch(request);
}
