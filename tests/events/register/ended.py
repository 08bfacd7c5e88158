"""A meeting that ended, with an act or two on its register."""

from datetime import timedelta

from django.utils import timezone

from events.models import RegisterAct
from tests.events.factories import EventFactory, RegistrationFactory

Kind = RegisterAct.Kind


def ended_meeting(centre):
    """A meeting that ended a moment ago, with one person present."""
    now = timezone.now()
    event = EventFactory(
        centre=centre, starts_at=now - timedelta(hours=2), ends_at=now - timedelta(minutes=1)
    )
    RegistrationFactory(event=event, present=True)
    return event


def kinds(event):
    return list(event.acts.order_by("pk").values_list("kind", flat=True))


def said(response):
    return [str(message) for message in response.context["messages"]]
