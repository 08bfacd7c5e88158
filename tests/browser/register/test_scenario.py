"""Scenario S of the register at the door: 15 expected, 12 came, 2 known, 1 new, 4 without names."""

import logging
import time
from datetime import timedelta
from statistics import median

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from events.models import Headcount
from participants.models import Participant
from tests.browser.hands import Hands
from tests.browser.reader import Reader
from tests.browser.waiting import until_settled
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

MOST_INTERACTIONS = 20
MOST_RAW = 35  # key and tap events but for the letters of names and figures
MOST_SECONDS = 60  # of a person
# What a hand needs: to point and press, to strike a key. Card, Moran and Newell, 1980.
TAP, KEY = 1.3, 0.28
AT_ONCE = 100  # milliseconds that a page may work for a tap
FIVE_SECONDS = 5_000
A_MOMENT = 600  # after which a finger has left the page
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre)


@pytest.fixture
def parents(db):
    return CategoryFactory(code="parent")


@pytest.fixture
def known(centre, parents):
    """Two people of the centre whom nobody expects today."""
    return [
        ParticipantFactory(first_name=name, last_name="Zeneli", centre=centre, category=parents)
        for name in ("Flutura", "Gjergj")
    ]


def meeting(centre, parents, number):
    """Today's meeting with `number` people expected."""
    event = EventFactory(
        centre=centre, planned=True, starts_at=timezone.now() - timedelta(minutes=5)
    )
    for n in range(number):
        person = ParticipantFactory(
            first_name=f"Arta{LETTERS[n // 26]}{LETTERS[n % 26]}",
            last_name="Hoxha",
            centre=centre,
            category=parents,
        )
        RegistrationFactory(event=event, participant=person, category=parents)
    return event


def play(page, hands, came):
    """The whole of it: the last three are absent, all others came."""
    rows = page.locator("#register-list .register-row")
    rest = page.locator("#register-rest button[value=present]")
    hands.tap(rest)
    expect(page.locator(".register-row.is-present")).to_have_count(came + 3)
    for number in range(3):
        hands.tap(rows.nth(came + number).locator(".tap"))
    expect(page.locator(".register-row.is-absent")).to_have_count(3)

    box = page.locator("#q")
    hands.tap(box)
    for first_name in ("flutura", "gjergj"):
        page.keyboard.type(first_name)
        page.keyboard.press("Enter")
        expect(box).to_have_value("")
    page.keyboard.type("zana kushi")
    page.keyboard.press("Enter")
    form = page.locator(".new-person form")
    expect(form.locator("[name=sex]").first).to_be_focused()  # Enter led there: the form stays
    hands.tap(form.locator("[name=sex][value=female]"))
    hands.tap(form.locator("[name=age]"))
    page.keyboard.type("31")
    page.keyboard.press("Enter")
    expect(page.locator(".register-row.is-present")).to_have_count(came + 3)

    women = page.locator("#headcount-grid .cell", has=page.locator("[name^='female|25|59']"))
    men = page.locator("#headcount-grid .cell", has=page.locator("[name^='male|25|59']"))
    for cell in (women, women, women, men):
        hands.tap(cell.locator("button").last)
    expect(women.locator("input")).to_have_value("3")
    expect(men.locator("input")).to_have_value("1")


@pytest.mark.parametrize(
    ("screen", "expected"),
    [
        (360, 60),
        pytest.param(360, 15, marks=pytest.mark.more),
        (1280, 15),
        pytest.param(1280, 60, marks=pytest.mark.more),
    ],
)
def test_scenario_s_takes_few_interactions(
    open_page, centre, parents, staff, known, language, screen, expected
):
    event = meeting(centre, parents, expected)
    page = open_page(screen, staff, language)
    hands = Hands(page)
    page.goto(reverse("events:register", args=[event.pk]))
    expect(page.locator("#register-list .register-row")).to_have_count(expected)
    began, pages = time.monotonic(), hands.pages

    play(page, hands, expected - 3)

    seconds = time.monotonic() - began
    counts = hands.counted()
    typed = len("flutura" + "gjergj" + "zana kushi" + "31")
    person = TAP * counts["taps"] + KEY * (counts["raw"] - counts["taps"])
    logging.getLogger(__name__).info(  # to compare with PEERS; shown with --log-cli-level=INFO
        "%s px, %s expected: %s interactions, %s taps and keys, %.0f s of a person,"
        " %.1f s of the machine, drawn in %.0f ms (%.0f), %.0f ms of work each (%.0f)",
        screen,
        expected,
        counts["interactions"],
        counts["raw"] - typed,
        person,
        seconds,
        median(counts["drawn"]),
        max(counts["drawn"]),
        median(hands.work),
        max(hands.work),
    )
    assert counts["interactions"] <= MOST_INTERACTIONS
    assert counts["raw"] - typed <= MOST_RAW
    assert person <= MOST_SECONDS
    assert hands.pages == pages  # nothing was loaded anew
    assert not counts["late"]  # each tap was drawn before anything else happened
    assert median(hands.work) <= AT_ONCE

    until_settled(page)
    stored(event, known, came=expected - 3)
    Reader(page, language).sees()


def stored(event, known, *, came):
    """What reached the database: everybody once, and the four without names."""
    event.refresh_from_db()
    assert event.status == "held"
    marks = list(event.registrations.values_list("attendance", flat=True))
    assert (marks.count("present"), marks.count("absent")) == (came + 3, 3)
    assert len(marks) == came + 6
    new = Participant.objects.get(last_name="Kushi")
    assert (new.first_name, new.sex, new.told_age) == ("Zana", "female", 31)
    walk_ins = event.registrations.filter(source="walk_in").values_list("participant", flat=True)
    assert set(walk_ins) == {person.pk for person in [*known, new]}
    counted = Headcount.objects.values_list("category__code", "sex", "age_from", "age_to", "count")
    assert set(counted) == {("parent", "female", 25, 59, 3), ("parent", "male", 25, 59, 1)}


def test_a_colleague_sees_each_act_within_five_seconds(open_page, centre, parents, staff, known):
    event = meeting(centre, parents, 3)
    colleague = user_with("staff", centre=centre)
    User.objects.filter(pk=colleague.pk).update(name="Besa Kola")
    mine, theirs = open_page(390, staff, "en"), open_page(1280, colleague, "en")
    for page in (mine, theirs):
        stop_the_clock(page)
        page.goto(reverse("events:register", args=[event.pk]))
    rows = theirs.locator("#register-list .register-row")
    expect(rows).to_have_count(3)
    theirs.evaluate("() => { window.isSamePage = true; }")

    mine.locator("#register-list .tap").first.tap()
    until_sent(mine)
    theirs.clock.run_for(FIVE_SECONDS)
    expect(rows.first).to_have_class("register-row is-present is-news")
    expect(rows.first.locator(".tap-who")).to_contain_text("staff user")
    expect(theirs.locator("#register-totals")).to_contain_text("1 participant")

    mine.locator("#q").fill("gjergj")
    mine.locator("#q").press("Enter")
    expect(mine.locator("#q")).to_have_value("")
    until_sent(mine)
    theirs.clock.run_for(FIVE_SECONDS)
    expect(rows).to_have_count(4)
    women = mine.locator("#headcount-grid .cell", has=mine.locator("[name^='female|25|59']"))
    women.locator("button").last.tap()
    until_sent(mine)
    theirs.clock.run_for(FIVE_SECONDS)
    expect(theirs.locator("#register-totals")).to_contain_text("3 participants")

    theirs.locator("#register-list .tap").nth(1).click()
    theirs.locator("#register-list .tap").nth(2).click()
    until_sent(theirs)
    mine.clock.run_for(FIVE_SECONDS)
    expect(mine.locator(".register-row.is-news")).to_have_count(2)
    expect(mine.locator(".tap-who").first).to_contain_text("Besa Kola")
    assert theirs.evaluate("() => window.isSamePage")
    assert set(event.registrations.values_list("attendance", flat=True)) == {"present"}


def stop_the_clock(page):
    """From now on time passes for the page only when the test says so."""
    now = timezone.now()
    page.clock.install(time=now - timedelta(minutes=1))
    page.clock.pause_at(now)


def until_sent(page):
    """The server has what was done on a page whose clock stands; the finger has left it."""
    expect(page.locator("[data-register]")).to_have_attribute("data-unsent", "0")
    page.clock.run_for(A_MOMENT)
    until_settled(page)
