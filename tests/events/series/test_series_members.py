"""Members of a series, and the registers that are filled from them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.models import Event, Registration, SeriesMember
from events.register.marks.services import mark_unmarked
from events.register.people.services import cancel_registration
from events.series.members import add_member, change_member, remove_member
from events.series.services import create_series
from participants.merging.services import merge_participants
from tests.events.factories import RegistrationFactory, SeriesFactory, SeriesMemberFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
TUESDAYS = [date(2026, 10, 6), date(2026, 10, 13), date(2026, 10, 20), date(2026, 10, 27)]


def on(day, hour=8):
    return time_machine.travel(datetime(2026, 10, day, hour, tzinfo=UTC), tick=False)


@pytest.fixture(autouse=True)
def _evening_of_the_second_meeting():
    """It is 13 October 2026, 20:00 in Tirana: the meetings of the 6th and the 13th are over."""
    with on(13, 18):
        yield


@pytest.fixture
def series(centre, staff):
    series = SeriesFactory.build(centre=centre, starts_on=TUESDAYS[0], ends_on=TUESDAYS[-1])
    return create_series(series=series, created_by=staff)


@pytest.fixture
def join(series, staff):
    def join(joined_on=TUESDAYS[0], person=None):
        return add_member(
            series=series,
            participant=person or ParticipantFactory(),
            joined_on=joined_on,
            added_by=staff,
        )

    return join


def places(member):
    rows = Registration.objects.active().filter(participant=member.participant_id)
    return [f"{place.event.starts_on:%d}" for place in rows.order_by("event__starts_at")]


def event_of(series, day):
    return series.events.get(starts_on=date(2026, 10, day))


def test_a_member_stands_on_every_register_that_is_not_over(series, join, staff):
    member = join()

    assert places(member) == ["20", "27"]
    place = event_of(series, 20).registrations.get()
    assert (place.source, place.attendance, place.age) == ("series", "unmarked", None)
    assert place.history.get().history_user == staff
    assert member.history.get().history_user == staff


def test_nobody_stands_on_a_register_before_joining_so_nobody_is_absent_there(series, join, staff):
    member = join(joined_on=date(2026, 10, 21))
    with on(20):
        mark_unmarked(event=event_of(series, 20), attendance="absent", marked_by=staff)

    assert places(member) == ["27"]
    assert not Registration.objects.filter(attendance="absent").exists()


def test_the_day_of_joining_and_the_day_of_leaving_count(series, join, staff):
    member = join(joined_on=TUESDAYS[2])
    change_member(member=member, joined_on=TUESDAYS[2], left_on=TUESDAYS[2], changed_by=staff)

    assert places(member) == ["20"]


def test_who_leaves_comes_off_later_registers_and_what_is_marked_stays(series, join, staff):
    with on(6):
        member = join()
    bystander = join()
    past = event_of(series, 6).registrations.get(participant=member.participant)
    Registration.objects.filter(pk=past.pk).update(attendance="absent", marked_at="2026-10-06T18Z")
    ahead = event_of(series, 27).registrations.get(participant=member.participant)
    Registration.objects.filter(pk=ahead.pk).update(
        attendance="excused", marked_at="2026-10-13T08Z"
    )

    change_member(
        member=member, joined_on=TUESDAYS[0], left_on=date(2026, 10, 14), changed_by=staff
    )

    assert places(member) == ["06", "13", "27"]  # the 20th is gone, the marked 27th stays
    past.refresh_from_db()
    assert past.attendance == "absent"
    gone = event_of(series, 20).registrations.get(participant=member.participant)
    assert gone.status == "cancelled"
    assert gone.history.first().history_user == staff
    assert places(bystander) == ["20", "27"]


def test_who_left_some_time_ago_comes_off_the_open_registers_since_then(series, join, staff):
    with on(6):
        member = join()

    change_member(member=member, joined_on=TUESDAYS[0], left_on=date(2026, 10, 7), changed_by=staff)

    assert places(member) == ["06"]


def test_a_closed_register_keeps_who_stands_on_it(series, join, staff):
    with on(6):
        member = join()
    Event.objects.filter(starts_on=TUESDAYS[1]).update(
        status="held", register_closed_at="2026-10-13T18Z"
    )

    change_member(member=member, joined_on=TUESDAYS[0], left_on=date(2026, 10, 7), changed_by=staff)

    assert places(member) == ["06", "13"]


def test_who_comes_back_stands_on_the_registers_again(series, join, staff):
    member = join()
    change_member(
        member=member, joined_on=TUESDAYS[0], left_on=date(2026, 10, 14), changed_by=staff
    )
    assert places(member) == []

    again = join(joined_on=TUESDAYS[3], person=member.participant)

    assert places(again) == ["27"]
    assert series.memberships.count() == 2


def test_who_was_taken_off_one_register_by_hand_stays_off(series, join, staff):
    member = join()
    place = event_of(series, 20).registrations.get()
    cancel_registration(registration=place, cancelled_by=staff)

    change_member(member=member, joined_on=TUESDAYS[0], left_on=TUESDAYS[3], changed_by=staff)

    assert places(member) == ["27"]


def test_a_place_that_staff_gave_is_not_the_series_to_take(series, join, staff):
    person = ParticipantFactory()
    RegistrationFactory(event=event_of(series, 20), participant=person, source="staff")
    member = join(person=person)

    remove_member(member=member, removed_by=staff)

    assert places(member) == ["20"]


def test_a_membership_entered_by_mistake_leaves_only_what_is_marked(series, join, staff):
    with on(6):
        member = join()
    Registration.objects.filter(event__starts_on=TUESDAYS[0]).update(
        attendance="present", marked_at="2026-10-06T18Z"
    )

    remove_member(member=member, removed_by=staff)

    assert places(member) == ["06"]
    assert not SeriesMember.objects.exists()


def test_a_person_is_no_member_twice_at_once(series, join, staff):
    member = join(joined_on=date(2026, 10, 10))

    for day in (TUESDAYS[0], date(2026, 10, 10), TUESDAYS[3]):
        with pytest.raises(ValidationError):
            join(joined_on=day, person=member.participant)

    change_member(
        member=member, joined_on=date(2026, 10, 10), left_on=TUESDAYS[2], changed_by=staff
    )
    with pytest.raises(ValidationError, match="20 "):
        join(joined_on=TUESDAYS[2], person=member.participant)
    join(joined_on=date(2026, 10, 21), person=member.participant)


def test_nobody_leaves_before_joining(series, join, staff):
    member = join(joined_on=TUESDAYS[2])

    with pytest.raises(ValidationError):
        change_member(member=member, joined_on=TUESDAYS[2], left_on=TUESDAYS[1], changed_by=staff)


@pytest.mark.parametrize(
    "fields",
    [{}, {"joined_on": date(2021, 10, 12)}, {"left_on": date(2021, 10, 4)}],
)
def test_the_database_refuses_a_second_stay_and_one_that_ends_before_it_began(fields):
    member = SeriesMemberFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SeriesMemberFactory(
            **({"series": member.series, "participant": member.participant} | fields)
        )


def test_a_record_that_was_merged_is_no_member_any_more(series, join, staff):
    kept, merged = join(), join()
    merge_participants(kept=kept.participant, merged=merged.participant, merged_by=staff)

    assert [row.participant for row in series.memberships.on(TUESDAYS[2])] == [kept.participant]
    merged.participant.refresh_from_db()
    with pytest.raises(ValidationError):
        join(joined_on=TUESDAYS[3], person=merged.participant)


def test_members_beyond_the_capacity_wait(series, join):
    Event.objects.filter(starts_on=TUESDAYS[2]).update(capacity=1)
    first, second = join(), join()

    statuses = event_of(series, 20).registrations.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["registered", "waitlisted"]
    assert places(first) == ["20", "27"]
    assert places(second) == ["27"]  # who waits is on no register


def test_who_waits_gets_the_place_of_a_member_who_leaves(series, join, staff):
    Event.objects.filter(starts_on=TUESDAYS[2]).update(capacity=1)
    first, second = join(), join()

    change_member(
        member=first, joined_on=first.joined_on, left_on=date(2026, 10, 14), changed_by=staff
    )

    assert places(first) == []
    assert places(second) == ["20", "27"]


def test_joining_costs_no_more_queries_for_more_dates(centre, staff, django_assert_max_num_queries):
    series = SeriesFactory.build(
        centre=centre, starts_on=TUESDAYS[0], ends_on=date(2028, 10, 3), skips_holidays=False
    )
    series = create_series(series=series, created_by=staff)
    person = ParticipantFactory()

    with django_assert_max_num_queries(24):
        add_member(series=series, participant=person, joined_on=TUESDAYS[0], added_by=staff)

    assert Registration.objects.count() > 90
