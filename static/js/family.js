/* The surname of the first line stands as a proposal in the others, as the server takes it for them. */

const form = document.querySelector("[data-family]");
const surnames = () => [...form.querySelectorAll('[name$="-last_name"]')];

form.addEventListener("input", ({ target }) => {
  if (!target.name.endsWith("-last_name")) return;
  const usual = surnames().map(({ value }) => value.trim()).find(Boolean) ?? "";
  for (const field of surnames()) field.placeholder = usual;
  const template = form.querySelectorAll("template");
  for (const { content } of template) content.querySelector('[name$="-last_name"]').placeholder = usual;
});
