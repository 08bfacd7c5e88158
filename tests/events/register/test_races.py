"""Several people at once on one register, with its lock and without it (`tests.at_once`)."""

from datetime import timedelta
from threading import Event as Signal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Registration
from events.paper import services as paper
from events.paper.services import number_lines
from events.register.closing.services import close_register
from events.register.headcounts import naming
from events.register.headcounts import services as headcounts
from events.register.headcounts.services import step_headcount
from events.register.marks import services as marking
from events.register.marks.services import mark_attendance
from events.register.people import services as people
from events.register.people.services import register_participant
from events.register.places import services as places
from tests.at_once import PATIENCE, Gate, at_once, held_after, held_before
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Registration.Source.STAFF
CROWD = 20


def test_twenty_people_after_the_last_place_never_exceed_it(monkeypatch, staff, is_locked):
    event = EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3), capacity=3)
    RegistrationFactory.create_batch(2, event=event)
    people = ParticipantFactory.create_batch(CROWD)
    held_after(monkeypatch, places, "places_taken", Gate(CROWD))

    outcome = at_once(
        *(
            lambda person=person: register_participant(
                event=event, participant=person, source=STAFF, registered_by=staff
            )
            for person in people
        )
    )

    assert all(isinstance(registration, Registration) for registration in outcome), outcome
    taken, waiting = event.registrations.active().count(), event.registrations.waiting().count()
    assert taken + waiting == 2 + CROWD
    if is_locked:
        assert (taken, waiting) == (3, CROWD - 1)
    else:
        assert taken > 3


def test_one_place_that_falls_free_is_passed_on_once_for_each_who_leaves(
    monkeypatch, staff, is_locked
):
    """Two are taken off at once: the first two who wait get a place, not one of them twice."""
    event = EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3), capacity=2)
    leaving = RegistrationFactory.create_batch(2, event=event)
    now = timezone.now()
    waiting = [
        RegistrationFactory(
            event=event, status="waitlisted", waitlisted_at=now - timedelta(hours=hours)
        )
        for hours in (3, 2, 1)
    ]
    held_after(monkeypatch, places, "places_taken", Gate(2))

    at_once(
        *(
            lambda place=place: people.cancel_registration(registration=place, cancelled_by=staff)
            for place in leaving
        )
    )

    given = [row.history.filter(placed="freed").count() for row in waiting]
    if is_locked:
        assert given == [1, 1, 0]
    else:
        assert given != [1, 1, 0]


def test_two_who_mark_one_person_at_once_know_of_each_other(
    monkeypatch, staff, coordinator, is_locked
):
    """Both marks are in the history, one after the other, and the event is held once."""
    event = EventFactory(planned=True, starts_at=timezone.now() - timedelta(hours=1))
    registration = RegistrationFactory(event=event)
    url = reverse("events:mark", args=[event.pk, registration.pk])
    clients = []
    for user in (staff, coordinator):
        own = Client()
        own.force_login(user)
        own.get(reverse("health"))
        clients.append(own)
    held_before(monkeypatch, marking, "check_register_is_open", Gate(2))

    outcome = at_once(
        *(
            lambda own=own, mark=mark: own.post(url, {"attendance": mark}).status_code
            for own, mark in zip(clients, ("present", "absent"), strict=True)
        )
    )

    assert outcome == [302, 302]
    registration.refresh_from_db()
    marks = [row.attendance for row in registration.history.all()]
    assert sorted(marks) == ["absent", "present", "unmarked"]
    assert marks[0] == registration.attendance
    holdings = event.history.filter(status="held").count()
    assert holdings == (1 if is_locked else 2)


def test_no_mark_comes_after_the_register_closed(monkeypatch, staff, coordinator, is_locked):
    """Somebody closes the register between the look whether it is open and the mark."""
    registration = RegistrationFactory()
    event = registration.event
    looked, closed = Signal(), Signal()
    original = marking.check_day_has_come

    def look_and_wait(of_event):
        original(of_event)
        if not looked.is_set():
            looked.set()
            closed.wait(PATIENCE)

    monkeypatch.setattr(marking, "check_day_has_come", look_and_wait)

    def mark():
        with transaction.atomic():
            place = Registration.objects.select_related("event", "participant")
            place = place.select_for_update(of=("self", "event"), no_key=True)
            mark_attendance(
                registration=place.get(pk=registration.pk), attendance="present", marked_by=staff
            )

    def close():
        looked.wait(10)
        close_register(event=event, closed_by=coordinator)
        closed.set()

    outcome = at_once(mark, close)

    assert outcome == [None, None]
    marked = registration.history.get(attendance="present").history_date
    closing = event.history.exclude(register_closed_at=None).earliest().history_date
    assert (marked < closing) is is_locked


def test_two_who_add_the_same_person_at_once_both_succeed(monkeypatch, staff, is_locked):
    event, person = EventFactory(), ParticipantFactory()
    held_before(monkeypatch, people, "save_by", Gate(2))

    outcome = at_once(
        *[
            lambda: register_participant(
                event=event, participant=person, source=STAFF, registered_by=staff
            )
        ]
        * 2
    )

    assert event.registrations.count() == 1
    both = all(isinstance(registration, Registration) for registration in outcome)
    assert both is is_locked, outcome
    if is_locked:
        assert outcome[0] == outcome[1]
        assert outcome[0].history.count() == 1


@pytest.mark.parametrize("start", [0, 5])
def test_a_headcount_stepped_by_twenty_at_once_is_exact(monkeypatch, staff, is_locked, start):
    """Whether the group is counted already or the first step begins it."""
    event, parents = EventFactory(), CategoryFactory(code="parent")
    group = {"event": event, "category": parents, "sex": "female", "age_from": 25, "age_to": 59}
    if start:
        HeadcountFactory(count=start, **group)
    held_after(monkeypatch, headcounts, "_look_up", Gate(CROWD))

    outcome = at_once(*[lambda: step_headcount(step=1, counted_by=staff, **group)] * CROWD)

    count = event.headcounts.get().count
    assert (count == start + CROWD) is is_locked, outcome
    assert count <= start + CROWD
    faults = [fault for fault in outcome if isinstance(fault, Exception)]
    assert not faults or not (start or is_locked)


def test_two_who_name_the_last_of_a_group_at_once_name_one(monkeypatch, staff, is_locked):
    """The last one counted cannot be two people."""
    CategoryFactory(code="parent")
    headcount = HeadcountFactory(count=1)
    people = ParticipantFactory.create_batch(2)
    held_after(monkeypatch, naming, "_group", Gate(2))

    outcome = at_once(
        *(
            lambda person=person: naming.name_counted(
                headcount=headcount, participant=person, named_by=staff
            )
            for person in people
        )
    )

    event = Event.objects.get(pk=headcount.event_id)
    assert not event.headcounts.exists()
    assert event.registrations.attended().count() == (1 if is_locked else 2)
    refused = [fault.code for fault in outcome if isinstance(fault, ValidationError)]
    assert refused == (["gone"] if is_locked else [])


def test_all_who_print_a_list_at_once_are_told_the_same_lines(monkeypatch, is_locked):
    event = EventFactory()
    people = [row.pk for row in RegistrationFactory.create_batch(30, event=event)]
    from_the_end = dict(enumerate(reversed(people), start=1))
    held_after(monkeypatch, paper, "_in_order", Gate(2))

    outcome = at_once(
        *(
            lambda shown=shown: {row.pk: row.line for row in number_lines(event=event, shown=shown)}
            for shown in (None, from_the_end)
        )
    )

    stored = dict(event.registrations.values_list("pk", "line"))
    if is_locked:
        assert sorted(stored.values()) == list(range(1, 31))
        assert outcome == [stored] * 2
    else:
        assert outcome != [stored] * 2
