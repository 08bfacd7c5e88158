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
    const mayBeTaken = !answer || answer.status === 423 || answer.status >= 500;
    if (mayBeTaken && !signal.aborted) wait(); // no line just now, or a closed screen
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

/* A form that comes back, refused or in the other language: folds that were opened, and tabs, stand as they stood. */
const NAME = "form-state";
const KEPT = "form[data-unsaved]";

function shapeOf(form) {
  const folds = [...form.querySelectorAll("details")];
  const tabs = [...form.querySelectorAll(".tab")];
  return { folds, tabs, action: new URL(form.action).pathname };
}

document.addEventListener("submit", ({ target, submitter }) => {
  const form = submitter?.form ?? target;
  if (!form.matches(KEPT)) return;
  const { folds, tabs, action } = shapeOf(form);
  const isChosen = (tab) => tab.getAttribute("aria-selected") === "true";
  const state = { action, folds: folds.map(({ open }) => open), tabs: tabs.map(isChosen) };
  sessionStorage.setItem(NAME, JSON.stringify(state));
});

function restore(state) {
  const shapes = [...document.querySelectorAll(KEPT)].map(shapeOf);
  const shape = shapes.find(({ action, folds, tabs }) => action === state.action
    && folds.length === state.folds.length && tabs.length === state.tabs.length);
  shape?.folds.forEach((fold, index) => { fold.open ||= state.folds[index]; });
  shape?.tabs.forEach((tab, index) => {
    const hasError = tab.closest("[data-tabs]")?.querySelector("[data-tab-error]");
    if (state.tabs[index] && !hasError) tab.click();
  });
}

const state = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
sessionStorage.removeItem(NAME);
const isShownAgain = document.body.hasAttribute("data-answers-form") || document.querySelector("[data-not-saved]");
if (state && isShownAgain) restore(state);
