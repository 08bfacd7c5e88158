/* Turns the panels of [data-tabs] into tabs; the style sheet shows them as such on a phone only. */

function build(group, number) {
  const panels = [...group.querySelectorAll("[data-tab-panel]")];
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");

  const tabs = panels.map((panel, index) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "tab";
    tab.id = `tab-${number}-${index}`;
    tab.setAttribute("role", "tab");
    tab.textContent = panel.dataset.tabLabel;
    // What was typed before is filled in after the server has looked whether it is empty.
    const isFilled = [...panel.querySelectorAll("input, textarea")].some(({ value }) => value);
    if (panel.dataset.tabNote && !isFilled) {
      const note = document.createElement("span");
      note.className = "chip chip-quiet";
      note.textContent = panel.dataset.tabNote;
      tab.append(" ", note);
    }
    panel.id ||= `panel-${number}-${index}`;
    tab.setAttribute("aria-controls", panel.id);
    return tab;
  });

  function choose(chosen) {
    tabs.forEach((tab, index) => {
      const isChosen = index === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      panels[index].classList.toggle("is-away", !isChosen);
    });
  }

  list.addEventListener("click", (event) => {
    const index = tabs.indexOf(event.target.closest(".tab"));
    if (index >= 0) choose(index);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
    choose(next);
    tabs[next].focus();
  });
  panels.forEach((panel, index) => {
    panel.addEventListener("field:reveal", () => choose(index));
  });

  list.append(...tabs);
  panels[0].parentElement.before(list);
  const withError = panels.findIndex((panel) => panel.hasAttribute("data-tab-error"));
  choose(Math.max(withError, 0));
}

let built = 0;

function buildAll(root) {
  for (const group of root.querySelectorAll("[data-tabs]:not([data-tabs-built])")) {
    group.dataset.tabsBuilt = "";
    build(group, built++);
  }
}

buildAll(document);
document.addEventListener("htmx:load", (event) => buildAll(event.target));
