"""Series: making one with its events, and changing this one and later ones."""

from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread
from threading import Event as Signal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from events.event.services import change_status, delete_event, save_event
from events.models import Event, Series, SeriesException
from events.register.marks.services import mark_attendance
from events.series.members import add_member
from events.series.plan import plan_change
from events.series.services import SeriesChanged, change_series, create_series
from shkej.lib.dates import TIRANA
from tests.events.factories import (
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
    SeriesFactory,
    SeriesMemberFactory,
)
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import ProjectFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 10, 5, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    """It is Monday 5 October 2026, 10:00 in Tirana, unless a test says otherwise."""
    with time_machine.travel(MONDAY, tick=False):
        yield


def group(**fields):
    """A series of Tuesdays in October 2026, not yet saved."""
    fields = {"starts_on": date(2026, 10, 6), "ends_on": date(2026, 10, 27)} | fields
    return SeriesFactory.build(**fields)


@pytest.fixture
def make(centre, staff):
    def make(left_out=(), related=None, **fields):
        return create_series(
            series=group(centre=centre, **fields),
            left_out=left_out,
            related=related,
            created_by=staff,
        )

    return make


@pytest.fixture
def change(staff):
    """`change(series, number, title_sq="…")`: from the event of that number on."""

    def change(series, number=0, left_out=(), related=None, seen_at="", **fields):
        new = Series.objects.get(pk=series.pk)
        for name, value in fields.items():
            setattr(new, name, value)
        events = list(series.events.order_by("starts_at"))
        return change_series(
            series=new,
            first_event=events[number] if number is not None else None,
            left_out=left_out,
            related=related,
            seen_at=seen_at,
            changed_by=staff,
        )

    return change


def dates(series):
    return [f"{event.starts_on:%d.%m}" for event in series.events.order_by("starts_at")]


def _put_off(event):
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)


# Making


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


# This one alone


def test_one_event_changed_alone_keeps_its_own_values_when_the_series_changes(make, change, staff):
    series = make(title_sq="Grupi")
    own = series.events.get(starts_on="2026-10-13")
    own.title_sq = "Vizitë në muze"
    _put_off(own)
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


# The registers of its events


def test_an_event_moved_alone_holds_the_members_of_its_new_day(make, staff):
    series = make()
    joined_later, leaves = ParticipantFactory(), ParticipantFactory()
    SeriesMemberFactory(series=series, participant=joined_later, joined_on=date(2026, 10, 14))
    SeriesMemberFactory(
        series=series,
        participant=leaves,
        joined_on=date(2026, 10, 6),
        left_on=date(2026, 10, 13),
    )
    event = series.events.get(starts_on="2026-10-13")
    save_event(event=event, saved_by=staff)
    assert list(event.registrations.active().values_list("participant", flat=True)) == [leaves.pk]

    _put_off(event)
    save_event(event=event, saved_by=staff)

    assert event.registrations.active().get().participant == joined_later


def test_an_event_planned_again_holds_the_members(make, staff):
    series = make()
    event = series.events.get(starts_on="2026-10-13")
    change_status(event=event, status="cancelled", changed_by=staff)
    person = ParticipantFactory()
    add_member(series=series, participant=person, joined_on=date(2026, 10, 6), added_by=staff)
    assert not event.registrations.exists()

    change_status(event=event, status="planned", changed_by=staff)

    assert event.registrations.get().participant == person


def test_members_attend_as_the_series_says(make, staff):
    series = make(category=CategoryFactory(code="young_person"))
    add_member(
        series=series,
        participant=ParticipantFactory(),
        joined_on=date(2026, 10, 6),
        added_by=staff,
    )

    assert series.events.first().registrations.get().category.code == "young_person"


# Two at once


@pytest.mark.django_db(transaction=True)
def test_a_member_who_joins_while_the_series_is_prolonged_is_on_every_register(centre, staff):
    series = create_series(series=group(centre=centre), created_by=staff)
    person, together = ParticipantFactory(), Barrier(2)

    def prolong():
        new = Series.objects.get(pk=series.pk)
        new.ends_on = date(2026, 11, 24)
        together.wait(10)
        first = series.events.order_by("starts_at").first()
        change_series(series=new, first_event=first, changed_by=staff)
        connection.close()

    def join():
        together.wait(10)
        add_member(series=series, participant=person, joined_on=date(2026, 10, 6), added_by=staff)
        connection.close()

    _side_by_side(prolong, join)

    assert series.events.count() == 8
    for event in series.events.all():
        assert event.registrations.get().participant == person


@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_a_mark_and_then_leaves_that_event_alone(centre, staff):
    """Somebody marks on the day, before the hour, while a colleague moves the series."""
    series = create_series(series=group(centre=centre), created_by=staff)
    event = series.events.get(starts_on="2026-10-06")
    place = RegistrationFactory(event=event, source="series")
    marked, outcome = Signal(), []

    def move():
        new = Series.objects.get(pk=series.pk)
        new.rule = "FREQ=WEEKLY;BYDAY=TH"
        marked.wait(10)
        try:
            change_series(series=new, first_event=event, changed_by=staff)
            outcome.append("moved")
        except ValidationError:
            outcome.append("refused")
        finally:
            connection.close()

    other = Thread(target=move)
    with time_machine.travel(datetime(2026, 10, 6, 8, tzinfo=UTC), tick=False):
        other.start()
        with transaction.atomic():
            place.event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
            mark_attendance(registration=place, attendance="present", marked_by=staff)
            marked.set()
            other.join(0.5)
            assert outcome == []  # it waits for this transaction
        other.join(20)

    assert outcome == ["refused"]
    place.refresh_from_db()
    assert place.attendance == "present"
    assert dates(series) == ["06.10", "13.10", "20.10", "27.10"]


def _side_by_side(*acts):
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_r20_an_answer_about_a_series_is_none_for_a_meeting_kept_to_the_centre(make, change):
    series = make(visibility="public")
    first, second, *_more = series.events.order_by("starts_at")
    Event.objects.filter(pk=second.pk).update(visibility="centre")

    change(series, is_for_everybody=True)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.visibility, first.is_for_everybody) == ("public", True)
    assert (second.visibility, second.is_for_everybody) == ("centre", False)
