"""An event with people of whom different things are true, and a device handed over there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.security.at_door import TRIED


@pytest.fixture
def event(centre):
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=5))
    people = {
        kind: ParticipantFactory(first_name=first, last_name=last, centre=centre)
        for kind, (first, last) in TRIED.items()
        if kind != "unknown"
    }
    ParticipantFactory(first_name="Drita", last_name="Kodrat", centre=centre)
    RegistrationFactory(event=event, participant=people["expected"])
    for kind in ("present", "absent"):
        RegistrationFactory(
            event=event, participant=people[kind], attendance=kind, marked_at=timezone.now()
        )
    CategoryFactory()
    return event


@pytest.fixture(params=["staff", "volunteer"])
def door(request, client, centre, event):
    """The device of somebody, handed over; the numbers of a page that differ each time left out."""
    user = user_with(request.param, centre=centre)
    if request.param == "volunteer":
        event.volunteers.add(user)
    client.force_login(user)
    client.post(reverse("events:hand_over", args=[event.pk]))
    return client
