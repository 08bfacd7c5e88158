"""An event as an entry of a calendar (RFC 5545), the same in calendar links and in mails.

The lines are put together here: the library takes a second for 2,000 entries (decision 10).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.utils.translation import gettext as _
from icalendar import vText

from events.lib.shared_facts import calendar_times
from shkej.lib.texts import plain

LONGEST_LINE = 75  # octets
# One rule a change, and never lists of dates: several calendars read those an hour late.
ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Tirane
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".splitlines()


@dataclass(frozen=True)
class Version:
    """How often what a reader sees of an event has changed, and when it did last.

    The number only grows, and may leave out some: those of changes that the reader cannot see.
    """

    number: int
    at: datetime


def calendar_lines(*, method, product, lines=(), entries=()):
    """A calendar: bytes. `lines`: what else is in its head; `entries`: lists of lines."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//SHKEJ//{product}//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *lines,
        *ZONE,
    ]
    parts = [*head, *(line for entry in entries for line in entry), "END:VCALENDAR"]
    return "".join([_folded(line) + "\r\n" for line in parts]).encode()


def entry_lines(*, uid, shown, version, stamped_at=None, is_withdrawn=False, more=()):
    """The lines of one entry, in the language that is active.

    `shown`: what its reader sees (`ShownEvent`); `stamped_at`: when it was written, else when it
    changed; `is_withdrawn`: that its reader is not expected there any more.
    """
    is_off = is_withdrawn or bool(shown.called_off)
    is_free = is_off or shown.is_all_day
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{version.number}",
        f"DTSTAMP:{_moment(stamped_at or version.at)}",
        f"LAST-MODIFIED:{_moment(version.at)}",
        f"SUMMARY:{as_text(summary_of(shown, is_withdrawn))}",
        *_times(shown),
        *([f"LOCATION:{as_text(shown.place)}"] if shown.place else []),
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        f"CLASS:{'CONFIDENTIAL' if shown.is_internal else 'PUBLIC'}",
        f"TRANSP:{'TRANSPARENT' if is_free else 'OPAQUE'}",
        f"X-MICROSOFT-CDO-BUSYSTATUS:{'FREE' if is_free else 'BUSY'}",
        *more,
        "END:VEVENT",
    ]


def summary_of(shown, is_withdrawn=False):
    """The title; what is called off says so there, since many calendars show no STATUS."""
    if is_withdrawn:
        return _("Invitation withdrawn: %(title)s") % {"title": shown.title}
    if shown.called_off == "cancelled":
        return _("Cancelled: %(title)s") % {"title": shown.title}
    if shown.called_off:
        return _("Postponed: %(title)s") % {"title": shown.title}
    return shown.title


@lru_cache(maxsize=1024)  # a place and the title of a series come again and again
def as_text(words):
    """A text with its commas, semicolons and line breaks escaped."""
    return vText(plain(words)).to_ical().decode()


def _moment(moment):
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _times(shown):
    """Days alone where nobody knows the time; local times with their zone, else UTC."""
    times = calendar_times(shown.starts_at, shown.ends_at, shown.is_all_day)
    if shown.is_all_day:
        return [f"{name};VALUE=DATE:{day:%Y%m%d}" for name, day in times.items()]
    return [
        f"{name}:{_moment(at)}"
        if at.tzinfo is UTC
        else f"{name};TZID=Europe/Tirane:{at:%Y%m%dT%H%M%S}"
        for name, at in times.items()
    ]


def _folded(line):
    """A line in parts of 75 octets that split no character (RFC 5545, section 3.1)."""
    if len(line) <= LONGEST_LINE and line.isascii():  # nearly all of them
        return line
    data = line.encode()
    parts, start, most = [], 0, LONGEST_LINE
    while len(data) - start > most:
        end = start + most
        while data[end] & 0b1100_0000 == 0b1000_0000:  # inside of a character
            end -= 1
        parts.append(data[start:end])
        start, most = end, LONGEST_LINE - 1  # the next begins with a space
    return b"\r\n ".join([*parts, data[start:]]).decode()
