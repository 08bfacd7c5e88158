"""What tests of families share: a meeting that began, and a mother."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.events.factories import EventFactory
from tests.participants.factories import ParticipantFactory


@pytest.fixture
def event(centre):
    """A meeting that began a quarter of an hour ago."""
    return EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=15))


@pytest.fixture
def mother(centre):
    return ParticipantFactory(first_name="Drita", last_name="Çela", centre=centre)
