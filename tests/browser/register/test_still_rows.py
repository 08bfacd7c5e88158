"""Rows stand still: whatever is tapped, and whatever colleagues do, no row moves under a finger."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from events.register.marks.services import mark_attendance
from events.register.people.services import cancel_registration, register_participant
from participants.models import Guardianship
from tests.browser.waiting import ask_what_changed, until_settled
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

NAMES = (
    ("Arta", "Hoxha"),
    ("Besa", "Zeneli-Kastriotazhupanjani"),
    ("Bukurezarënjollca Engjëllushe", "Papakristidhimitropulos"),
    ("Drita", "Hoxha"),
    ("Zana", "Hoxha"),
)
SPOTS = """
(list) => Object.fromEntries([...list.querySelectorAll("[id^=registration-]")].map((row) => {
  const { top, height } = row.getBoundingClientRect();
  return [row.id, [Math.round(top + scrollY), Math.round(height)]];
}))
"""


@pytest.fixture
def event(transactional_db, centre):
    return EventFactory(
        centre=centre, planned=True, starts_at=timezone.now() - timedelta(minutes=5)
    )


@pytest.fixture
def places(event):
    parent = CategoryFactory(code="parent")
    people = [
        ParticipantFactory(first_name=first, last_name=last, category=parent, centre=event.centre)
        for first, last in NAMES
    ]
    return [RegistrationFactory(event=event, category=parent, participant=one) for one in people]


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre)


@pytest.fixture(
    params=[
        pytest.param(360, marks=pytest.mark.more),
        390,
        pytest.param(1280, marks=pytest.mark.more),
    ]
)
def page(request, open_page, event, places, staff):
    page = open_page(request.param, staff, "sq")
    page.clock.install()
    page.goto(reverse("events:register", args=[event.pk]))
    page.wait_for_selector("[data-register-ready]")
    return page


@pytest.fixture
def colleague(centre):
    user = user_with("coordinator")
    User.objects.filter(pk=user.pk).update(name="Alketa Papadhimitri-Kastrioti")
    user.refresh_from_db()
    return user


def row(page, place):
    return page.locator(f"#registration-{place.pk}")


def spots(page):
    return page.locator("#register-list").evaluate(SPOTS)


def tap(page, place, mark):
    row(page, place).locator("button.tap").click()
    expect(row(page, place)).to_have_attribute("data-attendance", mark)


def is_as(before, after):
    """Each row that is still there stands where it stood, as high as it was."""
    return {key: spot for key, spot in before.items() if key in after} == {
        key: spot for key, spot in after.items() if key in before
    }


def test_no_row_moves_for_a_mark_an_undo_or_somebody_added(page, places, event):
    before = spots(page)
    tap(page, places[1], "present")
    assert spots(page) == before
    until_settled(page)
    assert spots(page) == before
    page.locator("#messages").get_by_role("button", name="Zhbëj").click()
    expect(row(page, places[1])).to_have_attribute("data-attendance", "unmarked")
    until_settled(page)
    assert spots(page) == before

    page.locator("#q").fill("Albana Kushi")
    form = page.locator(".new-person form")
    form.locator("[name=sex][value=female]").check(force=True)
    form.locator("[name=age]").fill("31")
    form.locator("[name=age]").press("Enter")
    expect(page.locator("#register-list .register-row")).to_have_count(len(places) + 1)
    assert is_as(before, spots(page))
    until_settled(page)
    assert is_as(before, spots(page))
    with_her = spots(page)
    assert len(with_her) == len(before) + 1

    page.locator("#messages").get_by_role("button", name="Zhbëj").click()
    until_settled(page)
    expect(page.locator("#register-list .register-row")).to_have_count(len(places))
    assert spots(page) == before


def test_no_row_moves_for_what_colleagues_do(page, places, event, colleague):
    tap(page, places[0], "present")
    until_settled(page)
    before = spots(page)
    mark_attendance(registration=places[1], attendance="present", marked_by=colleague)
    person = ParticipantFactory(first_name="Aaa", last_name="Aaa", centre=event.centre)
    register_participant(event=event, participant=person, registered_by=colleague, source="walk_in")
    ask_what_changed(page)
    expect(row(page, places[1]).locator(".tap-who")).to_contain_text("Alketa")
    expect(page.locator("#register-list .register-row")).to_have_count(len(places) + 1)
    assert is_as(before, spots(page))

    places[2].refresh_from_db()
    cancel_registration(registration=places[2], cancelled_by=colleague)
    ask_what_changed(page)
    expect(row(page, places[2])).to_have_count(0)
    expect(page.locator(".register-gone")).to_have_count(1)
    assert is_as(before, spots(page))


def test_the_word_of_a_mark_is_read_whole_beside_who_made_it(page, places, colleague):
    for place, mark in zip(places, ("absent", "late", "present", "excused"), strict=False):
        mark_attendance(registration=place, attendance=mark, marked_by=colleague)
    ask_what_changed(page)

    for place in places[:4]:
        expect(row(page, place).locator(".tap-who")).to_contain_text("Alketa")
        expect(row(page, place).locator(".tap-photos")).to_have_text("fotografi: jo")
        word, line = (
            row(page, place).locator(part).bounding_box() for part in (".tap-mark", ".tap-about")
        )
        assert word["x"] + word["width"] <= line["x"] + line["width"]


def test_who_was_taken_off_comes_back_to_the_same_place(page, places):
    before = spots(page)
    row(page, places[2]).locator(".row-more").click()
    row(page, places[2]).locator("[data-to='remove/']").click()
    expect(row(page, places[2])).to_have_count(0)
    assert is_as(before, spots(page))
    until_settled(page)
    page.locator("#messages").get_by_role("button", name="Zhbëj").click()

    expect(row(page, places[2])).to_be_visible()
    assert spots(page) == before


def test_the_offer_of_children_moves_nobody(page, places, event):
    mother = places[0].participant
    child = ParticipantFactory(first_name="Mira", last_name="Hoxha", centre=event.centre)
    Guardianship.objects.create(adult=mother, child=child, relation="mother")
    for days in (7, 14):
        earlier = EventFactory(centre=event.centre, starts_at=timezone.now() - timedelta(days=days))
        for person in (mother, child):
            RegistrationFactory(
                event=earlier,
                participant=person,
                attendance="present",
                marked_at=earlier.starts_at,
            )
    page.reload()
    page.wait_for_selector("[data-register-ready]")
    before = spots(page)
    tap(page, places[0], "present")

    expect(row(page, places[0]).locator(".family-chip")).to_be_visible()
    assert spots(page) == before


def test_figures_follow_each_tap_without_a_connection(page, places, watcher):
    watcher.expect_words("ERR_")
    page.context.set_offline(True)
    for place in places[:2]:
        tap(page, place, "present")
    present = page.locator("#register-marks [data-mark=present]")
    unmarked = page.locator("#register-marks [data-mark=unmarked]")
    expect(present).to_contain_text("2")
    expect(unmarked).to_contain_text("3")
    page.locator("#register-rest button[value=absent]").click()

    expect(page.locator("#messages")).to_contain_text("U shënuan 3: nuk morën pjesë")
    expect(page.locator("#register-marks [data-mark=absent]")).to_contain_text("3")
    expect(unmarked).to_be_hidden()
