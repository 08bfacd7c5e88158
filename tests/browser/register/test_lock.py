"""The locked screen in a browser: every tab, the PIN with and without a line, and nothing lost."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Device
from events.models import Event, Registration
from tests.browser.checks import assert_sound
from tests.browser.reader import PASSWORD, Reader
from tests.browser.register import test_register_offline as offline
from tests.browser.waiting import until_here
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

NAMES = ("Zamira", "Zogaj")
PIN = "271828"
IDLE = 120_000  # milliseconds
line, phone = offline.line, offline.device


@pytest.fixture(autouse=True)
def _no_attempts_yet(db):
    cache.clear()


@pytest.fixture(autouse=True)
def _what_was_under_way_may_be_told(watcher):
    watcher.expect(423)  # a page that asks at the moment at which the screen locks


@pytest.fixture
def event(centre):
    event = EventFactory(
        centre=centre,
        title_sq="Takim i grave",
        title_en="Women’s group",
        starts_at=timezone.now() - timedelta(minutes=5),
    )
    person = ParticipantFactory(first_name=NAMES[0], last_name=NAMES[1], centre=centre)
    RegistrationFactory(event=event, participant=person)
    return event


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre, user__with_password=True)


def register(event):
    return reverse("events:register", args=[event.pk])


def set_pin(page, pin=PIN):
    """On the page of this device, as its user does."""
    page.goto(reverse("accounts:device"))
    form = page.locator("form[data-new-pin]")
    form.locator("[name=new_pin]").fill(pin)
    form.locator("[name=proof]").fill(PASSWORD)
    with page.expect_navigation():
        form.locator("button").click()
    assert Device.objects.get().pin


def lock_now(page):
    """By the button in the menu of the account."""
    page.locator("details.menu summary").click()
    page.locator("[data-lock-now] button").click()
    is_locked(page)


def is_locked(page):
    expect(page.locator(".lock")).to_be_visible()


def type_pin(page, pin=PIN):
    button = page.locator(".lock [data-by-pin] button[type=submit]")
    expect(button).to_be_enabled()  # what was typed before is answered
    page.locator(".lock [name=pin]").fill(pin)
    page.locator(".lock [name=pin]").press("Enter")


def is_open(page):
    expect(page.locator(".lock")).to_have_count(0)
    expect(page.locator("#register-list")).to_contain_text(NAMES[0])


def assert_no_name(page):
    html = page.content()
    assert not [name for name in NAMES if name in html]


@pytest.mark.more
@pytest.mark.journey
def test_an_idle_register_locks_every_tab_and_each_comes_back_as_it_was(
    open_page, event, staff, language, width, picture
):
    page = open_page(width, staff, language)
    reader = Reader(page, language)
    set_pin(page)
    reader.sees()
    picture(page, "lock-device")
    form = page.context.new_page()
    form.goto(reverse("events:event_create"))
    form.locator("[name=title_sq]").fill("Takim i ri")
    person = event.registrations.get().participant
    other = page.context.new_page()
    other.goto(reverse("participants:participant_detail", args=[person.pk]))
    page.clock.install()
    page.goto(register(event))
    page.locator("#q").fill("Besa Le")
    expect(page.locator(".new-person form")).to_be_visible()

    page.clock.fast_forward(IDLE)

    for each in (page, form, other):
        is_locked(each)
        assert_no_name(each)
        assert "Takim i ri" not in each.content()
        assert_sound(each, language)
    picture(page, "lock")
    page.locator(".lock [name=pin]").fill(PIN)
    button = page.locator(".lock [data-by-pin] button[type=submit]")
    button.tap() if width == 390 else button.click()
    is_open(page)
    expect(page.locator("#q")).to_have_value("Besa Le")
    expect(form.locator("[name=title_sq]")).to_have_value("Takim i ri")
    expect(other.locator("main")).to_contain_text(NAMES[1])
    for each in (form, other):
        expect(each.locator(".lock")).to_have_count(0)


def test_pages_opened_while_it_is_locked_say_so_and_lead_back(
    open_page, watcher, event, staff, language, width, picture
):
    watcher.expect(422)
    page = open_page(width, staff, language)
    reader = Reader(page, language)
    page.goto(register(event))
    other = page.context.new_page()
    other.goto(reverse("home"))
    lock_now(page)
    is_locked(other)
    until_here(page, lambda: "locked_at" in session_of(page))

    page.goto(reverse("participants:participant_list"))
    reader.sees("The screen is locked")
    assert_no_name(page)
    picture(page, "lock-page-password")
    page.locator("[name=password]").fill("wrong words entirely")
    reader.send("Open with the password")
    reader.sees("The screen is locked")
    picture(page, "lock-page-wrong")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=new_pin]").fill(PIN)
    reader.send("Open with the password")

    page.wait_for_url(f"**{reverse('participants:participant_list')}")
    expect(other.locator(".lock")).to_have_count(0)
    lock_now(other)
    is_locked(page)
    until_here(page, lambda: "locked_at" in session_of(page))
    page.goto(register(event))
    reader.sees("The screen is locked")
    picture(page, "lock-page-pin")
    page.locator("[name=pin]").fill(PIN)
    reader.send("Open the screen")
    is_open(page)
    expect(other.locator(".lock")).to_have_count(0)


def session_of(page):
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    return SessionStore(cookies[settings.SESSION_COOKIE_NAME])


def test_back_shows_nothing_while_it_is_locked(open_page, event, staff):
    page = open_page(390, staff)
    page.goto(register(event))
    page.goto(reverse("more"))
    lock_now(page)
    until_here(page, lambda: "locked_at" in session_of(page))

    page.go_back()

    expect(page.locator(".lock, .lock-card").first).to_be_visible()
    assert_no_name(page)


def test_touching_any_tab_keeps_all_open(open_page, event, staff):
    page = open_page(390, staff)
    page.clock.install()
    page.goto(register(event))
    page.wait_for_selector("[data-register-ready]")
    for _touch in range(6):
        page.clock.fast_forward(IDLE // 3)
        page.keyboard.press("Shift")
    expect(page.locator(".lock")).to_have_count(0)

    page.clock.fast_forward(IDLE)
    is_locked(page)


def test_a_desk_locks_after_as_long_as_it_says(open_page, event, staff):
    page = open_page(1280, staff)
    page.goto(reverse("accounts:device"))
    page.locator("[name=lock_minutes][value='15']").check()
    with page.expect_navigation():
        page.locator("form:has([name=lock_minutes]) button").click()
    page.clock.install()
    page.goto(register(event))

    page.clock.fast_forward(IDLE * 7)
    expect(page.locator(".lock")).to_have_count(0)
    page.clock.fast_forward(IDLE)
    is_locked(page)


def test_five_wrong_tries_leave_the_password_alone(
    open_page, watcher, event, staff, language, picture, width
):
    watcher.expect(422)
    page = open_page(width, staff, language)
    set_pin(page)
    page.goto(register(event))
    lock_now(page)
    error = page.locator(".lock [data-unlock-error]")
    for left in (4, 3, 2, 1):
        type_pin(page, "314159")
        expect(error).to_contain_text(str(left))
    picture(page, "lock-wrong")
    type_pin(page, "314159")

    expect(page.locator(".lock [name=password]")).to_be_visible()
    expect(page.locator(".lock [name=pin]")).to_be_hidden()
    picture(page, "lock-closed")
    assert_sound(page, language)
    assert_no_name(page)
    page.locator(".lock [name=password]").fill(PASSWORD)
    page.locator(".lock [data-by-password] button[type=submit]").click()
    is_open(page)


def tap(page, event):
    page.locator(f"#registration-{event.registrations.get().pk} .tap").tap()


@pytest.mark.journey
def test_without_a_line_the_pin_opens_the_register_and_what_waits_is_sent(
    phone, line, event, staff
):
    page = phone.open(staff, "en")
    set_pin(page)
    offline.open_register(page, event)
    line.is_down = True
    tap(page, event)
    offline.unsent(page, "en", 1)
    lock_now(page)
    assert_no_name(page)
    phone.close()

    page = phone.open()
    page.goto(register(event))
    is_locked(page)
    assert_no_name(page)
    type_pin(page, "314159")
    expect(page.locator(".lock [data-unlock-error]")).to_contain_text("4 tries are left")
    type_pin(page)
    is_open(page)
    offline.unsent(page, "en", 1)

    line.is_down = False
    offline.sent(page)
    assert Registration.objects.get(event=event).attendance == "present"
    expect(page.locator("[data-offline]")).to_have_count(0)
    is_open(page)


def test_five_wrong_pins_without_a_line_lose_nothing(phone, line, event, staff):
    page = phone.open(staff, "en")
    set_pin(page)
    offline.open_register(page, event)
    line.is_down = True
    tap(page, event)
    offline.unsent(page, "en", 1)
    lock_now(page)
    for _try in range(5):
        type_pin(page, "314159")
    expect(page.locator(".lock [name=pin]")).to_be_hidden()
    phone.close()

    page = phone.open()
    page.goto(register(event))
    is_locked(page)
    expect(page.locator(".lock [name=pin]")).to_be_hidden()
    page.locator(".lock [name=password]").fill(PASSWORD)
    page.locator(".lock [data-by-password] button[type=submit]").click()
    expect(page.locator(".lock [data-unlock-error]")).to_contain_text("There is no connection")

    line.is_down = False
    page.locator(".lock [name=password]").fill(PASSWORD)
    page.locator(".lock [data-by-password] button[type=submit]").click()
    is_open(page)
    offline.sent(page)
    assert Registration.objects.get(event=event).attendance == "present"


def test_signing_out_of_a_locked_screen_deletes_nothing_that_was_to_be_sent(
    phone, line, event, staff
):
    page = phone.open(staff, "en")
    offline.open_register(page, event)
    page.context.route(
        f"**{register(event)}**",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    tap(page, event)
    offline.unsent(page, "en", 1)
    lock_now(page)

    page.locator(".lock [data-sign-out] button").click()
    expect(page.locator("#unsent-question")).to_contain_text("1 act is not sent yet. It stays")
    with page.expect_navigation():
        page.locator("#unsent-question button[data-when-locked]").click()
    expect(page.locator("body[data-user]")).to_have_count(0)
    page.context.unroute_all()
    assert Registration.objects.get(event=event).attendance == "unmarked"

    phone.sign_in(staff, "en")
    page.goto(register(event))
    offline.sent(page)
    assert Registration.objects.get(event=event).attendance == "present"


def test_an_act_under_way_arrives_while_the_screen_is_locked(open_page, event, staff):
    page = open_page(390, staff, "en")
    page.goto(register(event))
    expect(page.locator("#register-list")).to_contain_text(NAMES[0])
    held = []
    page.route("**/mark/", lambda route: held.append(route))
    tap(page, event)
    until_here(page, lambda: held)
    lock_now(page)
    other = page.context.new_page()
    other.goto(reverse("home"))

    held[0].continue_()

    until_here(page, lambda: Registration.objects.get(event=event).attendance == "present")
    assert_no_name(page)


def test_without_a_script_the_lock_opens_too(new_context, live_server, event, staff, language):
    client = Client()
    client.force_login(staff)
    type(staff).objects.filter(pk=staff.pk).update(language=language)
    context = new_context(base_url=live_server.url, java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page = context.new_page()
    form = context.new_page()
    reader = Reader(page, language)
    form.goto(reverse("events:event_create"))
    form.locator("[name=title_sq]").fill("Takim i pazakonte")
    form.locator("[name=date]").fill("")  # what is whole is saved behind a lock too
    page.goto(reverse("more"))
    page.locator("details.menu summary").click()
    reader.send("Lock the screen")
    page.goto(register(event))
    expect(page.locator("h1")).to_contain_text(reader.words("The screen is locked"))
    assert_no_name(page)

    form.locator("form.form-page button[type=submit]").first.click()
    expect(form.locator("h1")).to_contain_text(reader.words("The screen is locked"))
    assert not Event.objects.filter(title_sq="Takim i pazakonte").exists()

    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=new_pin]").fill(PIN)
    reader.send("Open with the password")
    expect(page.locator("main")).to_contain_text("Takim i pazakonte")
    page.goto(register(event))
    expect(page.locator("#register-list")).to_contain_text(NAMES[0])


def test_a_session_that_ended_behind_the_lock_loses_nothing_typed(open_page, event, staff):
    page = open_page(390, staff, "en")
    page.goto(reverse("events:event_create"))
    page.locator("[name=title_sq]").fill("Takim i ri")
    other = page.context.new_page()
    other.goto(reverse("more"))
    lock_now(other)
    is_locked(page)
    until_here(page, lambda: "locked_at" in session_of(page))
    session_of(page).delete()

    page.locator(".lock [name=password]").fill(PASSWORD)
    page.locator(".lock [data-by-password] button[type=submit]").click()
    expect(page.locator(".lock [data-unlock-error]")).to_contain_text("in another tab")
    Reader(other, "en").sign_in(staff.email)

    expect(page.locator(".lock")).to_have_count(0)
    expect(page.locator("[name=title_sq]")).to_have_value("Takim i ri")


def answers_503(route):
    route.fulfill(status=503, body="")


def is_cut(route):
    route.abort()


@pytest.mark.parametrize("fails", [answers_503, is_cut])
def test_a_lock_that_the_server_cannot_be_told_of_holds_here_and_is_told_later(
    open_page, watcher, event, staff, fails
):
    watcher.expect(503)
    watcher.expect_words("net::ERR_FAILED")
    page = open_page(390, staff)
    asked, loaded = [], []

    def refuse(route):
        asked.append(route.request.url)
        fails(route)

    page.context.route(f"**{reverse('accounts:lock')}", refuse)
    page.goto(register(event))
    lock_now(page)
    until_here(page, lambda: asked)

    page.clock.install()
    page.on("framenavigated", lambda frame: loaded.append(frame.url))
    person = event.registrations.get().participant
    page.goto(reverse("participants:participant_detail", args=[person.pk]))
    is_locked(page)
    assert_no_name(page)
    before = len(asked)
    for _step in range(15):
        page.clock.fast_forward(5_000)
    until_here(page, lambda: len(asked) > before)

    is_locked(page)
    assert len(loaded) == 1
    assert len(asked) - before <= 5  # after 5, 10, 20 and 40 seconds
    assert "locked_at" not in session_of(page)
    page.context.unroute(f"**{reverse('accounts:lock')}")
    page.evaluate("dispatchEvent(new Event('online'))")
    until_here(page, lambda: "locked_at" in session_of(page))
    page.locator(".lock [name=password]").fill(PASSWORD)
    page.locator(".lock [data-by-password] button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text(NAMES[0])
    lock_now(page)  # what the page runs is at work
