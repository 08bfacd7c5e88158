/* Says in the page's language that a request of htmx failed; the words are in <template data-message>. */

function say(kind) {
  const template = document.querySelector(`template[data-message="${kind}"]`);
  const place = document.getElementById("messages");
  if (!template || !place) return;
  place.replaceChildren(template.content.cloneNode(true));
  place.classList.add("is-floating");
}

/* What comes without a page load may come while the head of the page is out of sight. */
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "messages") event.detail.target.classList.add("is-floating");
});

document.addEventListener("htmx:sendError", () => say("network"));
document.addEventListener("htmx:timeout", () => say("network"));
document.addEventListener("htmx:responseError", (event) => {
  say(event.detail.xhr.status >= 500 ? "server" : "refused");
});
