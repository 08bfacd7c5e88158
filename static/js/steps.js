/* Through a row of pages by the arrow keys, unless something is being typed or chosen. */

document.addEventListener("keydown", (event) => {
  const link = document.querySelector(`[data-step="${event.key}"]`);
  const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
  if (!link || !isPlain || event.target.matches("input, select, textarea")) return;
  event.preventDefault();
  link.click();
});
