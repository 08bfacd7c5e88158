"""A group in a browser: its dates before they are saved, its members, and the grid typed into."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.models import Registration, Series
from events.series.members import add_member
from events.series.services import create_series
from shkej.lib.dates import quarter_of, today
from tests.browser.reader import Reader
from tests.browser.words import assert_only_albanian
from tests.events.factories import SeriesFactory
from tests.participants.factories import ParticipantFactory

NAMES = [("Ana", "Çela"), ("Ben", "Cuka"), ("Zef", "Dervishi")]


def typed(day, language):
    return day.strftime({"sq": "%d.%m.%Y", "en": "%d/%m/%Y"}[language])


@pytest.fixture
def group(transactional_db, centre, staff):
    """A group that met yesterday and today, and meets until next week; three members."""
    if quarter_of(today()) != quarter_of(today() - timedelta(days=1)):
        pytest.skip("yesterday and today stand on two pages of the grid")
    series = SeriesFactory.build(
        centre=centre,
        title_sq="Grupi i leximit",
        title_en="Reading group",
        rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        starts_on=today() - timedelta(days=1),
        ends_on=today() + timedelta(days=7),
        skips_holidays=False,
    )
    series = create_series(series=series, created_by=staff)
    for first_name, last_name in NAMES:
        person = ParticipantFactory(first_name=first_name, last_name=last_name, centre=centre)
        add_member(series=series, participant=person, joined_on=series.starts_on, added_by=staff)
    return series


def _fill_in(page, language):
    page.locator("input[name=weekdays][value='1']").check(force=True)
    page.locator("#id_title_sq").fill("Grupi")
    page.locator("#id_start_time").fill("17:00")
    page.locator("#id_end_time").fill("18:30")
    page.locator("#id_starts_on").fill(typed(date(2029, 12, 10), language))
    page.locator("#id_ends_on").fill(typed(date(2030, 1, 20), language))


@pytest.mark.parametrize("has_script", [True, False])
def test_a_series_is_planned_after_a_look_at_its_dates(
    open_page, transactional_db, staff, language, width, has_script
):
    page = open_page(width, staff, language, java_script_enabled=has_script)
    reader = Reader(page, language)
    page.goto(reverse("events:series_create"))
    _fill_in(page, language)
    reader.send("Show the dates")
    if has_script:
        reader.sees("Add series")
    elif language == "sq":
        assert_only_albanian(page)
    expect(page.locator(".is-skip")).to_have_count(2)  # 25 December and 1 January

    page.locator(".is-add input").first.check(force=True)
    reader.send("Save series")

    series = Series.objects.get()
    assert series.exceptions.count() == 1
    assert series.events.count() == 3
    if has_script:
        reader.sees()


def test_a_member_is_found_by_typing_and_added(open_page, group, staff, language, width):
    ParticipantFactory(first_name="Drita", last_name="Ëngjëllushe", centre=group.centre)
    page = open_page(width, staff, language)
    reader = Reader(page, language)
    page.goto(reverse("events:series_members", args=[group.pk]))
    reader.sees("Members")
    page.locator("#q").press_sequentially("engjell")
    page.locator(".finder-tap").wait_for()
    reader.sees("Members")
    with page.expect_navigation():
        page.locator(".finder-tap").click()

    reader.sees("Members")
    assert group.memberships.filter(participant__first_name="Drita").exists()


def test_the_grid_is_typed_into_with_the_keyboard(open_page, group, staff, language, width):
    letters = {"sq": {"late": "v", "absent": "n"}, "en": {"late": "l", "absent": "a"}}[language]
    page = open_page(width, staff, language)
    reader = Reader(page, language)
    page.goto(reverse("events:series_grid", args=[group.pk]) + "?months=3")
    reader.sees()
    cells = page.locator(".grid-cell select")
    expect(cells).to_have_count(6)

    cells.first.focus()
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(letters["late"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press(letters["absent"])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("p")
    page.keyboard.press("Delete")
    expect(page.locator(".grid-cell.is-changed")).to_have_count(3)
    reader.sees()
    reader.send("Save marks")

    reader.sees()
    yesterday, now = group.events.order_by("starts_at")[:2]
    marked = Registration.objects.exclude(attendance="unmarked").order_by("event", "pk")
    assert {
        (place.event_id, place.participant.last_name, place.attendance) for place in marked
    } == {
        (yesterday.pk, "Cuka", "present"),
        (now.pk, "Cuka", "late"),
        (now.pk, "Çela", "absent"),
    }


def test_the_grid_works_without_a_script(open_page, group, staff, language):
    page = open_page(390, staff, language, java_script_enabled=False)
    page.goto(reverse("events:series_grid", args=[group.pk]) + "?months=3")
    page.locator(".grid-cell select").last.select_option("excused")
    Reader(page, language).send("Save marks")

    assert Registration.objects.get(attendance="excused").participant.last_name == "Dervishi"
