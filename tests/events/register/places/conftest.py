"""What the tests of places share: an event with two places, and three who wait."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Registration
from events.register.people.services import register_participant
from tests.events.factories import EventFactory
from tests.events.register.places.waiting import STAFF
from tests.participants.factories import ParticipantFactory


@pytest.fixture
def event(db):
    """In three days, with two places."""
    return EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3), capacity=2)


@pytest.fixture
def register(event, staff):
    """`register()`: somebody registered in advance."""

    def register_one(person=None, **options):
        return register_participant(
            event=event,
            participant=person or ParticipantFactory(centre=event.centre),
            source=STAFF,
            registered_by=staff,
            **options,
        )

    return register_one


@pytest.fixture
def full(register):
    """Two with a place and three who wait, in the order in which they were registered."""
    return [register() for _person in range(5)]


@pytest.fixture
def begun(event, full):
    """Two with a place and three who wait, an hour after the start."""
    event.starts_at = timezone.now() - timedelta(hours=1)
    event.save()
    return [Registration.objects.get(pk=row.pk) for row in full]
