"""People on the list of an event, its lines, and the list as it is printed."""

from django.urls import reverse

from tests.events.factories import RegistrationFactory
from tests.participants.factories import ParticipantFactory


def person_on(event, last_name, **place):
    """A place of somebody with that surname."""
    person = ParticipantFactory(first_name="Ana", last_name=last_name, centre=event.centre)
    return RegistrationFactory(event=event, participant=person, **place)


def lines_of(event):
    places = event.registrations.exclude(line=None).order_by("line")
    return [(place.line, place.participant.last_name) for place in places]


CHOICES = {"names": "short", "with_ages": "", "blank": "10"}


def printed(client, event, **choices):
    return client.post(reverse("events:sheet", args=[event.pk]), CHOICES | choices)
