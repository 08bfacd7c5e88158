"""Meetings of the centre as somebody logged them."""

from datetime import time, timedelta

from demonstration.clock import at
from events.models import Event
from shkej.lib.dates import local_moment

LOGGED = timedelta(days=10)  # before they are held


def log_meeting(*, centre, day, hour, hours, by, project=None, **facts):
    """Save an event of `day` as `by` logged it some days before."""
    starts_at = local_moment(day, time(hour))
    event = Event(
        centre=centre, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), **facts
    )
    event._history_user = by
    with at(starts_at - LOGGED):
        event.save()
        if project is not None:
            event.projects.add(project)
    return event
