"""Waiting list, families and naming the counted, in a browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Registration
from participants.models import Guardianship
from tests.browser.reader import Reader
from tests.browser.waiting import until_settled
from tests.browser.words import Words
from tests.conftest import user_with
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

R, W = "registered", "waitlisted"


@pytest.fixture
def event(centre):
    """Of today, with three places."""
    return EventFactory(
        centre=centre, title_en="Group", starts_at=timezone.now() - timedelta(minutes=5), capacity=3
    )


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre)


def place(event, number, **facts):
    person = ParticipantFactory(
        first_name=["Arta", "Besa", "Drita", "Elira", "Flaka", "Genta"][number],
        last_name="Hoxha",
        centre=event.centre,
        birth_year=1985,
        phone="+355692345678",
    )
    return RegistrationFactory(event=event, participant=person, **facts)


def waiting(event, number):
    since = timezone.now() - timedelta(hours=9 - number)
    return place(event, number, status=W, waitlisted_at=since)


def open_register(page, event):
    page.goto(reverse("events:register", args=[event.pk]))


def test_who_waits_stands_under_the_list_and_takes_a_place_at_the_door(
    open_page, event, staff, language, width, picture
):
    for number in range(3):
        place(event, number)
    second = [waiting(event, number) for number in (3, 4)][1]
    page = open_page(width, staff, language)
    words = Words(language)
    open_register(page, event)
    Reader(page, language).sees()
    picture(page, "waiting")
    rows = page.locator(".waiting-row")
    expect(rows).to_have_count(2)
    expect(page.locator("#register-list .register-row")).to_have_count(3)
    expect(page.locator("#register-rest")).to_contain_text("3 ")

    rows.nth(1).get_by_role("button", name=words("Present")).click()

    expect(page.locator("#register-list .register-row")).to_have_count(4)
    expect(rows).to_have_count(1)
    expect(page.locator("#register-places")).to_contain_text(words("Over its capacity"))
    Reader(page, language).sees()
    picture(page, "over")
    page.locator("#messages").get_by_role("button", name=words("Undo")).click()
    expect(rows).to_have_count(2)
    until_settled(page)
    second.refresh_from_db()
    assert (second.status, second.attendance) == (W, "unmarked")


def test_who_is_added_to_a_full_event_waits_without_a_new_page(
    open_page, event, staff, language, width
):
    event.starts_at = timezone.now() + timedelta(days=2)
    event.status = "planned"
    event.save()
    for number in range(3):
        place(event, number)
    person = ParticipantFactory(first_name="Zana", last_name="Kola", centre=event.centre)
    page = open_page(width, staff, language)
    open_register(page, event)

    page.locator("#q").fill("zana")
    page.locator("#found .finder-tap").click()

    expect(page.locator(".waiting-row")).to_have_count(1)
    told = Words(language)(
        "All places are taken. %(name)s is number %(n)s on the waiting list.",
        name=person.full_name,
        n=1,
    )
    expect(page.locator("#messages")).to_contain_text(told)
    expect(page.locator("#q")).to_have_value("")
    Reader(page, language).sees()
    assert event.registrations.get(participant=person).status == W


def test_a_place_is_given_out_of_turn_with_a_reason(
    open_page, event, staff, language, width, picture
):
    event.starts_at = timezone.now() + timedelta(days=2)
    event.status = "planned"
    event.save()
    for number in range(3):
        place(event, number)
    registration = waiting(event, 3)
    page = open_page(width, staff, language)
    reader = Reader(page, language)
    open_register(page, event)
    page.locator(".waiting-row a").click()
    reader.sees("Elira Hoxha")
    picture(page, "place")
    reader.send("Give the place")
    reader.sees()
    picture(page, "place-refused")

    page.locator("#id_reason").fill("Motra e saj ka vend")
    reader.send("Give the place")

    page.evaluate("() => scrollTo(0, 0)")  # else a row may lie half under the head, that stays
    reader.sees()
    expect(page.locator(".waiting-row")).to_have_count(0)
    registration.refresh_from_db()
    assert registration.status == R


@pytest.fixture
def family(event):
    """A mother on the register and three children who came with her twice."""
    mother = place(event, 2)
    children = []
    for name in ("Ana", "Ben", "Mira"):
        child = ParticipantFactory(
            first_name=name,
            last_name="Hoxha",
            centre=event.centre,
            category=CategoryFactory(code="child"),
            birth_year=timezone.localdate().year - 9,
        )
        Guardianship.objects.create(adult=mother.participant, child=child, relation="mother")
        children.append(child)
    for days in (7, 14):
        earlier = EventFactory(
            centre=event.centre, starts_at=event.starts_at - timedelta(days=days)
        )
        for person in [mother.participant, *children]:
            RegistrationFactory(event=earlier, participant=person, present=True)
    event.capacity = None
    event.save()
    return mother, children


def test_marking_a_mother_offers_her_children_and_one_tap_adds_all(
    open_page, event, family, staff, language, width, picture
):
    mother, children = family
    RegistrationFactory(event=event, participant=children[0], category=children[0].category)
    page = open_page(width, staff, language)
    words = Words(language)
    open_register(page, event)
    page.locator(f"#mark-{mother.pk}").click()
    chips = page.locator(f"#registration-{mother.pk} .family-chip")
    expect(chips).to_have_count(4)
    Reader(page, language).sees()
    picture(page, "family")

    chips.last.click()

    expect(page.locator(".register-row.is-present")).to_have_count(4)
    expect(chips).to_have_count(0)
    Reader(page, language).sees()
    picture(page, "family-here")
    page.locator("#messages").get_by_role("button", name=words("Undo")).click()
    expect(page.locator(".register-row.is-present")).to_have_count(1)
    expect(chips).to_have_count(4)
    until_settled(page)
    assert event.registrations.attended().get() == mother


def test_the_children_are_offered_and_added_without_javascript(open_page, event, family, staff):
    mother, _children = family
    page = open_page(390, staff, "sq", java_script_enabled=False)
    open_register(page, event)
    page.locator(f"#mark-{mother.pk}").click()

    page.locator(".family-chip").nth(2).click()

    expect(page.locator(".register-row.is-present")).to_have_count(2)
    names = event.registrations.attended().values_list("participant__first_name", flat=True)
    assert set(names) == {"Drita", "Mira"}


@pytest.mark.parametrize("has_script", [True, False])
def test_one_of_the_counted_is_named_and_the_total_stays(
    open_page, event, staff, language, width, picture, has_script
):
    headcount = HeadcountFactory(event=event, sex="female", age_from=25, age_to=59)
    known = place(event, 1)
    options = {} if has_script else {"java_script_enabled": False}
    page = open_page(width, staff, language, **options)
    reader = Reader(page, language)
    sees = reader.sees if has_script else lambda heading=None: None
    open_register(page, event)
    with page.expect_navigation():
        page.locator(".headcount-naming").click()
    sees("Name one of the counted")
    picture(page, "naming")
    page.locator("#q").fill("besa")
    if not has_script:
        page.locator("#q").press("Enter")
    expect(page.locator(".finder-tap")).to_have_count(1)
    sees()
    picture(page, "naming-found")

    with page.expect_navigation():
        page.locator(".finder-tap").click()

    sees()
    picture(page, "named")
    headcount.refresh_from_db()
    known.refresh_from_db()
    assert (headcount.count, known.attendance) == (4, "present")

    page.locator("#messages form button").click()
    expect(page.locator(".headcount .figures").first).to_have_text("5")
    headcount.refresh_from_db()
    assert headcount.count == 5
    assert Registration.objects.get(pk=known.pk).attendance == "unmarked"
