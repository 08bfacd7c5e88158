"""Signing out, and signing in after somebody else, on a device that has something to send."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.reader import Reader
from tests.browser.waiting import until, until_kept, until_prepared
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

PICTURES = os.environ.get("SCREENSHOTS")
KEPT = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("shkej");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const work = opening.result.transaction(["keys", "acts", "snapshots"]);
    const counts = ["keys", "acts", "snapshots"].map((name) => work.objectStore(name).count());
    work.oncomplete = async () => {
      opening.result.close();
      resolve([...counts.map(({ result }) => result), (await caches.keys()).length]);
    };
  };
})"""

EMPTY = "<!doctype html><title>Empty</title><link rel=icon href='data:,'>"


@pytest.fixture
def picture(language, width):
    """`picture(page, name)`: kept in the folder that SCREENSHOTS names, where it names one."""

    def take(page, name):
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{language}-{width}.png")

    return take


@pytest.fixture
def registration(centre):
    event = EventFactory(
        centre=centre, planned=True, starts_at=timezone.now() - timedelta(minutes=5)
    )
    person = ParticipantFactory(first_name="Elira", last_name="Gjoka", centre=centre)
    return RegistrationFactory(event=event, participant=person)


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre)


def open_register(page, registration):
    """The register, once the device keeps it."""
    page.goto(reverse("events:register", args=[registration.event_id]))
    until_prepared(page)


def leave_unsent(page, registration, watcher):
    """One mark that cannot be sent; everything but marks still passes."""
    watcher.expect_words("ERR_FAILED")
    page.context.route(
        f"**/events/{registration.event_id}/register/**",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.locator(f"#registration-{registration.pk} .tap").click()
    expect(page.locator("#unsent")).to_be_visible()
    until_kept(page, "(acts) => acts.length === 1")


def become(page, user, language="en"):
    """Another session on the same device, as after the sign-in page."""
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    url = page.url.split("/events/")[0]
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def ask_to_sign_out(page):
    if not page.locator("[data-sign-out] button").is_visible():
        page.locator("details.menu summary").click()
    page.locator("[data-sign-out] button").click()


def attendance_of(registration):
    registration.refresh_from_db()
    return registration.attendance


@pytest.mark.journey
def test_signing_out_leaves_nothing_on_the_device(open_page, registration, staff):
    page = open_page(390, staff, "en")
    open_register(page, registration)
    assert page.evaluate(KEPT) == [1, 0, 1, 1]

    ask_to_sign_out(page)

    expect(page.locator("body[data-user]")).to_have_count(0)
    assert page.evaluate(KEPT) == [0, 0, 0, 0]


@pytest.mark.journey
def test_signing_out_asks_before_it_deletes_what_could_not_be_sent(
    open_page, registration, staff, language, width, watcher, picture
):
    page = open_page(width, staff, language)
    reader = Reader(page, language)
    open_register(page, registration)
    leave_unsent(page, registration, watcher)
    reader.sees()

    ask_to_sign_out(page)
    expect(page.locator("#unsent-question")).to_be_visible()
    picture(page, "sign-out-question")
    expect(page.locator("#unsent-question-words")).to_contain_text("1 ")
    reader.sees()
    reader.press("Stay signed in")
    expect(page.locator("#unsent-question")).to_be_hidden()
    expect(page.locator("#unsent")).to_be_visible()
    assert page.evaluate(KEPT)[1] == 1

    ask_to_sign_out(page)
    expect(page.locator("#unsent-question")).to_be_visible()
    reader.press("Sign out and delete them")
    expect(page.locator("body[data-user]")).to_have_count(0)
    assert page.evaluate(KEPT) == [0, 0, 0, 0]
    assert attendance_of(registration) == "unmarked"


def test_without_the_server_nobody_is_signed_out_and_nothing_is_deleted(
    open_page, registration, staff, watcher
):
    watcher.expect_words("ERR_")
    page = open_page(390, staff, "en")
    open_register(page, registration)
    page.context.set_offline(True)
    page.locator("details.menu summary").click()

    with page.expect_event("requestfailed", lambda request: request.is_navigation_request()):
        page.get_by_role("button", name="Sign out").click()
    page.context.set_offline(False)
    # A page of the application would make what is missing.
    page.route("**/health", lambda route: route.fulfill(content_type="text/html", body=EMPTY))
    page.goto(reverse("health"))

    assert page.evaluate(KEPT) == [1, 0, 1, 1]
    page.goto(reverse("events:register", args=[registration.event_id]))
    expect(page.locator("#register-list .register-row")).to_have_count(1)


def test_what_waits_is_sent_before_signing_out(open_page, registration, staff, watcher):
    page = open_page(390, staff, "en")
    open_register(page, registration)
    leave_unsent(page, registration, watcher)
    page.context.unroute_all()

    ask_to_sign_out(page)

    expect(page.locator("body[data-user]")).to_have_count(0)
    assert attendance_of(registration) == "present"


def test_what_one_user_left_is_neither_shown_nor_sent_in_the_name_of_the_next(
    open_page, registration, staff, centre, watcher
):
    page = open_page(390, staff, "en")
    open_register(page, registration)
    leave_unsent(page, registration, watcher)
    colleague = user_with("staff", centre=centre)
    become(page, colleague)
    page.context.unroute_all()

    expect(page.locator("#register-stopped")).to_be_visible()
    other = page.context.new_page()
    other.goto("/more/")
    expect(other.locator("#unsent")).to_contain_text("1 of somebody else waits on this device")
    expect(other.locator("body")).not_to_contain_text("Elira")
    until(other, "async () => !(await caches.keys()).length")
    assert other.evaluate(KEPT)[1:3] == [1, 0]
    assert attendance_of(registration) == "unmarked"

    become(page, staff)
    page.goto(reverse("events:register", args=[registration.event_id]))
    expect(page.locator("[data-register]")).to_have_attribute("data-unsent", "0")
    registration.refresh_from_db()
    assert (registration.attendance, registration.marked_by) == ("present", staff)


def test_what_was_never_sent_within_a_day_is_gone_but_not_in_silence(
    open_page, registration, staff, watcher
):
    page = open_page(390, staff, "en")
    open_register(page, registration)
    leave_unsent(page, registration, watcher)
    page.goto("about:blank")  # an open register would lock the screen after so long
    page.context.clock.install(time=timezone.now() + timedelta(hours=25))

    page.goto("/more/")

    expect(page.locator("#unsent")).to_contain_text("1 act could not be sent within a day")
    page.reload()
    until_kept(page, "(acts) => acts.length === 0")  # it was read: nothing more will be said
    expect(page.locator("#unsent")).to_be_hidden()
    assert page.evaluate(KEPT)[1] == 0
