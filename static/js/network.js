/* Says in the page's language that a request of htmx failed; the words are in <template data-message>. */

function say(kind) {
  const template = document.querySelector(`template[data-message="${kind}"]`);
  const place = document.getElementById("messages");
  if (template && place) place.replaceChildren(template.content.cloneNode(true));
}

document.addEventListener("htmx:sendError", () => say("network"));
document.addEventListener("htmx:timeout", () => say("network"));
document.addEventListener("htmx:responseError", (event) => {
  say(event.detail.xhr.status >= 500 ? "server" : "refused");
});
