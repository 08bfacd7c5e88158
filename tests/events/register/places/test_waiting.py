"""Who waits, and to whom a place goes that falls free."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.event.services import change_status, save_event
from events.models import Registration
from events.register.headcounts.services import set_headcount
from events.register.marks.services import mark_attendance, mark_unmarked
from events.register.people.services import cancel_registration, change_registration
from events.register.places.figures import PlaceFigures
from events.register.totals import register_totals
from participants.merging.services import merge_participants
from tests.events.factories import RegistrationFactory
from tests.events.register.places.waiting import C, R, W, statuses
from tests.participants.factories import CategoryFactory

pytestmark = pytest.mark.django_db


# Who waits


def test_who_is_registered_beyond_the_capacity_waits_in_order(event, full, staff):
    assert statuses(full) == [R, R, W, W, W]
    assert list(event.registrations.waiting()) == full[2:]
    assert full[2].history.get().history_user == staff


def test_without_a_capacity_nobody_waits(event, register):
    event.capacity = None
    event.save()

    assert statuses([register() for _person in range(4)]) == [R] * 4


def test_registering_somebody_who_waits_again_changes_nothing(full, register):
    again = register(full[3].participant)

    assert (again, again.status) == (full[3], W)
    assert full[3].history.count() == 1


def test_the_staff_take_no_place_and_do_not_wait(event, full, register):
    helper = register(category=CategoryFactory(code="staff"))

    assert helper.status == R
    assert PlaceFigures(event).taken == 2


def test_who_waits_is_not_on_the_register(event, full):
    assert list(event.registrations.active()) == full[:2]
    assert register_totals(event).unmarked == 2
    assert register_totals(event).registered == 2


def test_the_rest_that_did_not_come_are_never_those_who_wait(event, begun, staff):
    marked = mark_unmarked(event=event, attendance="absent", marked_by=staff)

    assert len(marked) == 2
    assert statuses(begun) == [R, R, W, W, W]
    assert not event.registrations.waiting().exclude(attendance="unmarked").exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"status": W, "waitlisted_at": None},
        {"status": R, "waitlisted_at": timezone.now()},
        {"status": W, "waitlisted_at": timezone.now(), "attendance": "absent", "marked_at": 1},
    ],
)
def test_the_database_refuses_a_place_that_contradicts_itself(columns):
    registration = RegistrationFactory()
    if "marked_at" in columns:
        columns = columns | {"marked_at": timezone.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=registration.pk).update(**columns)


# A place falls free


def test_a_place_that_falls_free_goes_to_the_first_who_waits(full, staff):
    cancel_registration(registration=full[0], cancelled_by=staff)

    assert statuses(full) == [C, R, R, W, W]
    full[2].refresh_from_db()
    assert full[2].waitlisted_at is None
    newest = full[2].history.first()
    assert (newest.status, newest.history_user) == (R, staff)
    assert (newest.placed, newest.placed_through) == ("freed", full[0])
    assert newest.history_change_reason is None


def test_taking_somebody_off_the_waiting_list_frees_no_place(full, staff):
    cancel_registration(registration=full[2], cancelled_by=staff)

    assert statuses(full) == [R, R, C, W, W]
    full[2].refresh_from_db()
    assert full[2].waitlisted_at is None


def test_who_is_excused_before_the_start_leaves_the_place_to_the_first(event, full, staff):
    event.starts_at = timezone.localtime().replace(hour=23, minute=59, second=59)
    event.save()
    excused = Registration.objects.get(pk=full[1].pk)

    mark_attendance(registration=excused, attendance="excused", marked_by=staff)

    assert statuses(full) == [R, R, R, W, W]
    assert PlaceFigures(event).taken == 2


@pytest.mark.parametrize("mark", ["excused", "absent"])
def test_after_the_start_a_mark_gives_nobody_a_place(begun, staff, mark):
    mark_attendance(registration=begun[0], attendance=mark, marked_by=staff)

    assert statuses(begun) == [R, R, W, W, W]


def test_nobody_is_expected_any_more_once_the_day_is_over(event, full, staff):
    event.starts_at = timezone.now() - timedelta(days=2)
    event.save()

    cancel_registration(registration=full[0], cancelled_by=staff)

    assert statuses(full) == [C, R, W, W, W]


@pytest.mark.parametrize(
    ("capacity", "expected"), [(3, [R, R, R, W, W]), (9, [R] * 5), (None, [R] * 5)]
)
def test_more_places_go_to_those_who_wait(event, full, staff, capacity, expected):
    event.capacity = capacity

    save_event(event=event, saved_by=staff)

    assert statuses(full) == expected


def test_fewer_places_take_nobodys_place_away(event, full, staff):
    event.capacity = 1

    save_event(event=event, saved_by=staff)

    assert statuses(full) == [R, R, W, W, W]
    assert PlaceFigures(event).is_over


def test_an_event_that_is_planned_again_fills_its_places(event, full, staff):
    change_status(event=event, status="cancelled", changed_by=staff)
    event.refresh_from_db()
    event.capacity = 3
    save_event(event=event, saved_by=staff)
    assert statuses(full) == [R, R, W, W, W]

    change_status(event=event, status="planned", changed_by=staff)

    assert statuses(full) == [R, R, R, W, W]


def test_who_turns_out_to_be_staff_leaves_their_place(full, staff):
    change_registration(
        registration=full[0],
        category=CategoryFactory(code="staff"),
        organisation=None,
        changed_by=staff,
    )

    assert statuses(full) == [R, R, R, W, W]


def test_people_counted_without_a_name_take_places(event, begun, staff):
    set_headcount(event=event, category=CategoryFactory(), sex="female", count=3, counted_by=staff)

    assert PlaceFigures(event).taken == 5


def test_merging_somebody_who_waits_into_somebody_with_a_place_keeps_the_place(full, staff):
    merge_participants(kept=full[3].participant, merged=full[0].participant, merged_by=staff)

    rows = Registration.objects.in_bulk([full[0].pk, full[3].pk])
    assert (rows[full[3].pk].status, rows[full[3].pk].waitlisted_at) == (R, None)
    assert rows[full[0].pk].status == C
