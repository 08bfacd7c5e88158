"""What hands do on a page, counted in the page itself, and how soon it shows."""

# A key that types counts once for its field; any other key and every tap counts one. `drawn` has
# the milliseconds from each tap to the first change that was painted; `late` has the taps after
# which nothing had changed when the page was done with them.
COUNT = """
(() => {
  const hands = { taps: 0, keys: 0, fields: 0, raw: 0, drawn: [], late: [] };
  let field = null;
  let tap = null;
  let changed = false;
  addEventListener("pointerdown", () => { hands.taps += 1; hands.raw += 1; field = null; }, true);
  addEventListener("keydown", (event) => {
    hands.raw += 1;
    const types = event.key.length === 1 && event.target.matches("input:not([type=radio])");
    if (!types) { hands.keys += 1; field = null; return; }
    if (field !== event.target) { hands.fields += 1; field = event.target; }
  }, true);
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(() => {
      if (tap === null || changed) return;
      changed = true;
      const since = tap;
      requestAnimationFrame(() => hands.drawn.push(performance.now() - since));
    }).observe(document.body, {
      attributes: true, childList: true, subtree: true, characterData: true,
    });
  });
  addEventListener("click", (event) => { tap = event.timeStamp; changed = false; }, true);
  addEventListener("click", (event) => {
    const what = event.target.closest(".register-row button, .step, .cell button, .rest button");
    if (!what) return;
    setTimeout(() => {
      if (!changed) hands.late.push(what.outerHTML.slice(0, 120));
    });
  });
  window.hands = hands;
})();
"""


class Hands:
    """Counts on `page` from now on, and over every page that it loads (which `pages` counts)."""

    def __init__(self, page):
        self.page, self.pages = page, 0
        page.add_init_script(COUNT)
        page.on("framenavigated", self._navigate)

    def _navigate(self, frame):
        if frame == self.page.main_frame:
            self.pages += 1

    def counted(self):
        """The counts as a dict, with `interactions` over all."""
        hands = self.page.evaluate("() => window.hands")
        hands["interactions"] = hands["taps"] + hands["keys"] + hands["fields"]
        return hands
