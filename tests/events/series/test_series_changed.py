"""Changing one event of a series alone, or this one and later ones."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from events.event.services import delete_event, save_event
from events.models import Event, Series, SeriesException
from events.series.members import add_member
from events.series.plan import plan_change
from events.series.services import SeriesChanged, change_series
from shkej.lib.dates import TIRANA
from tests.events.factories import (
    HeadcountFactory,
    RegistrationFactory,
    SeriesMemberFactory,
)
from tests.events.series.groups import MONDAY, dates, put_off
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
# This one alone


def test_one_event_changed_alone_keeps_its_own_values_when_the_series_changes(make, change, staff):
    series = make(title_sq="Grupi")
    own = series.events.get(starts_on="2026-10-13")
    own.title_sq = "Vizitë në muze"
    put_off(own)
    save_event(event=own, saved_by=staff)

    change(series, title_sq="Grupi i ri", start_time=time(16), end_time=time(18), kind="workshop")

    own.refresh_from_db()
    assert own.title_sq == "Vizitë në muze"
    assert (own.starts_on, own.series_day) == (date(2026, 10, 14), date(2026, 10, 13))
    assert own.starts_at.astimezone(TIRANA).time() == time(17)
    assert own.kind == "workshop"  # this was not its own
    assert dates(series) == ["06.10", "14.10", "20.10", "27.10"]
    assert set(series.events.values_list("title_sq", flat=True)) == {"Grupi i ri", "Vizitë në muze"}


def test_an_event_that_is_deleted_does_not_come_back(make, change, staff):
    series = make()

    delete_event(event=series.events.get(starts_on="2026-10-20"), deleted_by=staff)
    plan = change(
        series, ends_on=date(2026, 11, 3), left_out=series.exceptions.values_list("day", flat=True)
    )

    assert [step.day for step in plan.of("add")] == [date(2026, 11, 3)]
    assert dates(series) == ["06.10", "13.10", "27.10", "03.11"]


# This one and later ones


def test_a_change_holds_from_that_event_on(make, change):
    series = make(title_sq="Grupi")

    change(series, 2, title_sq="Grupi i ri", venue_sq="Salla 2", start_time=time(18))

    old, new = series.events.filter(title_sq="Grupi"), series.events.filter(title_sq="Grupi i ri")
    assert (old.count(), new.count()) == (2, 2)
    assert {event.venue_sq for event in new} == {"Salla 2"}
    assert {event.starts_at.astimezone(TIRANA).time() for event in new} == {time(18)}
    assert {event.starts_at.astimezone(TIRANA).time() for event in old} == {time(17)}
    assert new.filter(search_title__contains="i ri").count() == 2
    assert new[0].history.count() == 2


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=WE", ["06.10", "14.10", "21.10"]),
        ("FREQ=WEEKLY;BYDAY=MO", ["06.10", "12.10", "19.10", "26.10"]),
        (
            "FREQ=WEEKLY;BYDAY=TU,FR",
            ["06.10", "13.10", "16.10", "20.10", "23.10", "27.10"],
        ),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", ["06.10", "13.10", "27.10"]),
        ("FREQ=MONTHLY;BYDAY=3TH", ["06.10", "15.10"]),
    ],
)
def test_events_move_to_the_day_of_a_new_rule_and_stay_the_same_events(
    make, change, rule, expected
):
    series = make()
    pks = set(series.events.values_list("pk", flat=True))

    change(series, 1, rule=rule)

    assert dates(series) == expected
    stayed = pks & set(series.events.values_list("pk", flat=True))
    assert len(stayed) == min(len(pks), len(expected))


def test_every_second_week_keeps_its_weeks_when_something_else_changes(make, change):
    series = make(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")

    change(series, 1, title_sq="Grupi i ri", ends_on=date(2026, 11, 30))

    assert dates(series) == ["06.10", "20.10", "03.11", "17.11"]


def test_a_later_end_adds_events_with_their_members_and_an_earlier_one_takes_them_out(
    make, change, staff
):
    series = make()
    person = ParticipantFactory()
    add_member(series=series, participant=person, joined_on=date(2026, 10, 13), added_by=staff)

    change(series, ends_on=date(2026, 11, 3))
    assert dates(series)[-1] == "03.11"
    assert series.events.first().registrations.get().source == "series"

    change(series, ends_on=date(2026, 10, 13))
    assert dates(series) == ["06.10", "13.10"]


def test_a_series_that_is_over_can_be_prolonged(make, change):
    series = make()

    with time_machine.travel(datetime(2026, 11, 5, 8, tzinfo=UTC), tick=False):
        change(series, None, ends_on=date(2026, 11, 17))

    assert dates(series) == ["06.10", "13.10", "20.10", "27.10", "10.11", "17.11"]


def test_a_day_left_out_later_takes_its_event_out_and_comes_back(make, change):
    series = make()
    day = date(2026, 10, 20)

    change(series, left_out=[day])
    assert dates(series) == ["06.10", "13.10", "27.10"]
    assert series.exceptions.get().day == day

    change(series)
    assert dates(series) == ["06.10", "13.10", "20.10", "27.10"]
    assert not SeriesException.objects.exists()


@pytest.fixture
def recorded(make, staff):
    """A series whose later events have something recorded, each something else."""
    series = make(title_sq="Grupi", ends_on=date(2026, 11, 17))
    marked, counted, cancelled, held, closed = series.events.order_by("starts_at")[1:6]
    RegistrationFactory(event=marked, attendance="excused", marked_at=MONDAY)
    HeadcountFactory(event=counted)
    Event.objects.filter(pk=cancelled.pk).update(status="cancelled")
    Event.objects.filter(pk=held.pk).update(status="held")
    Event.objects.filter(pk=closed.pk).update(status="held", register_closed_at=MONDAY)
    return series


def test_what_is_recorded_is_never_touched(recorded, change):
    kept = recorded.events.order_by("starts_at")[1:6]
    before = list(Event.objects.filter(pk__in=[event.pk for event in kept]).values())

    plan = change(recorded, title_sq="Grupi i ri", rule="FREQ=WEEKLY;BYDAY=TH", start_time=time(16))

    assert list(Event.objects.filter(pk__in=[row["id"] for row in before]).values()) == before
    assert len(plan.of("stand")) == 5
    assert dates(recorded) == ["08.10", "13.10", "20.10", "27.10", "03.11", "10.11"]


def test_what_is_recorded_stays_when_the_series_ends_earlier(recorded, change):
    change(recorded, ends_on=date(2026, 10, 6))

    assert dates(recorded) == ["06.10", "13.10", "20.10", "27.10", "03.11", "10.11"]


@pytest.mark.usefixtures("english")
def test_an_event_that_has_started_is_not_changed(make, change):
    series = make()

    with (
        time_machine.travel(datetime(2026, 10, 6, 15, 30, tzinfo=UTC), tick=False),
        pytest.raises(ValidationError, match="still ahead"),
    ):
        change(series, title_sq="Grupi i ri")

    assert not series.events.filter(title_sq="Grupi i ri").exists()


def test_an_event_of_another_series_is_refused(make, staff):
    series, other = make(), make(title_sq="Tjetër")

    with pytest.raises(ValidationError):
        change_series(series=series, first_event=other.events.first(), changed_by=staff)


@pytest.mark.parametrize("place", [{}, {"status": "waitlisted", "waitlisted_at": MONDAY}])
def test_an_event_for_which_others_stand_or_wait_is_cancelled_not_deleted(make, change, place):
    series = make()
    event = series.events.get(starts_on="2026-10-27")
    guest = RegistrationFactory(event=event, **place)

    change(series, ends_on=date(2026, 10, 20))

    event.refresh_from_db()
    guest.refresh_from_db()
    assert event.status == "cancelled"
    assert guest.status == place.get("status", "registered")


def test_projects_follow_where_they_were_those_of_the_series(make, change):
    first, second, own = ProjectFactory(), ProjectFactory(), ProjectFactory()
    series = make(related={"projects": [first]})
    other = series.events.get(starts_on="2026-10-13")
    other.projects.set([own])

    change(series, related={"projects": [second]})

    assert list(other.projects.all()) == [own]
    for event in series.events.exclude(pk=other.pk):
        assert list(event.projects.all()) == [second]


def test_a_change_that_somebody_else_made_meanwhile_is_told(make, change):
    series = make(title_sq="Grupi")
    seen_at = series.updated_at.isoformat()
    with time_machine.travel(MONDAY + timedelta(seconds=5), tick=False):
        change(series, title_sq="I pari")

    with pytest.raises(SeriesChanged):
        change(series, title_sq="I dyti", seen_at=seen_at)

    series.refresh_from_db()
    assert series.title_sq == "I pari"


def test_looking_at_a_plan_changes_nothing(make):
    series = make()
    new = Series.objects.get(pk=series.pk)
    new.rule = "FREQ=WEEKLY;BYDAY=FR"

    plan = plan_change(series, new, first_event=series.events.order_by("starts_at").first())

    assert [step.act for step in plan.steps] == ["move", "move", "move", "remove"]
    assert dates(series) == ["06.10", "13.10", "20.10", "27.10"]


def test_a_change_does_not_cost_more_queries_for_more_dates(
    make, change, django_assert_max_num_queries
):
    series = make(ends_on=date(2028, 10, 6), skips_holidays=False)
    for _person in range(10):
        SeriesMemberFactory(series=series, joined_on=series.starts_on)

    with django_assert_max_num_queries(96):
        change(series, rule="FREQ=WEEKLY;BYDAY=TH", title_sq="Grupi i ri")
