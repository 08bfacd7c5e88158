"""How people are marked, one by one and the rest at once."""

from datetime import UTC, datetime

import pytest
import time_machine

from events.models import Event, Registration
from events.register.closing.services import close_register
from events.register.headcounts.services import set_headcount
from events.register.marks.services import mark_attendance, mark_unmarked, undo_mark_unmarked
from events.register.people.services import (
    cancel_registration,
)
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.register.refusals import refused
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


def test_a_mark_records_who_when_and_the_age_at_the_event(staff):
    person = ParticipantFactory(birth_date=datetime(1990, 10, 7, tzinfo=UTC).date())
    registration = RegistrationFactory(participant=person)
    bystander = RegistrationFactory(event=registration.event)

    mark_attendance(registration=registration, attendance="late", marked_by=staff)

    registration.refresh_from_db()
    assert (registration.attendance, registration.age) == ("late", 30)
    assert registration.marked_by == staff
    assert registration.marked_at is not None
    assert registration.history.first().history_user == staff
    bystander.refresh_from_db()
    assert bystander.attendance == "unmarked"


def test_back_to_unmarked_takes_the_age_and_the_marker_away(staff):
    registration = RegistrationFactory(present=True, age=30, marked_by=staff)

    mark_attendance(registration=registration, attendance="unmarked", marked_by=staff)

    registration.refresh_from_db()
    assert registration.attendance == "unmarked"
    assert (registration.age, registration.marked_by, registration.marked_at) == (None,) * 3


def test_the_same_mark_again_writes_nothing(staff, coordinator):
    registration = RegistrationFactory()
    mark_attendance(registration=registration, attendance="present", marked_by=staff)

    mark_attendance(registration=registration, attendance="present", marked_by=coordinator)

    registration.refresh_from_db()
    assert registration.marked_by == staff
    assert registration.history.count() == 2


def test_an_unknown_mark_is_refused(staff):
    with refused("unknown_mark"):
        mark_attendance(registration=RegistrationFactory(), attendance="there", marked_by=staff)


def test_nobody_is_marked_or_counted_before_the_day(staff, parents):
    event = EventFactory(planned=True, starts_at=datetime(2026, 3, 10, 9, tzinfo=UTC))
    registration = RegistrationFactory(event=event)

    with time_machine.travel(datetime(2026, 3, 9, 22, 59, tzinfo=UTC), tick=False):
        with refused("too_early"):
            mark_attendance(registration=registration, attendance="present", marked_by=staff)
        with refused("too_early"):
            set_headcount(event=event, category=parents, sex="female", count=3)
        with refused("too_early"):
            close_register(event=event, closed_by=staff)

    # 23:00 UTC is midnight in Tirana.
    with time_machine.travel(datetime(2026, 3, 9, 23, 0, tzinfo=UTC), tick=False):
        mark_attendance(registration=registration, attendance="present", marked_by=staff)

    event.refresh_from_db()
    assert event.status == Event.Status.HELD
    assert event.history.get(status="held").history_user == staff


def test_the_rest_is_marked_at_once_and_nobody_else(staff):
    event = EventFactory()
    person = ParticipantFactory(told_age=8, age_told_on=event.local_date)
    rest = [
        RegistrationFactory(event=event, participant=person),
        RegistrationFactory(event=event),
    ]
    absent = RegistrationFactory(event=event, attendance="absent", marked_at=event.starts_at)
    removed = RegistrationFactory(event=event, status="cancelled")

    marked = mark_unmarked(event=event, attendance="present", marked_by=staff, expected=2)

    assert {registration.pk for registration in marked} == {place.pk for place in rest}
    rest[0].refresh_from_db()
    assert (rest[0].attendance, rest[0].age, rest[0].marked_by) == ("present", 8, staff)
    assert rest[0].history.first().history_user == staff
    absent.refresh_from_db()
    removed.refresh_from_db()
    assert (absent.attendance, removed.attendance) == ("absent", "unmarked")


def test_the_rest_is_not_marked_when_it_is_another_number_than_was_shown(staff):
    registration = RegistrationFactory()

    with refused("number_changed"):
        mark_unmarked(event=registration.event, attendance="present", marked_by=staff, expected=2)

    registration.refresh_from_db()
    assert registration.attendance == "unmarked"


def test_marking_the_rest_is_undone_except_for_who_was_marked_since(staff):
    event = EventFactory()
    first, second = RegistrationFactory(event=event), RegistrationFactory(event=event)
    [marked, *_rest] = mark_unmarked(event=event, attendance="present", marked_by=staff)
    first.refresh_from_db()
    mark_attendance(registration=first, attendance="late", marked_by=staff)

    undo_mark_unmarked(event=event, marked_at=marked.marked_at, marked_by=staff)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attendance, second.attendance) == ("late", "unmarked")
    assert second.age is None


def test_another_users_marks_are_not_undone(staff, coordinator):
    registration = RegistrationFactory()
    [marked] = mark_unmarked(event=registration.event, attendance="present", marked_by=staff)

    undo_mark_unmarked(event=registration.event, marked_at=marked.marked_at, marked_by=coordinator)

    registration.refresh_from_db()
    assert registration.attendance == "present"


def test_the_number_of_queries_for_the_rest_does_not_grow_with_it(
    staff, django_assert_max_num_queries
):
    event = EventFactory()
    RegistrationFactory.create_batch(60, event=event)

    with django_assert_max_num_queries(14):  # with its act
        mark_unmarked(event=event, attendance="present", marked_by=staff)


def test_who_is_taken_off_no_longer_counts(staff):
    registration = RegistrationFactory(present=True, age=30)

    cancel_registration(registration=registration, cancelled_by=staff)

    registration.refresh_from_db()
    assert (registration.status, registration.attendance) == ("cancelled", "unmarked")
    assert not Registration.objects.counted().exists()
    assert registration.history.first().history_user == staff


def test_who_was_taken_off_is_not_marked(staff):
    registration = RegistrationFactory(status="cancelled")

    with refused("cancelled"):
        mark_attendance(registration=registration, attendance="present", marked_by=staff)
