"""The event of an invitation as a calendar takes it in from a mail (RFC 5546).

It has the identity of the same event in the calendar links, so that both are one.
"""

from datetime import UTC, date, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress

from events.shared_facts import place_of, title_of, uid_of
from shkej.dates import TIRANA, local_day

REQUEST, CANCEL = "REQUEST", "CANCEL"


def write_invitation(method, event, address, language, *, shift=0):
    """The calendar as text; `shift`: how often the invitation was withdrawn.

    Answers go by the link in the mail: nobody reads the sender's box.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//SHKEJ//Invitations//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    year = event.starts_on.year
    zone = Timezone.from_tzinfo(
        TIRANA, first_date=date(year, 1, 1), last_date=date(year + 1, 12, 31)
    )
    calendar.add_component(zone)
    calendar.add_component(_entry(method, event, address, language, shift))
    return calendar.to_ical().decode()


def _entry(method, event, address, language, shift):
    entry = Event()
    entry.add("uid", uid_of(event))
    # The feed counts the same: one less than the versions in the change history.
    entry.add("sequence", event.history.count() - 1 + shift)
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    entry.add("summary", title_of(event, language))
    for name, value in _times(event).items():
        entry.add(name, value)
    if place := place_of(event, language):
        entry.add("location", place)
    entry.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    entry.add("organizer", _organizer())
    entry.add("attendee", _attendee(address), encode=False)
    return entry


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


def _times(event):
    if not event.is_all_day:
        moments = {"dtstart": event.starts_at, "dtend": event.ends_at}
        return {name: at.astimezone(TIRANA) for name, at in moments.items() if at}
    last = event.starts_on
    if event.ends_at:
        last = max(local_day(event.ends_at - timedelta(microseconds=1)), last)
    return {"dtstart": event.starts_on, "dtend": last + timedelta(days=1)}
