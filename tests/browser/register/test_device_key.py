"""The key of a device while its screen is locked: gone but for what the PIN and the server open."""

import base64
import json

import pytest
from django.templatetags.static import static

from tests.browser.register.test_store import TOOLS, labels

PIN = "271828"
HALF = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(32)).decode()


class Server:
    """What the server gives to an open session; nothing while it is locked."""

    def __init__(self, page):
        self.keys = [HALF]
        page.route("**/device-key", self.answer)

    def answer(self, route):
        if self.keys:
            route.fulfill(content_type="application/json", body=json.dumps({"keys": self.keys}))
        else:
            route.abort()


@pytest.fixture
def page(open_page, watcher):
    """A page that can call the store of user 7, who has one act and one register on the device."""
    watcher.expect_words("ERR_FAILED")
    page = open_page(390, language="en")
    page.goto("/account/login/")
    page.server = Server(page)
    page.evaluate("() => { document.body.dataset.deviceKey = '/device-key'; }")
    page.evaluate(TOOLS % static("js/register/store.js"))
    page.evaluate(
        """async () => {
          const one = await store("7");
          await one.add(act("Elira G."));
          await one.saveSnapshot("12", { title: "Takim" });
        }"""
    )
    return page


def lock(page, pin=None):
    page.evaluate(
        """async (pin) => {
          const { keys } = await store("7");
          if (pin) await keys.wrapForPin(pin, "1");
          await keys.lock();
        }""",
        pin,
    )
    page.server.keys = []


def opens_by_pin(page, pin):
    return page.evaluate("async (pin) => (await store('7')).keys.openByPin(pin)", pin)


def test_a_locked_device_opens_nothing_for_a_page_that_comes_anew(page):
    lock(page, PIN)

    found = page.evaluate(
        """async () => {
          const one = await store("7");
          return [(await rows("keys"))[0].key, await one.all(), await one.readSnapshot("12"),
            await one.own(), await one.keys.isLocked()];
        }"""
    )

    assert found == [None, [], None, 1, True]


def test_a_page_ends_what_it_began_while_it_is_locked(page):
    page.evaluate("async () => { window.open7 = await store('7'); await open7.all(); }")
    lock(page)
    page.evaluate("async () => { await open7.add(act('Besa L.')); }")
    assert labels(page) == []

    page.server.keys = [HALF]

    assert labels(page) == ["Elira G.", "Besa L."]


@pytest.mark.journey
def test_the_pin_opens_it_without_the_server(page):
    lock(page, PIN)

    assert opens_by_pin(page, "314159") == "wrong"
    assert labels(page) == []
    assert opens_by_pin(page, PIN) == "open"
    assert labels(page) == ["Elira G."]
    assert page.evaluate("async () => (await store('7')).keys.triesLeft()") == 5


@pytest.mark.journey
def test_after_five_wrong_pins_the_server_alone_opens_it(page):
    lock(page, PIN)

    assert [opens_by_pin(page, "314159") for _try in range(5)] == ["wrong"] * 4 + ["closed"]
    assert opens_by_pin(page, PIN) == "none"
    assert labels(page) == []
    page.server.keys = [OTHER, HALF]  # the key of the installation has changed since
    assert labels(page) == ["Elira G."]


def test_pins_tried_at_once_in_several_tabs_are_five_at_most(page):
    lock(page, PIN)

    found = page.evaluate(
        """async () => {
          const tabs = await Promise.all(Array.from({ length: 8 }, () => store("7")));
          return Promise.all(tabs.map(({ keys }) => keys.openByPin("314159")));
        }"""
    )

    assert sorted(found) == ["closed", "none", "none", "none"] + ["wrong"] * 4


def test_the_half_of_another_installation_opens_nothing(page):
    lock(page)
    page.server.keys = [OTHER]

    assert labels(page) == []


def test_a_key_that_nothing_wraps_stays_until_its_acts_are_sent(page):
    page.server.keys = []
    page.evaluate(
        """async () => {
          const other = await store("8");
          await other.add(act("Arta H."));
          await other.keys.lock();
        }"""
    )
    assert labels(page, "8") == ["Arta H."]

    page.server.keys = [HALF]
    found = page.evaluate(
        """async () => {
          const other = await store("8");
          const [{ id }] = await other.all();
          await other.remove(id);
          await (await store("8")).add(act("Besa L."));
          await other.keys.lock();
          return other.keys.isLocked();
        }"""
    )
    assert found


def test_a_pin_counts_once_the_server_knows_it_and_no_longer(page):
    ways = """async (version) => {
      const { keys } = await store("7");
      if (version !== null) await keys.settlePin(version);
      return Object.keys((await keys.read()).ways).sort();
    }"""
    page.evaluate("async (pin) => (await store('7')).keys.wrapForPin(pin)", PIN)
    assert page.evaluate(ways, None) == ["chosen", "server"]

    assert page.evaluate(ways, "1") == ["pin", "server"]
    assert page.evaluate(ways, "1") == ["pin", "server"]
    assert page.evaluate(ways, "2") == ["server"]  # set anew, without a script
    assert page.evaluate(ways, "") == ["server"]


def test_leaving_a_locked_screen_keeps_the_acts_alone(page):
    lock(page, PIN)
    found = page.evaluate(
        """async (pin) => {
          const one = await store("7");
          await one.leave();
          return [await one.own(), (await rows("snapshots")).length, await one.keys.openByPin(pin)];
        }""",
        PIN,
    )

    assert found == [1, 0, "none"]
    page.server.keys = [HALF]
    assert labels(page) == ["Elira G."]
