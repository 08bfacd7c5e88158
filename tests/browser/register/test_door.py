"""The device in other hands, and the screen that locks, in a browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Registration
from tests.browser.checks import assert_sound
from tests.browser.conftest import EACH_WIDTH
from tests.browser.reader import PASSWORD, Toucher
from tests.browser.register import test_register_offline as offline
from tests.browser.waiting import until_prepared
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

HIDDEN = ("Zamira", "Zogaj")
IDLE = 120_000  # milliseconds after which a screen locks
line, phone = offline.line, offline.device


@pytest.fixture
def event(centre):
    """Of today, with somebody on its register."""
    event = EventFactory(
        centre=centre,
        title_sq="Takim i grave",
        title_en="Women’s group",
        starts_at=timezone.now() - timedelta(minutes=5),
    )
    person = ParticipantFactory(first_name=HIDDEN[0], last_name=HIDDEN[1], centre=centre)
    RegistrationFactory(event=event, participant=person, present=True)
    for first, last in (("Elira", "Gjoni"), ("Elisa", "Hoxha")):
        ParticipantFactory(first_name=first, last_name=last, centre=centre)
    return event


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre, user__with_password=True)


def address(event, route="register"):
    return reverse(f"events:{route}", args=[event.pk])


def assert_no_name(page):
    html = page.content()
    assert not [name for name in (*HIDDEN, "Elira") if name in html]


@EACH_WIDTH
@pytest.mark.journey
def test_the_door_from_handing_over_to_taking_back(
    open_page, watcher, event, staff, language, width, picture
):
    watcher.expect(422)
    page = open_page(width, staff, language)
    reader = Toucher(page, language)
    page.goto(address(event))
    picture(page, "register")

    reader.send("Hand the device over")
    page.wait_for_url(f"**{address(event, 'door')}")
    reader.sees()
    picture(page, "door")
    page.locator("#q").press_sequentially("elira")
    expect(page.locator("[data-too-little]")).to_be_visible()
    page.locator("#q").press_sequentially(" gjo")
    form = page.locator("#found .new-person form")
    expect(form).to_be_visible()
    expect(page.locator(".finder-result")).to_have_count(0)
    picture(page, "door-found")
    reader.sees()
    form.locator("select[name=category]").select_option(index=1)
    reader.hit(form.locator("button[type=submit]"))
    expect(page.locator("#messages .message-text, #messages li").first).to_be_visible()
    picture(page, "door-added")
    reader.sees()
    assert_no_name(page)
    assert Registration.objects.filter(event=event, attendance="present").count() == 2

    page.goto(address(event))
    page.wait_for_url(f"**{address(event, 'door')}")
    reader.unfold("Take the device back")
    page.locator(".unlock input[name=password]").fill("wrong words entirely")
    reader.send("Open with the password")
    reader.sees()
    picture(page, "door-wrong-password")
    page.locator(".unlock input[name=password]").fill(PASSWORD)
    reader.send("Open with the password")
    expect(page.locator("#register-list")).to_contain_text(HIDDEN[0])


@EACH_WIDTH
def test_somebody_new_is_added_at_the_door(
    open_page, watcher, event, staff, language, width, picture
):
    watcher.expect(422)
    page = open_page(width, staff, language)
    reader = Toucher(page, language)
    page.goto(address(event))
    reader.send("Hand the device over")

    page.locator("#q").press_sequentially("mira doda")
    form = page.locator("#found .new-person form")
    expect(form).to_be_visible()
    form.locator("input[name=last_name]").fill("d")
    reader.hit(form.locator("button[type=submit]"))
    expect(page.locator("#found .error-summary")).to_be_visible()
    picture(page, "door-new-refused")
    reader.sees()
    form.locator("input[name=last_name]").fill("doda")
    form.locator("input[name=sex]").first.check()
    form.locator("input[name=age]").fill("30")
    form.locator("select[name=category]").select_option("parent")
    reader.hit(form.locator("button[type=submit]"))

    expect(page.locator("#messages")).not_to_be_empty()
    expect(page.locator("#found")).to_be_empty()
    assert Registration.objects.filter(event=event).count() == 2


@EACH_WIDTH
def test_an_idle_door_clears_its_screen_and_the_search_goes_on(
    open_page, event, staff, language, width, picture
):
    page = open_page(width, staff, language)
    reader = Toucher(page, language)
    page.clock.install()
    page.goto(address(event))
    reader.send("Hand the device over")
    page.wait_for_url(f"**{address(event, 'door')}")
    page.locator("#q").press_sequentially("elira gjoni")
    page.locator("#q").press("Enter")
    expect(page.locator("#found .new-person form")).to_be_visible()

    page.clock.fast_forward(IDLE)
    page.wait_for_url(f"**{address(event, 'door')}?locked")

    reader.sees("The screen is locked")
    assert_no_name(page)
    picture(page, "locked")
    reader.follow("Go on with the search")
    expect(page.locator("#q")).to_be_visible()
    assert_no_name(page)
    page.go_back()
    page.wait_for_load_state()
    assert HIDDEN[0] not in page.content()
    page.goto(f"{address(event, 'door')}?locked")
    page.locator(".unlock input[name=password]").fill(PASSWORD)
    reader.send("Open with the password")
    expect(page.locator("#register-list")).to_contain_text(HIDDEN[0])


@EACH_WIDTH
@pytest.mark.more
@pytest.mark.journey
def test_without_a_connection_the_list_leaves_the_page_at_once(
    open_page, watcher, event, staff, language, width, picture
):
    page = open_page(width, staff, language)
    hit = Toucher(page, language).hit
    page.goto(address(event))
    expect(page.locator("#register-list")).to_contain_text(HIDDEN[0])
    until_prepared(page)
    watcher.expect_words("net::ERR_FAILED")
    page.route("**/*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.evaluate("dispatchEvent(new Event('online'))")
    hit(page.locator("#register-list .tap").first)
    expect(page.locator("#unsent")).to_be_visible()
    hit(page.locator("#register-hand-over button"))

    cover = page.locator(".lock")
    expect(cover.locator("[data-lock-offline]")).to_be_visible()
    picture(page, "handed-over-offline")
    assert_sound(page, language)
    assert_no_name(page)
    expect(cover).to_contain_text("Takim i grave" if language == "sq" else "Women’s group")
    hit(cover.locator("[data-lock-go-on]"))
    expect(page.locator("#q")).to_be_visible()
    for name in ("elira", HIDDEN[0].lower(), "elira gjoni"):
        page.locator("#q").fill(name)
        page.locator("#q").press("Enter")
        is_enough = " " in name
        expect(page.locator("#found .new-person")).to_have_count(1 if is_enough else 0)
        expect(page.locator("[data-too-little]")).to_have_count(0 if is_enough else 1)
        expect(page.locator(".finder-result")).to_have_count(0)
    page.locator("#q").fill("")
    picture(page, "handed-over-offline-search")
    assert_no_name(page)
    ways = page.locator(".sections, .bottom-bar, .back-link, .site-header")
    expect(ways.locator("visible=true")).to_have_count(0)

    page.unroute("**/*")
    page.reload()
    page.wait_for_url(f"**{address(event, 'door')}")
    assert_no_name(page)


def test_other_tabs_lose_their_list_too_and_come_back_with_it(open_page, event, staff):
    page = open_page(1280, staff, "en")
    page.goto(address(event))
    other = page.context.new_page()
    other.goto(address(event))

    Toucher(other, "en").send("Hand the device over")

    expect(page.locator(".lock h1")).to_contain_text("The device is handed over")
    assert_no_name(page)
    page.locator(".lock [name=password]").fill(PASSWORD)
    page.locator(".lock [data-by-password] button[type=submit]").click()
    expect(page.locator("#register-list")).to_contain_text(HIDDEN[0])
    other.reload()
    other.wait_for_url(f"**{address(event)}")


def test_the_page_kept_for_times_without_a_line_shows_no_list_once_handed_over(
    phone, line, event, staff
):
    page = phone.open(staff)
    offline.open_register(page, event)
    expect(page.locator("#register-list")).to_contain_text(HIDDEN[0])
    Toucher(page, "sq").send("Hand the device over")
    page.wait_for_load_state()

    line.is_down = True
    page.goto(address(event))

    expect(page.locator(".lock [data-lock-offline]")).to_be_visible()
    assert_no_name(page)
    page.locator("[data-lock-go-on]").click()
    page.reload()
    expect(page.locator(".lock [data-lock-offline]")).to_be_visible()
    assert_no_name(page)

    line.is_down = False
    page.locator("[data-lock-try]").click()
    page.wait_for_url(f"**{address(event, 'door')}")
