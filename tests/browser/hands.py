"""What hands do on a page, counted in the page itself, and how soon it shows."""

from tests.browser.waiting import until_settled

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
WHERE = """
(element) => {
  element.scrollIntoView({ block: "center" });
  const { x, y, width, height } = element.getBoundingClientRect();
  return width ? [x + width / 2, y + height / 2] : null;
}
"""
A_FRAME = "() => new Promise((resolve) => { requestAnimationFrame(() => resolve()); })"


class Hands:
    """Counts on `page` from now on, and over every page that it loads (which `pages` counts).

    `work` has the milliseconds that the page worked for each tap: in time of its own thread, to
    which a busy machine adds nothing.
    """

    def __init__(self, page):
        self.page, self.pages, self.work = page, 0, []
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
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

    def tap(self, locator):
        """One tap of a finger, or one click of a mouse, where it is seen: once only."""
        until_settled(self.page)  # else an answer could move the place meanwhile
        place = None
        while place is None:  # what a colleague did had just put another element in its place
            place = locator.evaluate(WHERE)
        before = self._worked()
        if self.page.evaluate("() => navigator.maxTouchPoints > 0"):
            self.page.touchscreen.tap(*place)
        else:
            self.page.mouse.click(*place)
        self.page.evaluate(A_FRAME)
        self.work.append(self._worked() - before)

    def _worked(self):
        metrics = self.devtools.send("Performance.getMetrics")["metrics"]
        return 1_000 * next(one["value"] for one in metrics if one["name"] == "ThreadTime")
