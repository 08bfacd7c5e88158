"""What every page must hold: no barrier, nothing cut off at the side."""

import json

from axe_playwright_python.base import AXE_SCRIPT

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}},  # off unless asked for
    "resultTypes": ["violations"],
}
# Of an answer as long as the page only this much is sent.
RUN_AXE = f"axe.run({json.dumps(OPTIONS)}).then((found) => found.violations)"
TARGET_SIZE = {"runOnly": {"type": "rule", "values": ["target-size"]}}
RUN_TARGET_SIZE = f"""
(target) => axe.run({{ include: [target] }}, {json.dumps(TARGET_SIZE)})
  .then((found) => found.violations.length > 0)
"""
INTO_THE_MIDDLE = "(node) => node.scrollIntoView({ block: 'center', behavior: 'instant' })"
# The narrowest phones, and those most people have.
NARROW = (320, 390)
WIDER_THAN_THE_SCREEN = """
(width) => {
  const cuts = (node) => /auto|scroll|hidden|clip/.test(getComputedStyle(node).overflowX);
  const scrolls = (node) => node && node !== document.body
    && (cuts(node) || scrolls(node.parentElement));
  if (document.scrollingElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    (node) => node.getBoundingClientRect().right > width + 1 && !scrolls(node.parentElement));
  return wide.slice(-3).map((node) => node.outerHTML.slice(0, 160)).concat("…");
}
"""

# A figure that breaks between its digits reads as two; what differs in a name is no figure.
BROKEN_NUMBERS = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (!/^[0-9]{2,}$/.test(text) || walker.currentNode.parentElement.closest(".differs")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const tops = new Set([...range.getClientRects()].filter((box) => box.width)
      .map((box) => Math.round(box.top)));
    if (tops.size < 2) continue;
    found.push(`${text} is broken: ${walker.currentNode.parentElement.outerHTML}`);
  }
  return found;
}
"""
# On a phone the headings are away: two cells that say the same, without a label, are one riddle.
ALIKE_IN_ONE_CARD = """
() => [...document.querySelectorAll(".list-table tbody tr")].flatMap((row) => {
  const plain = (node) => {
    const copy = node.cloneNode(true);
    for (const hidden of copy.querySelectorAll(".visually-hidden")) hidden.remove();
    return `${node.dataset.label || ""}|${copy.textContent.trim()}`;
  };
  const said = [...row.querySelectorAll("td")].map(plain).filter((words) => words !== "|");
  return said.filter((words, place) => said.indexOf(words) !== place)
    .map((words) => `said twice in one card: ${words}`);
})
"""


def barriers(page):
    """Return one line per violation of WCAG 2.2 AA that axe finds: rule, help and node."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN_AXE)
    if small := next((rule for rule in found if rule["id"] == "target-size"), None):
        # The bar at the lower end lies over half of what happens to be there: a thumb scrolls on.
        small["nodes"] = [node for node in small["nodes"] if _is_small_anywhere(page, node)]
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:300]} {_why(node)}"
        for rule in found
        for node in rule["nodes"]
    ]


def _is_small_anywhere(page, node):
    target = node["target"][0]
    page.locator(target).evaluate(INTO_THE_MIDDLE)
    return page.evaluate(RUN_TARGET_SIZE, target)


def _why(node):
    checks = node["any"] + node["all"] + node["none"]
    return "; ".join(check["message"] for check in checks)[:300]


def sideways(page, widths=NARROW):
    """Return what makes the page scroll sideways at `widths`; the page keeps its own width."""
    before = page.viewport_size["width"]
    found = []
    for width in widths:
        resize(page, width)
        found += [
            f"wider than {width} px: {n}" for n in page.evaluate(WIDER_THAN_THE_SCREEN, width)
        ]
    resize(page, before)
    return found


def riddles(page):
    """Return what can only be guessed at: figures broken in two, cells of a card that are alike."""
    return page.evaluate(BROKEN_NUMBERS) + page.evaluate(ALIKE_IN_ONE_CARD)


def resize(page, width):
    """Make the screen `width` px wide, and wait until the page is drawn so."""
    if page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
    page.wait_for_function("(width) => document.documentElement.clientWidth === width", arg=width)


def faults_of(page, language):
    """Return all of this about the page as it stands, with the language it must be in."""
    return barriers(page) + faults_of_words(page, language)


def faults_of_words(page, language):
    """Return only what other words may change: the page's language, and how wide they make it."""
    width = page.viewport_size["width"]
    lang = page.locator("html").get_attribute("lang")
    found = [] if lang == language else [f"<html lang={lang!r}>"]
    found += sideways(page, NARROW if width in NARROW else [width])
    return found + riddles(page)


def unfold_all(page):
    """Open every fold of the page's own content, so that nothing in it goes unseen."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => fold.open = true)")


def assert_sound(page, language):
    """The page as it stands now is in `language`, has no barrier and does not scroll sideways."""
    found = faults_of(page, language)
    assert not found, "\n".join([page.url, *found])
