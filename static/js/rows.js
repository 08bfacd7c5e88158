/* Adds another row to a form's repeating rows; without a script a few empty ones are there, or
   the button sends the form and gets it back with more. */

for (const place of document.querySelectorAll("[data-rows]")) {
  const template = place.querySelector("template[data-row-template]");
  const button = place.querySelector("[data-add-row]");
  const total = place.querySelector(`[name="${place.dataset.rows}-TOTAL_FORMS"]`);

  button.addEventListener("click", (event) => {
    event.preventDefault();
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.querySelector("[data-row]");
    total.value = String(Number(total.value) + 1);
    template.before(row);
    window.htmx?.process(row); // a page without it has nothing for it
    row.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    row.querySelector("select, input, textarea").focus();
  });
}
