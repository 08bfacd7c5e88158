"""Places that somebody takes at the door, gives, takes back, and gets again by an undo."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Attendance
from events.register.closing.history import history_of
from events.register.marks.services import mark_attendance
from events.register.people.services import cancel_registration, register_participant
from events.register.places.figures import PlaceFigures
from events.register.places.services import take_back_places
from events.register.places.waiting_list import give_place, restore_registration, withdraw_place
from tests.events.register.places.waiting import R, W, refused, statuses

pytestmark = pytest.mark.django_db


# The door


def test_who_waits_and_comes_takes_a_place_though_none_is_free(event, begun, staff):
    mark_attendance(registration=begun[4], attendance="present", marked_by=staff)

    assert statuses(begun) == [R, R, W, W, R]
    assert PlaceFigures(event).is_over
    assert begun[4].history.filter(placed="came", attendance="unmarked").count() == 1


def test_a_walk_in_is_never_refused(event, begun, register):
    walk_in = register(attendance="present")

    assert (walk_in.status, walk_in.attendance) == (R, Attendance.PRESENT)
    assert PlaceFigures(event).taken == 3


@pytest.mark.parametrize("mark", ["absent", "excused"])
def test_who_waits_is_neither_absent_nor_excused(begun, staff, mark):
    with refused("waiting"):
        mark_attendance(registration=begun[3], attendance=mark, marked_by=staff)

    begun[3].refresh_from_db()
    assert (begun[3].status, begun[3].attendance) == (W, "unmarked")


def test_who_came_by_mistake_waits_where_they_stood(event, begun, staff):
    second, since = begun[3], begun[3].waitlisted_at
    mark_attendance(registration=second, attendance="present", marked_by=staff)

    mark_attendance(registration=second, attendance="unmarked", marked_by=staff)
    take_back_places(second, by=staff)

    second.refresh_from_db()
    assert (second.status, second.waitlisted_at) == (W, since)
    assert list(event.registrations.waiting()) == begun[2:]


@pytest.mark.parametrize("reason", ["came to the door", "capacity changed", "register taken"])
def test_what_somebody_typed_as_a_reason_steers_nothing(begun, staff, reason):
    given = give_place(registration=begun[4], given_by=staff, reason=reason)
    mark_attendance(registration=given, attendance="present", marked_by=staff)

    mark_attendance(registration=given, attendance="unmarked", marked_by=staff)
    take_back_places(given, by=staff)

    given.refresh_from_db()
    assert given.status == R
    assert [line.reason for line in history_of(given) if line.reason] == [reason]


def test_a_reason_that_names_a_registration_moves_nobody(full, staff):
    give_place(registration=full[4], given_by=staff, reason=f"place of registration {full[0].pk}")

    take_back_places(full[0], by=staff)

    assert statuses(full) == [R, R, W, W, R]


def test_who_went_and_came_back_has_a_place_of_their_own(event, full, staff):
    cancel_registration(registration=full[0], cancelled_by=staff)
    placed = event.registrations.get(pk=full[2].pk)
    cancel_registration(registration=placed, cancelled_by=staff)
    event.capacity = None
    event.save()
    again = register_participant(
        event=event, participant=placed.participant, source="staff", registered_by=staff
    )

    assert (again.pk, again.status) == (placed.pk, R)
    assert (again.placed, again.placed_through) == ("", None)


# What people decide


def test_out_of_turn_a_place_takes_a_reason_that_stays(full, staff):
    with pytest.raises(ValidationError) as refusal:
        give_place(registration=full[4], given_by=staff, reason="  ")
    assert "reason" in refusal.value.error_dict
    assert statuses(full) == [R, R, W, W, W]

    give_place(registration=full[4], given_by=staff, reason="Sister of somebody expected")

    assert statuses(full) == [R, R, W, W, R]
    newest = full[4].history.first()
    assert newest.history_change_reason == "Sister of somebody expected"
    assert newest.history_user == staff


def test_whose_turn_it_is_needs_no_reason(event, begun, staff):
    mark_attendance(registration=begun[0], attendance="absent", marked_by=staff)

    give_place(registration=begun[2], given_by=staff)

    assert statuses(begun) == [R, R, R, W, W]


def test_a_place_that_was_given_is_taken_back_to_where_it_was_waited_for(event, full, staff):
    since = full[3].waitlisted_at
    give_place(registration=full[3], given_by=staff, reason="Mistake")

    withdraw_place(registration=full[3], withdrawn_by=staff)

    assert statuses(full) == [R, R, W, W, W]
    full[3].refresh_from_db()
    assert full[3].waitlisted_at == since


def test_a_place_of_somebody_who_never_waited_or_came_meanwhile_is_not_taken_back(begun, staff):
    mark_attendance(registration=begun[2], attendance="present", marked_by=staff)

    with refused("no"):
        withdraw_place(registration=begun[0], withdrawn_by=staff)
    with refused("marked"):
        withdraw_place(registration=begun[2], withdrawn_by=staff)


def test_a_place_is_given_once(full, staff):
    give_place(registration=full[3], given_by=staff, reason="First")

    with refused("not_waiting"):
        give_place(registration=full[3], given_by=staff, reason="Second")


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"status": "cancelled"}, "called_off"), ({"status": "held", "closed": True}, "closed")],
)
def test_no_place_is_given_where_the_register_is_not_open(event, full, staff, columns, code):
    if columns.pop("closed", False):
        event.register_closed_at = timezone.now()
    event.status = columns["status"]
    event.save()

    with refused(code):
        give_place(registration=full[2], given_by=staff, reason="x")
    with refused(code):
        withdraw_place(registration=full[2], withdrawn_by=staff)


# Undo


def test_who_is_put_back_has_their_place_again_and_who_got_it_waits_again(event, full, staff):
    since = full[2].waitlisted_at
    cancel_registration(registration=full[0], cancelled_by=staff)

    restore_registration(registration=full[0], attendance="unmarked", restored_by=staff)

    assert statuses(full) == [R, R, W, W, W]
    full[2].refresh_from_db()
    assert full[2].waitlisted_at == since
    assert list(event.registrations.waiting()) == full[2:]


def test_who_is_put_back_waits_where_the_place_is_no_longer_free(event, register, staff):
    first, _second = register(), register()
    cancel_registration(registration=first, cancelled_by=staff)
    newcomer = register()

    restore_registration(registration=first, attendance="unmarked", restored_by=staff)

    assert statuses([first, newcomer]) == [W, R]
    assert PlaceFigures(event).taken == 2


def test_who_waited_and_was_taken_off_waits_where_they_stood(event, full, staff):
    cancel_registration(registration=full[2], cancelled_by=staff)

    restore_registration(registration=full[2], attendance="unmarked", restored_by=staff)

    assert list(event.registrations.waiting()) == full[2:]
