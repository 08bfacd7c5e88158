"""What a test waits for: something of the page, of its device or of the test itself, never time."""

from itertools import count

from playwright.sync_api import expect

from shkej.static_files.joined import joined
from shkej.static_files.storage import source_of
from tests.browser.conftest import MILLISECONDS

# A busy machine is no failure: what is expected may come as late as a page may.
expect.set_options(timeout=MILLISECONDS)

# `page.wait_for_function` takes a promise itself for true: here what it resolves to counts.
LOOK = """
(() => {
  let found = false;
  let isLooking = false;
  let failure = null;
  const look = async () => {
    isLooking = true;
    try {
      found = await (%s)();
    } catch (error) {
      failure = error;
    }
    isLooking = false;
  };
  return () => {
    if (failure) throw failure;
    if (!found && !isLooking) look();
    return found;
  };
})()
"""
# The store of the device, opened by the test itself: it reads what the page keeps, also offline.
STORE = joined("js/register/store.js", source_of)
MODULE = f"module{STORE.count('const module') - 1}"  # it is last
ACTS = """
async () => {
  window.acts ??= (async () => {
    %s
    return %s.openStore(document.body.dataset.user);
  })();
  return (%s)(await (await window.acts).all());
}
"""
NUMBERS = count()


def until(page, function):
    """Wait until `function`, in JavaScript and maybe asynchronous, returns what is true."""
    page.wait_for_function(LOOK % function)


def until_here(page, holds):
    """Wait until `holds()` in the test; meanwhile what the browser asks of the test is answered."""
    name = f"holds{next(NUMBERS)}"
    page.expose_function(name, lambda: bool(holds()))
    until(page, f"() => {name}()")


def until_kept(page, function):
    """Wait until `function`, in JavaScript, is true of the acts that wait on the device.

    What the page says it has done is written down a little later.
    """
    until(page, ACTS % (STORE, MODULE, function))


def until_prepared(page):
    """Wait until a register can be opened without a connection, to show what it shows now."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    expect(page.locator("[data-register]")).to_have_attribute("data-prepared", "")
    page.wait_for_function(
        """() => {
          const { nearby, dataset } = document.querySelector("[data-register]");
          return (nearby || !dataset.nearby) && "kept" in dataset;
        }"""
    )


def until_settled(page):
    """Wait until nothing that was done here waits, and the page shows the server's answer."""
    expect(page.locator("#unsent")).to_have_attribute("data-number", "0")
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.locator(".is-saving")).to_have_count(0)


def ask_what_changed(page):
    """Let time pass for a register with a clock of its own until it asks what colleagues did.

    Asked for twice, what came the first time is on the page.
    """
    with page.expect_response("**/changes/**"):
        page.clock.run_for(3_000)


class Held:
    """Answers that are held back: the server has done its work, the page does not know yet."""

    def __init__(self, page, pattern):
        self.page, self.answers, self.is_open = page, [], False
        page.route(pattern, self._hold)

    def _hold(self, route):
        if self.is_open:
            route.continue_()
            return
        self.answers.append((route, route.fetch()))

    def wait(self):
        """Wait until there is an answer to hold back."""
        until_here(self.page, lambda: self.answers)

    def let_one_through(self):
        """The one that came first reaches the page; the next one is held back again."""
        route, answer = self.answers.pop(0)
        route.fulfill(response=answer)

    def release(self):
        """All that was held comes; nothing is held any more."""
        self.is_open = True
        while self.answers:
            self.let_one_through()
