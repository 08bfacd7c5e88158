/* The search at the door: whoever is found or new is sent at once, and nobody else is shown. */

import * as finder from "./finder.js";
import { place } from "./place.js";
import { listen as listenToTaps } from "./taps.js";
import { token } from "./token.js";

const PATIENCE = 20_000;
const root = document.querySelector("[data-door]");
const keys = new Map(); // of what was sent and not answered: sent again under the same key
let isSending = false;

function keyOf(address, body) {
  const sent = `${address} ${body}`;
  if (!keys.has(sent)) keys.set(sent, crypto.randomUUID());
  return [sent, keys.get(sent)];
}

async function send(form, submitter) {
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  const body = new URLSearchParams(new FormData(form, submitter));
  body.delete("csrfmiddlewaretoken");
  body.delete("form_mark");
  body.delete("form_key");
  const [sent, key] = keyOf(address, body);
  body.set("key", key);
  const response = await fetch(address, {
    method: "POST",
    body,
    headers: { "HX-Request": "true", "X-CSRFToken": token() },
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.status < 500) keys.delete(sent);
  return response;
}

function put(lines) {
  document.getElementById("messages").replaceChildren(...lines);
}

function say(kind) {
  put([document.querySelector(`template[data-message="${kind}"]`).content.cloneNode(true)]);
}

async function show(response) {
  const elsewhere = response.headers.get("HX-Redirect");
  if (elsewhere) {
    location.assign(elsewhere);
    return;
  }
  if (![200, 409, 422].includes(response.status)) {
    say(response.status >= 500 ? "server" : "refused");
    return;
  }
  const html = await response.text();
  const { messages } = place(html);
  if (messages) put([...messages.children]);
  if (response.status === 422 && !messages) finder.ask(html);
  else finder.free();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.closest("#found, #messages")) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  try {
    await show(await send(form, event.submitter));
  } catch {
    say("network");
  } finally {
    isSending = false;
  }
});

listenToTaps();
finder.start(root);
document.documentElement.dataset.registerReady = "";
