"""What the tests of the page share: a meeting of today, and its register."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shkej.lib.dates import local_moment, today
from tests.events.factories import EventFactory
from tests.events.register.pages.register_page import Register


@pytest.fixture
def event(db):
    """A meeting of today that started an hour ago, or at midnight, and is still a plan."""
    midnight = local_moment(today(), time())
    hour_ago = timezone.now() - timedelta(hours=1)
    return EventFactory(planned=True, starts_at=max(hour_ago, midnight))


@pytest.fixture
def register(client, staff, event):
    """What a member of staff does with the register of `event`."""
    client.force_login(staff)
    client.get(reverse("health"))  # the first request of a session notes when it began
    return Register(client, event)
