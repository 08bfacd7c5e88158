"""A session with a sensitive topic: who comes is not for everybody."""

from datetime import datetime, time, timedelta

from demonstration.words import texts
from events.models import Event, Registration
from shkej.lib.dates import TIRANA, today


def make_counselling(*, centre, person, staff):
    """In three days: partners see the day alone, observers nothing, `staff` the register."""
    day = today() + timedelta(days=3)
    event = Event.objects.create(
        centre=centre,
        kind=Event.Kind.INDIVIDUAL_SESSION,
        starts_at=datetime.combine(day, time(9), tzinfo=TIRANA),
        ends_at=datetime.combine(day, time(10), tzinfo=TIRANA),
        status=Event.Status.PLANNED,
        visibility=Event.Visibility.ALL_PARTNERS,
        is_sensitive=True,
        **texts.COUNSELLING,
    )
    event.volunteers.add(staff)
    Registration.objects.create(event=event, participant=person, category=person.category)
