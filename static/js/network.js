/* Says in the page's language that a request of htmx failed; the words are in <template data-message>,
   or in the answer itself (templates/503.html), where the database is away. */

function say(kind, words) {
  const template = document.querySelector(`template[data-message="${kind}"]`);
  const place = document.getElementById("messages");
  if (!template || !place) return;
  place.replaceChildren(template.content.cloneNode(true));
  if (words) place.querySelector(".message-text").textContent = words;
  place.classList.add("is-floating");
}

/* What comes without a page load may come while the head of the page is out of sight. */
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "messages") event.detail.target.classList.add("is-floating");
});

document.addEventListener("htmx:sendError", () => say("network"));
document.addEventListener("htmx:timeout", () => say("network"));
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  say(status >= 500 ? "server" : "refused", status === 503 ? saidBy(responseText) : "");
});

function saidBy(answer) {
  const page = new DOMParser().parseFromString(answer, "text/html");
  return page.querySelector(`[data-said="${document.documentElement.lang}"]`)?.textContent;
}
