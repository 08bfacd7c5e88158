"""Shorthand for people who came to events of a day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.models import Attendance, Event
from reports.counting import Period, count_attendance, scope_for
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory

TIRANA = ZoneInfo("Europe/Tirane")
QUARTER_4 = Period(date(2021, 10, 1), date(2021, 12, 31))
QUARTER_1 = Period(date(2022, 1, 1), date(2022, 3, 31))


def held(day, at="14:00", **event):
    """An event that was held on `day` (ISO) at `at`, in Tirana."""
    starts_at = datetime.combine(date.fromisoformat(day), time.fromisoformat(at), tzinfo=TIRANA)
    return EventFactory(starts_at=starts_at, **({"status": Event.Status.HELD} | event))


def counted_meeting(project):
    """A meeting of `project` on 6 October 2021, whose register was closed nine days ago."""
    closed = timezone.now() - timedelta(days=9)
    return held("2021-10-06", projects=[project], title_en="Meeting", register_closed_at=closed)


def came(event, participant, *, category="parent", attendance=Attendance.PRESENT, **registration):
    """Mark `participant` at `event`, with the age they have that day."""
    return RegistrationFactory(
        event=event,
        participant=participant,
        category=CategoryFactory(code=category),
        attendance=attendance,
        marked_at=event.starts_at,
        age=participant.age_on(event.local_date),
        **registration,
    )


def count(period=QUARTER_4, **scope):
    """Count what nobody's reach limits."""
    return count_attendance(scope_for(**scope), period)
