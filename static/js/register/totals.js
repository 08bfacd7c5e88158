/* How many came, counted from what the page shows: in all, and by category. */

const CAME = new Set(["present", "late"]);

/* `rows`: the elements of the register; `counts`: [{category, count}] of those without names. */
export function recount({ rows, counts }) {
  const sentence = document.getElementById("register-totals");
  const list = document.getElementById("register-categories");
  if (!sentence?.dataset.one || !list) return; // nobody is counted before the day
  const came = [...rows].filter(({ dataset }) => CAME.has(dataset.attendance));
  const inWords = (number) => grouped(number, sentence.dataset.separator);
  let [allNamed, allCounted] = [0, 0];
  for (const line of list.children) {
    const { category } = line.dataset;
    const named = came.filter(({ dataset }) => dataset.category === category).length;
    const counted = counts
      .filter((group) => group.category === category)
      .reduce((sum, { count }) => sum + count, 0);
    line.hidden = !named && !counted;
    line.querySelector("b").textContent = `${inWords(named)} + ${inWords(counted)}`;
    if ("uncounted" in line.dataset) continue;
    allNamed += named;
    allCounted += counted;
  }
  const total = allNamed + allCounted;
  sentence.textContent = sentence.dataset[total === 1 ? "one" : "many"]
    .replace("{total}", inWords(total))
    .replace("{named}", inWords(allNamed))
    .replace("{counted}", inWords(allCounted));
}

/* 1234 as the server writes it: "1,234". */
function grouped(number, separator) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, separator);
}
