"""An event that only a mark or a count had held is planned again once that is taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.event.services import change_status
from events.register.headcounts.services import set_headcount
from events.register.marks.services import mark_attendance, mark_unmarked, undo_mark_unmarked
from events.register.people.services import cancel_registration
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(centre, staff):
    """A planned meeting that began five minutes ago, saved as people save it."""
    event = EventFactory.build(
        centre=centre, planned=True, starts_at=timezone.now() - timedelta(minutes=5)
    )
    event.save()
    return event


def status(event):
    event.refresh_from_db()
    return event.status


def mark(registration, attendance, staff):
    registration.event.refresh_from_db()
    mark_attendance(registration=registration, attendance=attendance, marked_by=staff)


def test_a_mark_that_is_taken_back(event, staff):
    registration = RegistrationFactory(event=event)
    mark(registration, "present", staff)
    assert status(event) == "held"

    mark(registration, "unmarked", staff)

    assert status(event) == "planned"


def test_somebody_taken_off_the_register(event, staff):
    registration = RegistrationFactory(event=event)
    mark(registration, "present", staff)

    cancel_registration(registration=registration, cancelled_by=staff)

    assert status(event) == "planned"


def test_all_marked_at_once_and_undone(event, staff):
    RegistrationFactory.create_batch(2, event=event)
    marked = mark_unmarked(event=event, attendance="present", marked_by=staff)
    assert status(event) == "held"

    undo_mark_unmarked(event=event, marked_at=marked[0].marked_at, marked_by=staff)

    assert status(event) == "planned"


def test_a_count_that_is_taken_back(event, staff):
    group = {"event": event, "category": CategoryFactory(), "sex": "female", "counted_by": staff}
    set_headcount(count=3, **group)
    assert status(event) == "held"

    set_headcount(count=0, **group)

    assert status(event) == "planned"


def test_it_stays_held_while_somebody_else_is_marked(event, staff):
    first, second = RegistrationFactory.create_batch(2, event=event)
    mark(first, "present", staff)
    mark(second, "absent", staff)

    mark(first, "unmarked", staff)

    assert status(event) == "held"


def test_it_stays_held_where_somebody_said_so(event, staff):
    registration = RegistrationFactory(event=event)
    change_status(event=event, status="held", changed_by=staff)
    mark(registration, "present", staff)

    mark(registration, "unmarked", staff)

    assert status(event) == "held"
