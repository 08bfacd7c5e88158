/* The other language takes along what is being typed, whichever form of the page it is typed into.

Without a script the buttons are bound to the page's long form alone (drafts/switching.py). */

const NAME = "typed-into";
let typed = null;

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (form?.method === "post" && form.elements.form_mark && !form.matches("[role=search]")) typed = form;
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("button[name=language]");
  if (!button || !typed?.isConnected || button.form === typed) return;
  const carriesAll = button.hasAttribute("formaction");
  const address = new URL(carriesAll ? button.formAction : button.form.action, location.href);
  if (!carriesAll) address.searchParams.set("next", button.form.elements.next.value);
  address.searchParams.set("language", button.value);
  address.searchParams.set("action", new URL(typed.action).pathname);
  typed.id ||= NAME;
  button.setAttribute("form", typed.id);
  button.formAction = address;
  button.formNoValidate = true;
}, { capture: true });
