"""What tests of headcounts share: a meeting that began, and its grid without a script."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.events.factories import EventFactory


@pytest.fixture
def event(db):
    return EventFactory(planned=True, starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def form(desk, event):
    """`form(data)`: what the grid sends without a script, parents being chosen."""
    address = reverse("events:step_headcount", args=[event.pk])

    def post(data):
        return desk.post(address, {"category": "parent", **data}, follow=True)

    return post
