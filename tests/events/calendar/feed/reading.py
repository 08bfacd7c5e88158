"""An event ahead, and a feed as the library reads it."""

from datetime import datetime, timedelta

import icalendar

from shkej.lib.dates import TIRANA, today
from tests.events.factories import EventFactory


def soon(days=3, hour=14, **event):
    day = today() + timedelta(days=days)
    starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=TIRANA)
    ends_at = starts_at + timedelta(hours=2)
    shown = {"starts_at": starts_at, "ends_at": ends_at}
    shown |= {"visibility": "all_partners", "status": "planned", "title_en": "Meeting"}
    return EventFactory(**shown | event)


def read(client, url):
    """{uid: entry} as the library reads the feed."""
    calendar = icalendar.Calendar.from_ical(client.get(url).content)
    return {str(entry["uid"]): entry for entry in calendar.walk("VEVENT")}
