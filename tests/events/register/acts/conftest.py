"""What tests of acts share: a meeting that began, and somebody on its register."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.events.factories import EventFactory, RegistrationFactory


@pytest.fixture
def event(centre):
    """A meeting that began an hour ago and is still a plan."""
    return EventFactory(centre=centre, planned=True, starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def place(event):
    return RegistrationFactory(event=event)
