"""Making a series with its events."""

from datetime import UTC, date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.models import Event, Series
from shkej.lib.dates import TIRANA
from tests.events.factories import (
    EventFactory,
    SeriesFactory,
)
from tests.events.series.groups import dates
from tests.partners.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_a_series_makes_its_planned_events(make, staff):
    project = ProjectFactory()

    series = make(related={"projects": [project]}, venue_en="Library", kind="training")

    assert dates(series) == ["06.10", "13.10", "20.10", "27.10"]
    for event in series.events.all():
        assert (event.status, event.kind, event.venue_en) == ("planned", "training", "Library")
        assert event.title_sq == series.title_sq
        assert event.search_title
        assert event.series_day == event.starts_on
        assert event.projects.get() == project
        assert event.history.get().history_user == staff
    assert series.history.first().history_user == staff


def test_days_left_out_become_exceptions_and_holidays_do_not(make):
    series = make(
        left_out=[date(2026, 12, 15)], starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 22)
    )

    assert dates(series) == ["22.12"]  # 1 and 8 December are days off
    assert [row.day for row in series.exceptions.all()] == [date(2026, 12, 15)]


def test_five_o_clock_stays_five_o_clock_over_both_changes_of_the_clocks(make):
    autumn = make()
    spring = make(starts_on=date(2027, 3, 23), ends_on=date(2027, 4, 6))

    for series in (autumn, spring):
        moments = [event.starts_at for event in series.events.all()]
        assert {moment.astimezone(TIRANA).time() for moment in moments} == {time(17)}
        assert len({moment.astimezone(UTC).time() for moment in moments}) == 2


def test_a_time_that_the_clocks_leave_out_is_refused(make):
    with pytest.raises(ValidationError) as refusal:
        make(
            rule="FREQ=WEEKLY;BYDAY=SU",
            starts_on=date(2027, 3, 7),
            ends_on=date(2027, 4, 4),
            start_time=time(2, 30),
            end_time=time(3, 30),
            skips_holidays=False,
        )

    assert "02:30" in refusal.value.messages[0]
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_on": date(2028, 10, 7)},
        {"ends_on": date(2026, 10, 5)},
        {"starts_on": date(2026, 12, 8), "ends_on": date(2026, 12, 8)},
        {"rule": "FREQ=DAILY"},
        {"end_time": time(16)},
    ],
)
def test_what_cannot_be_a_series_leaves_nothing_behind(make, fields):
    with pytest.raises(ValidationError):
        make(**fields)

    assert not Series.objects.exists()
    assert not Event.objects.exists()


def test_two_whole_years_are_allowed(make):
    assert make(ends_on=date(2028, 10, 6)).events.count() > 90


def test_a_second_tap_makes_no_second_series(make):
    first, second = make(title_sq="Grupi"), make(title_sq="Grupi")

    assert first == second
    assert Event.objects.count() == 4


def test_the_number_of_queries_does_not_grow_with_the_dates(make, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        make(ends_on=date(2028, 10, 6), related={"projects": [ProjectFactory()]})


@pytest.mark.parametrize("fields", [{"ends_on": date(2021, 1, 1)}, {"end_time": time(16)}])
def test_the_database_refuses_an_end_before_the_start(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        SeriesFactory(**fields)


def test_the_database_holds_one_event_for_each_day_of_a_series(make):
    series = make()

    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory(series=series, series_day=date(2026, 10, 6))
