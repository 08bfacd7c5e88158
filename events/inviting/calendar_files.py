"""The event of an invitation as a calendar takes it in from a mail (RFC 5546).

It has the identity of the same event in the calendar links, so that both are one.
"""

from datetime import UTC, date, datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress

from events.lib.shared_facts import calendar_times, uid_of
from shkej.lib.dates import TIRANA

REQUEST, CANCEL = "REQUEST", "CANCEL"


def write_invitation(method, event, facts, address, language, *, shift=0):
    """The calendar as text: of `event` what is told as `facts` (`facts_of`), and nothing else.

    `shift`: how often the invitation was withdrawn. Answers go by the link in the mail: nobody
    reads the sender's box.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//SHKEJ//Invitations//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    times = _times(facts)
    year = times["DTSTART"].year
    zone = Timezone.from_tzinfo(
        TIRANA, first_date=date(year, 1, 1), last_date=date(year + 1, 12, 31)
    )
    calendar.add_component(zone)
    entry = Event()
    entry.add("uid", uid_of(event))
    # The feed counts the same: one less than the versions in the change history.
    entry.add("sequence", max(event.history.count() - 1, 0) + shift)
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    entry.add("summary", facts[f"title_{language}"])
    for name, value in times.items():
        entry.add(name, value)
    if place := facts[f"place_{language}"]:
        entry.add("location", place)
    entry.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    entry.add("organizer", _organizer())
    entry.add("attendee", _attendee(address), encode=False)
    calendar.add_component(entry)
    return calendar.to_ical().decode()


def _organizer():
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = name or "SHKEJ"
    return organizer


def _attendee(address):
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _times(facts):
    starts_at = datetime.fromisoformat(facts["starts_at"])
    ends_at = datetime.fromisoformat(facts["ends_at"]) if facts["ends_at"] else None
    return calendar_times(starts_at, ends_at, facts["is_all_day"])
