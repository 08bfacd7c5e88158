/* A long form is kept while it is typed: what no Save came after is offered when it is opened again. */

const PAUSE = 10_000;

function keepWhileTyped(form) {
  let timer = 0;
  let sending = null;

  async function send() {
    timer = 0;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") body.append(name, value);
    }
    const address = new URL(form.dataset.draft, location.href);
    address.searchParams.set("page", location.pathname + location.search);
    address.searchParams.set("action", new URL(form.action).pathname);
    sending = new AbortController();
    const headers = { "HX-Request": "true", "X-User": document.body.dataset.user };
    const { signal } = sending;
    const answer = await fetch(address, { method: "POST", body, headers, signal }).catch(() => null);
    if (!answer?.ok && !signal.aborted) wait(); // no line just now
  }

  function wait() {
    timer ||= setTimeout(send, PAUSE);
  }

  form.addEventListener("input", wait);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sending?.abort();
  });
}

document.querySelectorAll("form[data-draft]").forEach(keepWhileTyped);

/* A form that comes back from being refused: folds that were opened, and tabs, stand as they stood. */
const NAME = "form-state";

function stateOf(form) {
  const folds = [...form.querySelectorAll("details")].map(({ open }) => open);
  const tabs = [...form.querySelectorAll(".tab")].map((tab) => tab.getAttribute("aria-selected") === "true");
  return { path: location.pathname, folds, tabs };
}

document.addEventListener("submit", ({ target, submitter }) => {
  const form = submitter?.form ?? target;
  if (!form.matches("[data-unsaved]")) return;
  sessionStorage.setItem(NAME, JSON.stringify(stateOf(form)));
});

function restore(form) {
  const state = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
  sessionStorage.removeItem(NAME);
  if (!state || state.path !== location.pathname) return;
  const folds = form.querySelectorAll("details");
  const tabs = form.querySelectorAll(".tab");
  if (folds.length === state.folds.length) {
    folds.forEach((fold, index) => { fold.open ||= state.folds[index]; });
  }
  if (tabs.length !== state.tabs.length) return;
  tabs.forEach((tab, index) => {
    const hasError = tab.closest("[data-tabs]")?.querySelector("[data-tab-error]");
    if (state.tabs[index] && !hasError) tab.click();
  });
}

const shownAgain = document.querySelector("form[data-unsaved]:has([data-focus], [data-not-saved])");
if (shownAgain) restore(shownAgain);
else sessionStorage.removeItem(NAME);
