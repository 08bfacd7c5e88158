"""Families and the meetings to which they came."""

from datetime import timedelta

from django.utils import timezone

from participants.models import Guardianship
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

HTMX = {"HX-Request": "true"}


def child_of(adult, **facts):
    child = ParticipantFactory(category=CategoryFactory(code="child"), centre=adult.centre, **facts)
    Guardianship.objects.create(adult=adult, child=child, relation="mother")
    return child


def came(people, *, days, event=None, attendance="present", **facts):
    """A held event so many days ago at which `people` were."""
    event = EventFactory(starts_at=timezone.now() - timedelta(days=days), **facts)
    for person in people:
        RegistrationFactory(
            event=event,
            participant=person,
            category=person.category,
            attendance=attendance,
            marked_at=event.starts_at,
        )
    return event


def arrives(event, person):
    return RegistrationFactory(
        event=event,
        participant=person,
        category=person.category,
        attendance="present",
        marked_at=timezone.now(),
    )


def text(response):
    return " ".join(response.content.decode().split())
