"""The register on a poor line: cut, reloaded, closed and opened again; nothing lost or doubled."""

from datetime import timedelta
from threading import Event

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from playwright.sync_api import expect

from accounts.models import User
from events.models import RegisterAct, Registration
from participants.models import Participant
from tests.browser.conftest import MILLISECONDS, SCREENS
from tests.browser.proxy import Proxy
from tests.browser.reader import Reader
from tests.browser.waiting import until, until_kept, until_prepared
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

EXPECTED = 12


@pytest.fixture
def event(centre):
    return EventFactory(
        centre=centre, planned=True, starts_at=timezone.now() - timedelta(minutes=5)
    )


@pytest.fixture
def expected(event):
    """Twelve parents who are expected."""
    parent = CategoryFactory(code="parent")
    return [
        RegistrationFactory(
            event=event,
            category=parent,
            participant=ParticipantFactory(
                first_name=f"Arta{chr(97 + number)}", last_name="Hoxha", category=parent
            ),
        )
        for number in range(EXPECTED)
    ]


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre)


@pytest.fixture
def line(live_server, watcher):
    """The line to the server; the browser sees nothing but its end."""
    proxy = Proxy(live_server.url)
    watcher.host = proxy.url.removeprefix("http://")
    yield proxy
    proxy.close()


class Device:
    """A phone that is closed and opened again: what it keeps stays."""

    def __init__(self, browser_type, arguments, folder, line, watcher):
        self.browser_type, self.arguments = browser_type, arguments
        self.folder, self.line, self.watcher = folder, line, watcher
        self.context = None

    def open(self, user=None, language="sq", width=390):
        """A page of the browser; with `user`, signed in."""
        self.context = self.browser_type.launch_persistent_context(
            self.folder,
            base_url=self.line.url,
            reduced_motion="reduce",
            **self.arguments,
            **SCREENS[width],
        )
        self.context.set_default_timeout(MILLISECONDS)
        self.context.set_default_navigation_timeout(MILLISECONDS)
        self.watcher.watch(self.context)
        if user:
            self.sign_in(user, language)
        return self.context.new_page()

    def sign_in(self, user, language):
        User.objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        later = timezone.now().timestamp() + 3600
        cookies = {name: client.cookies[name].value, settings.LANGUAGE_COOKIE_NAME: language}
        self.context.add_cookies(
            [
                {"name": name, "value": value, "url": self.line.url, "expires": later}
                for name, value in cookies.items()
            ]
        )

    def close(self):
        self.context.close()
        self.context = None


@pytest.fixture
def device(browser_type, browser_type_launch_args, tmp_path, line, watcher):
    """A phone with a browser of its own; that the line is cut is no fault of the page."""
    watcher.expect_words("ERR_")
    device = Device(browser_type, browser_type_launch_args, tmp_path, line, watcher)
    yield device
    if device.context:
        device.close()


def open_register(page, event):
    """The register, once it is ready to be opened without a connection."""
    page.goto(reverse("events:register", args=[event.pk]))
    expect(page.locator("#register-list .register-row").first).to_be_visible()
    until_prepared(page)


def tap(page, registration):
    page.locator(f"#registration-{registration.pk} .tap").click()


def shows(page, registration, mark):
    row = page.locator(f"#registration-{registration.pk}")
    expect(row).to_have_attribute("data-attendance", mark)


def marks_of(event):
    return dict(event.registrations.values_list("pk", "attendance"))


def times_marked(registration):
    """How often the history says that it got a mark."""
    marks = registration.history.order_by("history_id").values_list("attendance", flat=True)
    marks = list(marks)
    return sum(before != after for before, after in zip(marks, marks[1:], strict=False))


def unsent(page, language, number):
    """The page says how many acts wait, and the device has them."""
    with translation.override(language):
        words = ngettext("%(n)s not sent yet", "%(n)s not sent yet", number) % {"n": number}
    expect(page.locator("#unsent")).to_be_visible()
    expect(page.locator("#unsent")).to_contain_text(words)
    until_kept(page, f"(acts) => acts.length === {number}")


def sent(page):
    """Nothing waits any more."""
    expect(page.locator("[data-register]")).to_have_attribute("data-unsent", "0")
    expect(page.locator("#unsent")).to_be_hidden()


@pytest.mark.journey
@pytest.mark.parametrize("language", ["sq", "en"])
def test_marks_outlive_the_line_a_reload_and_a_closed_browser(
    device, line, event, expected, staff, language
):
    page = device.open(staff, language)
    open_register(page, event)
    for registration in expected[:5]:
        tap(page, registration)
        shows(page, registration, "present")
    sent(page)
    assert RegisterAct.objects.count() == 5

    line.is_down = True
    for registration in expected[5:8]:
        tap(page, registration)
        shows(page, registration, "present")
    letter = {"sq": "n", "en": "a"}[language]  # another mark at once; a second tap would be a slip
    page.locator(f"#registration-{expected[7].pk} .tap").press(letter)
    shows(page, expected[7], "absent")
    unsent(page, language, 4)
    page.reload()
    expect(page.locator("h1")).to_have_text(event.title_sq)
    unsent(page, language, 4)
    for registration in expected[5:7]:
        shows(page, registration, "present")
    shows(page, expected[7], "absent")
    page.evaluate("() => scrollTo(0, 0)")  # no row is half under the head
    Reader(page, language).sees()
    device.close()

    page = device.open()
    page.goto(reverse("events:register", args=[event.pk]))
    unsent(page, language, 4)
    tap(page, expected[8])
    unsent(page, language, 5)
    assert RegisterAct.objects.count() == 5

    line.is_down = False
    sent(page)
    expect(page.locator("[data-offline]")).to_have_count(0)  # the real page is back
    for registration in [*expected[5:7], expected[8]]:
        shows(page, registration, "present")
    assert [marks_of(event)[row.pk] for row in expected] == (
        ["present"] * 7 + ["absent", "present"] + ["unmarked"] * 3
    )
    assert [times_marked(row) for row in expected] == [1] * 7 + [2, 1] + [0] * 3
    assert RegisterAct.objects.count() == 10


@pytest.mark.more
@pytest.mark.journey
def test_every_answer_is_lost_after_the_commit_and_nothing_is_done_twice(
    device, line, event, expected, staff
):
    page = device.open(staff, "en")
    open_register(page, event)
    seen = set()

    def first_time(method, path):
        """Each act's first answer is lost, whatever it is."""
        if method != "POST":
            return False
        number = RegisterAct.objects.count()
        is_new = number not in seen
        seen.add(number)
        return is_new

    line.loses = first_time
    for registration in expected:
        tap(page, registration)
    page.locator("#q").fill("Zana Kushi")
    page.locator("#q").press("Enter")
    form = page.locator(".new-person form")
    form.locator("[name=sex][value=female]").check()
    form.locator("[name=age]").fill("31")
    form.locator("[name=age]").press("Enter")

    expect(page.locator(".register-row", has_text="Zana Kushi")).to_be_visible(timeout=60_000)
    sent(page)
    assert line.lost == EXPECTED + 1
    assert set(marks_of(event).values()) == {"present"}
    assert Registration.objects.count() == EXPECTED + 1
    assert Participant.objects.filter(last_name="Kushi").count() == 1
    assert [times_marked(row) for row in expected] == [1] * EXPECTED
    assert RegisterAct.objects.count() == EXPECTED + 1


def test_people_are_added_without_a_line(device, line, event, expected, staff):
    earlier = EventFactory(centre=event.centre, starts_at=event.starts_at - timedelta(days=7))
    known = RegistrationFactory(
        event=earlier,
        present=True,
        participant=ParticipantFactory(first_name="Besa", last_name="Leka", centre=event.centre),
    ).participant
    page = device.open(staff, "en")
    open_register(page, event)
    assert page.evaluate("() => document.querySelector('[data-register]').nearby.length") == 1
    line.is_down = True
    tap(page, expected[0])
    expect(page.locator("#unsent")).to_be_visible()

    page.locator("#q").fill("besa le")
    page.locator("#q").press("Enter")
    expect(page.locator(".register-row", has_text="Besa L.")).to_be_visible()
    page.locator("#q").fill("zana kushi")
    page.locator("#q").press("Enter")
    form = page.locator(".new-person form")
    expect(form.locator("[name=first_name]")).to_have_value("Zana")
    form.locator("[name=sex][value=female]").check()
    form.locator("[name=age]").fill("31")
    form.locator("[name=age]").press("Enter")
    expect(page.locator(".register-row", has_text="Zana K.")).to_be_visible()
    unsent(page, "en", 3)
    page.reload()
    unsent(page, "en", 3)
    expect(page.locator(".register-row", has_text="Zana K.")).to_be_visible()

    line.is_down = False
    sent(page)
    expect(page.locator(".register-row", has_text="Zana Kushi")).to_be_visible()
    new = Participant.objects.get(last_name="Kushi")
    assert (new.first_name, new.sex, new.told_age) == ("Zana", "female", 31)
    present = event.registrations.filter(attendance="present").values_list("participant", flat=True)
    assert set(present) == {known.pk, new.pk, expected[0].participant_id}


def test_what_the_server_refuses_stays_to_be_looked_at(device, line, event, expected, staff):
    device.watcher.expect(409)
    page = device.open(staff, "en")
    open_register(page, event)
    line.is_down = True
    tap(page, expected[0])
    expect(page.locator("#unsent")).to_be_visible()
    event.status, event.register_closed_at = "held", timezone.now()
    event.save()

    line.is_down = False
    refused = page.locator("#register-refused")
    expect(refused).to_contain_text("The register is closed.")
    expect(refused).to_contain_text("Present")
    shows(page, expected[0], "unmarked")
    page.reload()
    expect(refused.locator("li")).to_have_count(1)

    refused.get_by_role("button", name="Take off this list").click()
    expect(refused).to_be_hidden()
    page.reload()
    sent(page)  # what is left on the device was read
    expect(refused).to_be_hidden()
    assert set(marks_of(event).values()) == {"unmarked"}


def test_a_page_asked_for_before_the_worker_was_ready_is_its_own_nevertheless(
    device, line, event, expected, staff
):
    first = device.open(staff)
    address, worker = reverse("events:register", args=[event.pk]), reverse("worker")
    line.slow[worker] = Event()
    first.goto(address)
    line.slow[address] = Event()
    second = device.context.new_page()
    with second.expect_request(f"**{address}"):
        second.evaluate("(url) => { setTimeout(() => location.assign(url)); }", line.url + address)
    line.slow[worker].set()
    until(first, "() => navigator.serviceWorker.controller !== null")
    line.slow[address].set()

    until_prepared(second)
