"""The events of a calendar link as iCalendar (RFC 5545): titles, times, places, and nothing else.

Each event is one entry with an identity that stays; the events of a series are single entries
(decision 10). What was called off is kept as cancelled for 90 days, so that calendars take it out.
"""

from datetime import UTC, date, timedelta

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Timezone, vText
from icalendar.parser import Contentline

from events.lib.shared_facts import calendar_times, place_of, title_of, uid_of
from events.models import Event
from partners.models import CalendarFeed
from shkej.lib.dates import TIRANA, today

KEPT = timedelta(days=90)
LONGEST_LINE = 75  # octets
OWN = "events.own_feed"
Scope = CalendarFeed.Scope


def feed_by_hash(token_hash):
    """The link with that hash if it lives and its owner is active; else None."""
    feeds = CalendarFeed.objects.filter(token_hash=token_hash, revoked_at=None)
    alive = Q(user__is_active=True) | Q(organisation__is_active=True)
    return feeds.filter(alive).select_related("user", "organisation", "project").first()


def events_of(feed):
    """The events of a link: those its owner may see, from 90 days ago on.

    An organisation sees what is shared with all partners or with it by name (SECURITY, section 1).
    """
    events = _visible(feed)
    if feed.scope == Scope.PROJECT:
        events = events.filter(projects=feed.project_id)
    elif feed.scope == Scope.OWN:
        events = events.filter(_own(feed))
    rows = Event.objects.filter(pk__in=events.order_by().values("pk"))
    rows = rows.filter(starts_on__gte=today() - KEPT)
    changes = Event.history.model.objects.filter(id=OuterRef("pk")).order_by()
    changes = changes.values("id").annotate(number=Count("history_id")).values("number")
    rows = rows.annotate(changes=Coalesce(Subquery(changes), 0))
    return rows.select_related("centre").order_by("starts_at", "pk")


def _visible(feed):
    """By the permission for links: who lost it reads nothing more through those made before."""
    if feed.user_id:
        return Event.objects.visible_to(feed.user, OWN)
    return Event.objects.shared_with(feed.organisation_id)


def _own(feed):
    """Which of the visible events are the owner's: its organisation's part, or their centres."""
    if feed.organisation_id:
        return Q(parts__organisation=feed.organisation_id)
    grants = feed.user.grants_for(OWN)
    organisations = [grant.organisation_id for grant in grants if grant.organisation_id]
    centres = [grant.centre_id for grant in grants if grant.centre_id]
    return Q(parts__organisation__in=organisations) | Q(centre__in=centres)


def write_feed(feed):
    """The calendar as bytes; equal as long as nothing in it changes.

    The library writes the calendar, its time zone and every text; the lines of the entries are put
    together here, since it takes a second for 2,000 of them.
    """
    events = list(events_of(feed))
    with override(feed.language):
        head = _calendar(feed, events).to_ical()
        end = b"END:VCALENDAR\r\n"
        entries = [_entry(event, feed.language) for event in events]
    return head.removesuffix(end) + b"".join(entries) + end


def _calendar(feed, events):
    calendar = Calendar()
    calendar.add("prodid", "-//SHKEJ//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = _name(feed)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Tirane")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    last = events[-1].starts_on if events else today()
    first_day = date((today() - KEPT).year, 1, 1)
    zone = Timezone.from_tzinfo(TIRANA, first_date=first_day, last_date=date(last.year + 1, 12, 31))
    calendar.add_component(zone)
    return calendar


def _name(feed):
    if feed.scope == Scope.PROJECT:
        return f"SHKEJ · {feed.project.code}"
    return _("SHKEJ · our events") if feed.scope == Scope.OWN else _("SHKEJ · shared events")


def _entry(event, language):
    """One entry: lines of at most 75 octets, in the order of the library."""
    changed = event.updated_at.astimezone(UTC)
    place = place_of(event, language)
    lines = [
        "BEGIN:VEVENT",
        f"SUMMARY:{_text(title_of(event, language))}",
        *_times(event),
        f"DTSTAMP:{changed:%Y%m%dT%H%M%SZ}",
        f"UID:{uid_of(event)}",
        f"SEQUENCE:{max(event.changes - 1, 0)}",
        "CLASS:PUBLIC",
        f"LAST-MODIFIED:{changed:%Y%m%dT%H%M%SZ}",
        *([f"LOCATION:{_text(place)}"] if place else []),
        f"STATUS:{'CANCELLED' if event.is_called_off else 'CONFIRMED'}",
        "END:VEVENT",
    ]
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _folded(line):
    short = line.encode()
    return short if len(short) <= LONGEST_LINE else Contentline(line).to_ical()


def _text(words):
    """A text with its commas, semicolons and line breaks escaped."""
    return vText(words).to_ical().decode()


def _times(event):
    """Local times with their zone; days alone where nobody knows the time."""
    times = calendar_times(event.starts_at, event.ends_at, event.is_all_day)
    if event.is_all_day:
        return [f"{name};VALUE=DATE:{day:%Y%m%d}" for name, day in times.items()]
    return [f"{name};TZID=Europe/Tirane:{at:%Y%m%dT%H%M%S}" for name, at in times.items()]
