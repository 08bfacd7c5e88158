/* What every page needs and works without: colours, menus, filters, copying, focus, unsaved changes. */

const root = document.documentElement;
root.classList.add("has-script");

/* Light or dark: the reader's choice is kept in a cookie, so the server draws the page in it at once. */
const darkDevice = window.matchMedia("(prefers-color-scheme: dark)");

function showTheme() {
  root.dataset.themeNow = root.dataset.theme || (darkDevice.matches ? "dark" : "light");
}

function chooseTheme(theme) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the other way is not in every browser that is used here
  document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  root.dataset.theme = theme;
  showTheme();
}

darkDevice.addEventListener("change", showTheme);
showTheme();

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-switch]")) {
    chooseTheme(root.dataset.themeNow === "dark" ? "light" : "dark");
  }
  event.target.closest("[data-message-close]")?.closest(".message").remove();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* Filters stand open where there is room. */
if (window.matchMedia("(min-width: 48rem)").matches) {
  for (const filters of document.querySelectorAll("details[data-open-on-desk]")) filters.open = true;
}

/* Copying the text of a field; where the browser does not allow it, the text is selected. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  const told = document.querySelector("[data-copied]");
  const tell = () => { told.textContent = told.dataset.copied; };
  navigator.clipboard?.writeText(field.value).then(tell, () => {});
});

/* A refused form: the summary of its errors is read first. */
document.querySelector("[data-focus]")?.focus();

/* Inside a fold that is closed, a field in error could not be seen. */
for (const field of document.querySelectorAll("details .is-invalid")) {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
}

/* The way to a field from the summary: open what hides it, and go into it. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
  target.dispatchEvent(new CustomEvent("field:reveal", { bubbles: true }));
  const control = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
  (control || target).focus();
  target.scrollIntoView({ block: "center" });
});

/* Leaving a form with changes that were not saved: the browser asks, in its own words. */
let unsaved = document.querySelector("[data-not-saved]") !== null;

document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-unsaved]")) unsaved = true;
});
document.addEventListener("submit", () => {
  unsaved = false;
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
