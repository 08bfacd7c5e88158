"""What the register keeps on the device: encrypted, in order, for a day, and for one user alone."""

import pytest
from django.templatetags.static import static
from django.urls import reverse
from playwright.sync_api import expect

# Calls of the store in the page: `store(user)` opens it, `dump()` shows all that lies in IndexedDB.
TOOLS = """async () => {
  const { openStore } = await import("%s");
  window.store = (user) => openStore(user);
  window.act = (label, at = Date.now()) => ({ key: crypto.randomUUID(), event: "12", kind: "mark",
    url: "/events/12/register/5/", fields: { attendance: "present" }, label, at });
  window.database = () => new Promise((resolve, reject) => {
    const opening = indexedDB.open("shkej");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  window.rows = async (name) => {
    const found = (await database()).transaction(name).objectStore(name).getAll();
    return new Promise((resolve) => { found.onsuccess = () => resolve(found.result); });
  };
  window.dump = async () => {
    const text = (value) => {
      if (value instanceof CryptoKey) return "key";
      if (value instanceof ArrayBuffer) return text(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
      if (value && typeof value === "object") {
        return Object.entries(value).map(([name, part]) => `${name}=${text(part)}`).join(" ");
      }
      return String(value);
    };
    let all = "";
    for (const name of (await database()).objectStoreNames) {
      for (const row of await rows(name)) all += `${name}: ${text(row)}\\n`;
    }
    return all;
  };
}"""


@pytest.fixture
def page(open_page):
    """A page that can call the store."""
    page = open_page(390, language="en")
    page.clock.install()
    page.goto("/account/login/")
    page.evaluate(TOOLS % static("js/register/store.js"))
    return page


def later(page, **time):
    """Let time pass for the page."""
    hours, minutes = time.get("hours", 0), time.get("minutes", 0)
    page.clock.fast_forward((hours * 60 + minutes) * 60 * 1000)


def labels(page, user="7"):
    """The labels of what waits for `user`, as a page opened now finds it."""
    return page.evaluate(
        "async (user) => (await (await store(user)).all()).map(({ label }) => label)", user
    )


@pytest.mark.journey
def test_acts_come_back_whole_and_in_the_order_in_which_they_were_made(page):
    kept, ids = page.evaluate(
        """async () => {
          const one = await store("7");
          const acts = ["Elira G.", "Besa L.", "Arta H."].map((label) => act(label));
          const ids = [];
          for (const made of acts) ids.push(await one.add(made));
          const back = await (await store("7")).all();
          return [JSON.stringify(acts.map((made, i) => ({ ...made, id: ids[i] })))
            === JSON.stringify(back), ids];
        }"""
    )

    assert kept
    assert ids == sorted(ids)
    assert labels(page) == ["Elira G.", "Besa L.", "Arta H."]


def test_an_act_that_is_changed_keeps_its_place_and_one_that_is_sent_goes_alone(page):
    page.evaluate(
        """async () => {
          const one = await store("7");
          const ids = [];
          for (const label of ["Elira G.", "Besa L.", "Arta H."]) {
            ids.push(await one.add(act(label)));
          }
          await one.change(ids[0], act("Elira Gj."));
          await one.remove(ids[1]);
        }"""
    )

    assert labels(page) == ["Elira Gj.", "Arta H."]


@pytest.mark.journey
def test_nothing_on_the_device_can_be_read_and_the_key_cannot_be_taken(page):
    dump, keys, exported = page.evaluate(
        """async () => {
          const one = await store("7");
          await one.add(act("Elira Gjoka"));
          await one.saveSnapshot("12", { title: "Takim", rows: [{ label: "Besa Leka" }] });
          const [{ key }] = await rows("keys");
          const taken = await crypto.subtle.exportKey("raw", key).then(() => true, () => false);
          const open = (await rows("keys")).map((row) => row.key.extractable);
          return [await dump(), open, taken];
        }"""
    )

    assert keys == [False]
    assert not exported
    assert "acts: " in dump
    assert "snapshots: " in dump
    for word in ("Elira", "Gjoka", "Besa", "Leka", "Takim", "present", "register"):
        assert word not in dump


def test_equal_acts_look_different(page):
    first, second = page.evaluate(
        """async () => {
          const one = await store("7");
          const same = act("Elira G.");
          await one.add(same);
          await one.add(same);
          return (await rows("acts")).map(({ sealed }) => [...new Uint8Array(sealed)].join());
        }"""
    )

    assert first != second


def test_what_is_older_than_a_day_is_gone_and_counted(page):
    page.evaluate(
        """async () => {
          const one = await store("7");
          await one.add(act("Elira G."));
          await one.saveSnapshot("12", { title: "Takim" });
        }"""
    )
    later(page, hours=23, minutes=59)
    page.evaluate("async () => { await (await store('7')).add(act('Besa L.')); }")
    assert labels(page) == ["Elira G.", "Besa L."]

    later(page, minutes=2)
    found = page.evaluate(
        """async () => {
          const one = await store("7");
          return [one.expired, await one.readSnapshot("12"), (await rows("acts")).length,
            (await rows("snapshots")).length];
        }"""
    )

    assert found == [1, None, 1, 0]
    assert labels(page) == ["Besa L."]


def test_a_page_that_stays_open_stops_showing_what_is_older_than_a_day(page):
    page.evaluate(
        """async () => {
          window.open7 = await store("7");
          await open7.add(act("Elira G."));
          await open7.saveSnapshot("12", { title: "Takim" });
        }"""
    )
    later(page, hours=24, minutes=1)

    assert page.evaluate("async () => [await open7.all(), await open7.readSnapshot('12')]") == [
        [],
        None,
    ]


def test_another_users_acts_wait_unread_and_what_they_looked_at_goes(page):
    found = page.evaluate(
        """async () => {
          const one = await store("7");
          await one.add(act("Elira G."));
          await one.add(act("Besa L."));
          await one.saveSnapshot("12", { title: "Takim" });
          const other = await store("8");
          await other.add(act("Arta H."));
          return [(await other.all()).map(({ label }) => label), await other.others(),
            await other.readSnapshot("12"), (await rows("snapshots")).length];
        }"""
    )

    assert found == [["Arta H."], 2, None, 0]
    assert labels(page, "7") == ["Elira G.", "Besa L."]


def test_another_users_acts_cannot_be_opened_with_this_users_key(page):
    assert (
        page.evaluate(
            """async () => {
          await (await store("7")).add(act("Elira G."));
          const other = await store("8");
          const [row] = await rows("acts");
          return await other.open(row);
        }"""
        )
        is None
    )


def test_wiping_takes_all_of_this_user_and_nothing_of_another(page):
    found = page.evaluate(
        """async () => {
          const other = await store("8");
          await other.add(act("Arta H."));
          const one = await store("7");
          await one.add(act("Elira G."));
          await one.saveSnapshot("12", { title: "Takim" });
          await one.wipe();
          return [(await rows("keys")).length, (await rows("acts")).map(({ user }) => user),
            (await rows("snapshots")).length];
        }"""
    )

    assert found == [1, ["8"], 0]
    assert labels(page, "8") == ["Arta H."]
    assert labels(page, "7") == []


def test_a_page_that_wiped_keeps_no_register_that_it_was_still_saving(page):
    found = page.evaluate(
        """async () => {
          const one = await store("7");
          const begun = one.saveSnapshot("12", { title: "Takim" });
          await one.wipe();
          await begun;
          await one.saveSnapshot("12", { title: "Takim" });
          return [(await rows("keys")).length, (await rows("snapshots")).length];
        }"""
    )

    assert found == [0, 0]


def test_a_page_left_open_in_another_tab_keeps_working_after_a_wipe(page):
    page.evaluate(
        """async () => {
          const left = await store("7");
          await (await store("7")).wipe();
          await left.add(act("Elira G."));
          await (await store("7")).add(act("Besa L."));
          await left.add(act("Arta H."));
        }"""
    )

    assert labels(page) == ["Elira G.", "Besa L.", "Arta H."]


def test_an_act_whose_key_is_gone_stops_nothing(page):
    page.evaluate(
        """async () => {
          await (await store("7")).add(act("Elira G."));
          const keys = (await database()).transaction("keys", "readwrite").objectStore("keys");
          await new Promise((resolve) => { keys.delete("7").onsuccess = resolve; });
          await (await store("7")).add(act("Besa L."));
        }"""
    )

    assert labels(page) == ["Besa L."]


def test_where_the_browser_keeps_nothing_acts_live_as_long_as_the_page(page):
    found = page.evaluate(
        """async () => {
          IDBFactory.prototype.open = () => { throw new DOMException("no", "InvalidStateError"); };
          const one = await store("7");
          const id = await one.add(act("Elira G."));
          await one.add(act("Besa L."));
          await one.saveSnapshot("12", { title: "Takim" });
          await one.remove(id);
          return [(await one.all()).map(({ label }) => label), await one.readSnapshot("12"),
            await one.others()];
        }"""
    )

    assert found == [["Besa L."], None, 0]


def test_at_its_own_address_the_page_asks_about_no_register(open_page, staff):
    page, asked = open_page(390, staff, "en"), []
    page.goto(reverse("home"))  # at work, so that the screen is open
    page.clock.install()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(reverse("events:register_offline"))
    expect(page.locator("[data-when-unknown]")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-register-ready", "")

    for _step in range(5):
        page.clock.run_for(3_000)

    assert not [address for address in asked if "/changes/" in address]
