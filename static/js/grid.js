/* The grid of a series: arrow keys move between cells, letters mark. Without this file each cell is
   a plain choice of letters, and the form is sent as a whole. */

const form = document.querySelector("[data-grid]");

function cellOf(row, column) {
  return row?.cells[column]?.querySelector("select");
}

/* The next cell in that direction that can be typed into. */
function neighbour(select, key) {
  const cell = select.closest("td");
  const across = { ArrowLeft: -1, ArrowRight: 1 }[key] || 0;
  let row = cell.parentElement;
  let column = cell.cellIndex;
  for (;;) {
    column += across;
    if (key === "ArrowDown") row = row.nextElementSibling;
    if (key === "ArrowUp") row = row.previousElementSibling;
    if (!row?.cells[column]) return null;
    const found = cellOf(row, column);
    if (found) return found;
  }
}

function show(select) {
  const cell = select.closest("td");
  const shown = select.name.split(".")[3];
  cell.className = `grid-cell is-${select.value}`;
  cell.classList.toggle("is-changed", select.value !== shown);
}

function mark(select, value) {
  if (select.value === value) return;
  select.value = value;
  select.dispatchEvent(new Event("input", { bubbles: true }));
}

function optionOf(select, letter) {
  return [...select.options].find((option) => option.text && option.text === letter.toUpperCase());
}

form?.addEventListener("input", (event) => {
  if (event.target.matches("select")) show(event.target);
});

form?.addEventListener("keydown", (event) => {
  const select = event.target;
  if (!select.matches("select") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    neighbour(select, event.key)?.focus();
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    mark(select, "unmarked");
  } else if (event.key.length === 1 && event.key !== " ") {
    event.preventDefault();
    const option = optionOf(select, event.key);
    if (option) mark(select, option.value);
  }
});

/* A browser that keeps what was chosen over a reload shows it in its colour too. */
for (const select of form?.querySelectorAll("select") ?? []) show(select);
