"""Tired thumbs at the door: two taps that come together are one, on whatever the second falls."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Headcount, RegisterAct
from tests.browser.hands import WHERE
from tests.browser.waiting import until_settled
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

SLIP = 700  # milliseconds
NAMES = ("Arta", "Besa", "Drita", "Elira")
WIDTHS = [
    pytest.param(360, marks=pytest.mark.more),
    390,
    pytest.param(1280, marks=pytest.mark.more),
]
pytestmark = pytest.mark.parametrize("screen", WIDTHS)


@pytest.fixture
def event(transactional_db, centre):
    return EventFactory(
        centre=centre, planned=True, starts_at=timezone.now() - timedelta(minutes=5)
    )


@pytest.fixture
def places(event):
    parent = CategoryFactory(code="parent")
    people = [
        ParticipantFactory(first_name=name, last_name="Hoxha", category=parent, centre=event.centre)
        for name in NAMES
    ]
    return [RegistrationFactory(event=event, category=parent, participant=one) for one in people]


@pytest.fixture
def page(open_page, event, places, centre, screen):
    """The register on a page whose clock stands still until the test lets time pass."""
    page = open_page(screen, user_with("staff", centre=centre), "sq")
    now = timezone.now()
    page.clock.install(time=now - timedelta(minutes=1))
    page.goto(reverse("events:register", args=[event.pk]))
    page.wait_for_selector("[data-register-ready]")
    page.clock.pause_at(now)
    return page


def middle(locator):
    while (spot := locator.evaluate(WHERE)) is None:  # its row is just being drawn anew
        expect(locator).to_be_visible()
    return spot


def press(page, spot):
    """A finger where there are fingers; whatever lies there is hit, as a hand would."""
    if page.evaluate("() => navigator.maxTouchPoints > 0"):
        page.touchscreen.tap(*spot)
    else:
        page.mouse.click(*spot)


def twice(page, spot, apart=0):
    press(page, spot)
    page.clock.run_for(apart)
    press(page, spot)


def row(page, place):
    return page.locator(f"#registration-{place.pk}")


def mark_of(page, place):
    page.clock.run_for(1_000)
    until_settled(page)
    place.refresh_from_db()
    return place.attendance


@pytest.mark.parametrize(("apart", "mark"), [(0, "present"), (600, "present"), (800, "absent")])
def test_two_taps_on_one_row_are_one(page, places, apart, mark):
    twice(page, middle(row(page, places[0]).locator(".tap")), apart)

    expect(row(page, places[0])).to_have_attribute("data-attendance", mark)
    assert mark_of(page, places[0]) == mark


def test_two_taps_on_one_row_are_one_without_a_connection(page, places, watcher):
    watcher.expect_words("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    for place in places[:2]:
        twice(page, middle(row(page, place).locator(".tap")), 100)
        page.clock.run_for(SLIP)
    page.clock.run_for(SLIP + 100)
    press(page, middle(row(page, places[1]).locator(".tap")))
    expect(row(page, places[1])).to_have_attribute("data-attendance", "absent")
    page.context.set_offline(False)

    page.clock.run_for(20_000)
    assert [mark_of(page, place) for place in places[:2]] == ["present", "absent"]


def test_a_second_tap_hits_nothing_that_came_under_the_finger(page, places):
    more = row(page, places[0]).locator(".row-more")
    press(page, middle(more))
    page.clock.run_for(SLIP + 100)
    late = row(page, places[0]).locator(".mark-late")
    twice(page, middle(late), 200)

    assert mark_of(page, places[0]) == "late"
    assert [mark_of(page, place) for place in places[1:]] == ["unmarked"] * 3


def test_different_rows_are_marked_at_once(page, places):
    row(page, places[0]).evaluate("(row) => row.scrollIntoView({ block: 'start' })")
    boxes = [row(page, place).locator(".tap").bounding_box() for place in places]
    for box in boxes:
        press(page, (box["x"] + 20, box["y"] + 20))
    assert [mark_of(page, place) for place in places] == ["present"] * 4


def test_the_menu_of_a_row_stays_open(page, places):
    twice(page, middle(row(page, places[0]).locator(".row-more")), 100)
    expect(row(page, places[0]).locator(".row-menu")).to_be_visible()


def test_each_tap_on_a_headcount_counts(page, event):
    cell = page.locator("#headcount-grid .cell", has=page.locator("[name^='female|25|59']"))
    for _tap in range(3):
        press(page, middle(cell.locator("button").last))
    expect(cell.locator("input")).to_have_value("3")
    press(page, middle(cell.locator("button").first))

    page.clock.run_for(1_000)
    until_settled(page)
    assert Headcount.objects.get(event=event).count == 2


def test_a_second_tap_without_a_script_turns_nothing(
    open_page, event, places, centre, screen, monkeypatch
):
    """Whatever a busy machine takes: the window is as wide as the test needs."""
    monkeypatch.setattr("events.register.marks.conflicts.SLIP", timedelta(minutes=5))
    page = open_page(screen, user_with("staff", centre=centre), "sq", java_script_enabled=False)
    page.goto(reverse("events:register", args=[event.pk]))
    for _tap in range(2):
        with page.expect_navigation():
            row(page, places[0]).locator(".tap").click()

    expect(row(page, places[0])).to_have_attribute("data-attendance", "present")
    places[0].refresh_from_db()
    assert places[0].attendance == "present"
    assert RegisterAct.objects.count() == 1
