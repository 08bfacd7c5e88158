"""What the tests of lists on paper share: a meeting that has begun."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.events.factories import EventFactory


@pytest.fixture
def event(db):
    """A meeting that started an hour ago and is still a plan."""
    return EventFactory(
        planned=True,
        starts_at=timezone.now() - timedelta(hours=1),
        title_sq="Takimi ynë",
        title_en="Our meeting",
    )
