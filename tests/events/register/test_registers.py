"""The services that write registers."""

from datetime import UTC, datetime
from threading import Event as Signal
from threading import Thread

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from events.models import Attendance, Event, Registration
from events.register.closing.services import close_register, reopen_register
from events.register.headcounts.services import set_headcount, step_headcount
from events.register.marks.services import mark_attendance, mark_unmarked, undo_mark_unmarked
from events.register.people.services import (
    cancel_registration,
    register_new_person,
    register_participant,
)
from events.register.totals import RegisterTotals, register_totals
from participants.models import Category, Participant
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
STAFF = Registration.Source.STAFF


@pytest.fixture
def parents():
    return CategoryFactory(code="parent")


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


# Registering


def test_a_registered_person_attends_as_usual_and_is_not_marked(staff):
    organisation = OrganisationFactory()
    person = ParticipantFactory(organisation=organisation)

    registration = register_participant(
        event=EventFactory(), participant=person, source=STAFF, registered_by=staff
    )

    assert registration.category == person.category
    assert registration.organisation == organisation
    assert registration.attendance == "unmarked"
    assert registration.history.get().history_user == staff


def test_a_person_may_attend_as_something_else_than_usual(staff):
    teachers = CategoryFactory(code="teacher")

    registration = register_participant(
        event=EventFactory(),
        participant=ParticipantFactory(organisation=OrganisationFactory()),
        category=teachers,
        source=STAFF,
        registered_by=staff,
    )

    assert registration.category == teachers
    assert registration.organisation is None


def test_registering_twice_keeps_the_first_place(staff):
    registration = RegistrationFactory(present=True)

    again = register_participant(
        event=registration.event,
        participant=registration.participant,
        source=STAFF,
        registered_by=staff,
    )

    assert again == registration
    assert again.attendance == "present"


def test_who_was_taken_off_gets_the_place_back(staff):
    registration = RegistrationFactory(status="cancelled")

    again = register_participant(
        event=registration.event,
        participant=registration.participant,
        source=STAFF,
        registered_by=staff,
        attendance="present",
    )

    assert again.pk == registration.pk
    assert (again.status, again.attendance) == ("registered", "present")


def test_a_new_person_belongs_to_the_events_centre_and_their_age_to_its_day(staff, parents):
    event = EventFactory()

    registration = register_new_person(
        event=event,
        first_name="Drita",
        last_name="Çela",
        sex="female",
        age=34,
        category=parents,
        organisation=None,
        source=STAFF,
        registered_by=staff,
        attendance="present",
    )

    person = registration.participant
    assert person.centre == event.centre
    assert (person.told_age, person.age_told_on) == (34, event.local_date)
    assert registration.age == 34
    assert not person.needs_completion
    assert person.history.get().history_user == staff


@pytest.mark.parametrize(
    "facts",
    [
        {"sex": "unknown", "age": 34},
        {"sex": "female"},
        {"sex": "female", "age": 34, "last_name": "Ç."},
    ],
)
def test_a_new_person_of_whom_something_is_missing_is_to_be_completed(staff, parents, facts):
    names = {"first_name": "Drita", "last_name": "Çela"}

    registration = register_new_person(
        event=EventFactory(),
        category=parents,
        source=STAFF,
        registered_by=staff,
        **(names | facts),
    )

    assert registration.participant.needs_completion


def test_a_new_person_with_impossible_facts_leaves_nothing_behind(staff, parents):
    with pytest.raises(ValidationError):
        register_new_person(
            event=EventFactory(),
            first_name="Drita",
            last_name="Çela",
            sex="female",
            age=34,
            birth_year=1987,
            category=parents,
            source=STAFF,
            registered_by=staff,
        )

    assert not Participant.objects.exists()


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"closed": True}, "closed"),
        ({"status": "cancelled"}, "called_off"),
        ({"status": "postponed"}, "called_off"),
    ],
)
def test_a_register_that_is_closed_or_called_off_takes_nobody(staff, parents, event, code):
    event = EventFactory(**event)
    registration = RegistrationFactory(event=event)

    with refused(code):
        register_participant(
            event=event, participant=ParticipantFactory(), source=STAFF, registered_by=staff
        )
    with refused(code):
        mark_attendance(registration=registration, attendance="present", marked_by=staff)
    with refused(code):
        mark_unmarked(event=event, attendance="present", marked_by=staff)
    with refused(code):
        set_headcount(event=event, category=parents, sex="female", count=3)
    with refused(code):
        cancel_registration(registration=registration, cancelled_by=staff)

    assert event.registrations.get().attendance == "unmarked"
    assert not event.headcounts.exists()


# Marking


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


# Headcounts


def test_a_headcount_is_set_changed_and_taken_off(staff, parents):
    event = EventFactory()
    group = {"event": event, "category": parents, "sex": "female", "age_from": 25, "age_to": 59}

    set_headcount(count=3, counted_by=staff, **group)
    headcount = set_headcount(count=5, counted_by=staff, **group)

    assert event.headcounts.get().count == 5
    assert headcount.history.first().history_user == staff
    assert set_headcount(count=0, counted_by=staff, **group) is None
    assert not event.headcounts.exists()


def test_groups_without_an_age_are_found_again(parents):
    event = EventFactory()

    set_headcount(event=event, category=parents, sex="unknown", count=3)
    set_headcount(event=event, category=parents, sex="unknown", count=4)

    assert event.headcounts.get().count == 4


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"count": -1}, "count"),
        ({"count": 100_001}, "count"),
        ({"count": 3, "age_from": -1}, "age_from"),
        ({"count": 3, "age_to": 121}, "age_to"),
        ({"count": 3, "age_from": 18, "age_to": 17}, "age_to"),
    ],
)
def test_an_impossible_headcount_is_refused_at_its_field(parents, facts, field):
    event = EventFactory()

    with pytest.raises(ValidationError) as refusal:
        set_headcount(event=event, category=parents, sex="female", **facts)

    assert list(refusal.value.message_dict) == [field]
    assert not event.headcounts.exists()


def test_steps_count_from_the_number_as_it_is_by_now(staff, parents):
    event = EventFactory()
    group = {"event": event, "category": parents, "sex": "female", "age_from": 25, "age_to": 59}
    bystander = HeadcountFactory(event=event, sex="male", age_from=25, age_to=59)

    first, _headcount = step_headcount(step=2, counted_by=staff, **group)
    set_headcount(count=5, **group)
    second, headcount = step_headcount(step=1, counted_by=staff, **group)

    assert (first, second, headcount.count) == (0, 5, 6)
    assert headcount.history.first().history_user == staff
    bystander.refresh_from_db()
    assert bystander.count == 5


def test_a_step_below_nothing_takes_the_group_off(parents):
    event = HeadcountFactory(count=1, category=parents).event
    group = {"event": event, "category": parents, "sex": "unknown"}

    assert step_headcount(step=-3, **group) == (1, None)
    assert step_headcount(step=-3, **group) == (0, None)
    assert not event.headcounts.exists()


def test_a_number_that_stays_leaves_no_trace(parents):
    headcount = HeadcountFactory(category=parents)
    group = {"event": headcount.event, "category": parents, "sex": "unknown"}

    assert step_headcount(count=5, **group) == (5, headcount)
    assert headcount.history.count() == 1


def test_a_step_beyond_the_largest_number_is_refused(parents):
    headcount = HeadcountFactory(category=parents, count=100_000)

    with pytest.raises(ValidationError):
        step_headcount(event=headcount.event, category=parents, sex="unknown", step=1)

    headcount.refresh_from_db()
    assert headcount.count == 100_000


def test_counting_turns_a_planned_event_of_today_into_a_held_one(parents):
    event = EventFactory(planned=True)

    set_headcount(event=event, category=parents, sex="female", count=3)

    event.refresh_from_db()
    assert event.status == "held"


# Closing


def test_a_closed_register_says_who_closed_it(staff):
    event = EventFactory()

    close_register(event=event, closed_by=staff)

    event.refresh_from_db()
    assert event.register_is_closed
    assert event.register_closed_by == staff
    assert event.history.first().history_user == staff


def test_a_planned_event_where_nobody_is_marked_is_not_closed(staff):
    with refused("not_taken"):
        close_register(event=EventFactory(planned=True), closed_by=staff)


def test_reopening_keeps_the_reason_in_the_history(coordinator):
    event = EventFactory(closed=True)

    reopen_register(event=event, reason=" A name was wrong. ", reopened_by=coordinator)

    event.refresh_from_db()
    assert not event.register_is_closed
    line = event.history.first()
    assert (line.history_change_reason, line.history_user) == ("A name was wrong.", coordinator)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 101])
def test_reopening_needs_a_reason(coordinator, reason):
    event = EventFactory(closed=True)

    with refused("reason"):
        reopen_register(event=event, reason=reason, reopened_by=coordinator)

    event.refresh_from_db()
    assert event.register_is_closed


# Totals


def test_totals_say_named_and_counted_and_leave_the_staff_out(django_assert_num_queries):
    event = EventFactory()
    RegistrationFactory.create_batch(2, event=event, present=True)
    RegistrationFactory(event=event, attendance="late", marked_at=event.starts_at)
    RegistrationFactory(event=event, attendance="absent", marked_at=event.starts_at)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, present=True, category=CategoryFactory(code="staff"))
    RegistrationFactory(event=event, status="cancelled")
    HeadcountFactory(event=event, count=5)
    HeadcountFactory(event=event, count=2, category=CategoryFactory(code="staff"))
    RegistrationFactory(present=True)

    with django_assert_num_queries(1):
        totals = register_totals(event)

    assert (totals.participants, totals.named, totals.counted) == (8, 3, 5)
    assert totals.not_counted == 3
    assert totals.by_category == {"parent": [3, 5], "staff": [1, 2]}
    read = RegisterTotals.over(
        event.registrations.active().for_register(),
        event.headcounts.all(),
        Category.objects.on(event.starts_on),
    )
    assert read.by_category == totals.by_category
    assert (totals.registered, totals.unmarked) == (6, 1)
    assert {code: people for code, _label, people in totals.by_mark} == {
        "present": 3,
        "late": 1,
        "absent": 1,
        "unmarked": 1,
    }


# Two at once


@pytest.mark.django_db(transaction=True)
def test_a_mark_waits_for_the_register_to_close_and_is_then_refused(staff):
    """Somebody closes the register while a colleague marks: the mark is not lost in between."""
    registration = RegistrationFactory()
    event, closing, outcome = registration.event, Signal(), []

    def mark():
        closing.wait(10)
        try:
            with transaction.atomic():
                register_participant(
                    event=event,
                    participant=registration.participant,
                    source=STAFF,
                    registered_by=staff,
                    attendance="present",
                )
            outcome.append("marked")
        except ValidationError as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    other = Thread(target=mark)
    other.start()
    with transaction.atomic():
        close_register(event=event, closed_by=staff)
        closing.set()
        other.join(0.5)
        assert outcome == []  # it waits for this transaction
    other.join(20)

    assert outcome == ["closed"]
    registration.refresh_from_db()
    assert registration.attendance == Attendance.UNMARKED
