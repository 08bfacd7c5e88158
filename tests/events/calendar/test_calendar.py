"""The month's calendar, and Albania's holidays in it."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from events.models.holidays import holidays_on
from tests.events.factories import CentreFactory, EventFactory
from tests.partners.factories import ProjectFactory


def month_url(year, month):
    return reverse("events:calendar", args=[year, month])


def days_of(response, event):
    """The days on which the page shows `event`."""
    return [
        cell["day"]
        for week in response.context["weeks"]
        for cell in week
        if event in cell["events"]
    ]


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def test_month_has_whole_weeks_from_monday(desk):
    response = desk.get(month_url(2021, 10))

    weeks = response.context["weeks"]
    assert weeks[0][0]["day"] == date(2021, 9, 27)
    assert weeks[-1][-1]["day"] == date(2021, 10, 31)
    assert all(week[0]["day"].weekday() == 0 for week in weeks)


def test_event_stands_on_its_day_with_time_and_status(desk):
    event = EventFactory(title_en="Meeting", status="cancelled")

    response = desk.get(month_url(2021, 10))

    content = response.content.decode()
    assert days_of(response, event) == [date(2021, 10, 6)]
    assert "14:00" in content
    assert "Cancelled" in content


def test_event_just_after_midnight_stands_on_the_local_day(desk):
    event = EventFactory(starts_at=datetime(2021, 9, 30, 22, 30, tzinfo=UTC))

    assert days_of(desk.get(month_url(2021, 10)), event) == [date(2021, 10, 1)]


def test_event_of_several_days_stands_on_each(desk):
    event = EventFactory(
        starts_at=datetime(2021, 9, 29, 8, tzinfo=UTC),
        ends_at=datetime(2021, 10, 2, 14, tzinfo=UTC),
    )

    whole = [date(2021, 9, 29), date(2021, 9, 30), date(2021, 10, 1), date(2021, 10, 2)]
    assert days_of(desk.get(month_url(2021, 10)), event) == whole


def test_days_of_the_months_around_have_their_events(desk):
    before = EventFactory(starts_at=datetime(2021, 9, 27, 8, tzinfo=UTC))
    after = EventFactory(starts_at=datetime(2021, 12, 5, 8, tzinfo=UTC))
    away = EventFactory(starts_at=datetime(2021, 9, 26, 8, tzinfo=UTC))

    october, november = desk.get(month_url(2021, 10)), desk.get(month_url(2021, 11))

    assert days_of(october, before) == [date(2021, 9, 27)]
    assert days_of(november, after) == [date(2021, 12, 5)]
    assert not days_of(october, away)
    assert "No events in this month" in november.content.decode()


def test_event_until_midnight_does_not_stand_on_the_next_day(desk):
    event = EventFactory(ends_at=datetime(2021, 10, 6, 22, tzinfo=UTC))

    assert days_of(desk.get(month_url(2021, 10)), event) == [date(2021, 10, 6)]


def test_filters_stay_in_the_address_from_month_to_month(desk):
    project = ProjectFactory()
    event = EventFactory(projects=[project])
    other = EventFactory()

    response = desk.get(month_url(2021, 10), {"project": project.pk})

    assert days_of(response, event)
    assert not days_of(response, other)
    assert f'{month_url(2021, 11)}?project={project.pk}"' in response.content.decode()
    assert f'{month_url(2021, 9)}?project={project.pk}"' in response.content.decode()


def test_busy_day_leads_to_the_rest(desk):
    for _number in range(7):
        EventFactory()

    content = desk.get(month_url(2021, 10), {"kind": "other"}).content.decode()

    assert "4 more events" in content
    assert "?kind=other&amp;first=2021-10-06&amp;last=2021-10-06" in content


def test_another_centre_has_its_own_calendar(desk):
    event = EventFactory(centre=CentreFactory())

    assert not days_of(desk.get(month_url(2021, 10)), event)


@pytest.mark.parametrize(
    ("year", "month"), [(2021, 0), (2021, 13), (1, 1), (0, 1), (1899, 12), (2101, 1), (10**20, 1)]
)
def test_impossible_month_does_not_exist(desk, year, month):
    assert desk.get(month_url(year, month)).status_code == 404


@pytest.mark.parametrize(("year", "month"), [(1900, 1), (2100, 12)])
def test_first_and_last_month_can_be_shown(desk, year, month):
    assert desk.get(month_url(year, month)).status_code == 200


def test_current_month_is_shown_first_and_today_is_marked(desk):
    content = desk.get(reverse("events:calendar")).content.decode()

    assert content.count('aria-current="date"') == 1


def test_month_needs_as_many_queries_for_a_hundred_events_as_for_one(desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(month_url(2021, 10))
        return len(captured)

    EventFactory()
    queries()  # the first request of a session writes to it
    few = queries()
    for number in range(99):
        EventFactory(starts_at=datetime(2021, 10, 1 + number % 30, 9, tzinfo=UTC))

    assert queries() == few
    assert few <= 10


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 3, 14), "Summer Day"),
        (date(2026, 3, 16), "Day off for: Summer Day"),
        (date(2027, 3, 9), "Eid al-Fitr (expected)"),
        (date(2026, 4, 5), "Catholic Easter"),
        (date(2026, 11, 28), "Flag and Independence Day"),
    ],
)
def test_holidays_bear_the_names_people_use(day, name):
    with translation.override("en"):
        assert holidays_on(day) == [name]


def test_ordinary_day_is_no_holiday():
    assert holidays_on(date(2026, 10, 6)) == []


def test_holiday_stands_in_the_month(desk):
    assert "Alphabet Day" in desk.get(month_url(2026, 11)).content.decode()
