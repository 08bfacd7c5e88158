"""The events of a calendar link as iCalendar (RFC 5545): titles, times, places, and nothing else.

Each event is one entry with an identity that stays; the events of a series are single entries
(decision 10). What was called off is kept as cancelled for 90 days, so that calendars take it out.
"""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, vText
from icalendar import Event as Entry

from events.models import Event
from partners.models import CalendarFeed
from shkej.dates import local_day, today

KEPT = timedelta(days=90)
ZONE = ZoneInfo("Europe/Tirane")
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
    if feed.user_id:
        return Event.objects.visible_to(feed.user)
    shared = Q(visibility__in=["all_partners", "public"])
    named = Q(visibility="partners", organisations=feed.organisation_id)
    return Event.objects.filter(shared | named)


def _own(feed):
    """Which of the visible events are the owner's: its organisation's part, or their centres."""
    if feed.organisation_id:
        return Q(parts__organisation=feed.organisation_id)
    grants = feed.user.grants_for("events.view_event")
    organisations = [grant.organisation_id for grant in grants if grant.organisation_id]
    centres = [grant.centre_id for grant in grants if grant.centre_id]
    return Q(parts__organisation__in=organisations) | Q(centre__in=centres)


def write_feed(feed):
    """The calendar as bytes; equal as long as nothing in it changes."""
    with override(feed.language):
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
        for event in events_of(feed):
            calendar.add_component(_entry(event, feed.language))
        calendar.add_missing_timezones()
        return calendar.to_ical()


def _name(feed):
    if feed.scope == Scope.PROJECT:
        return f"SHKEJ · {feed.project.code}"
    return _("SHKEJ · our events") if feed.scope == Scope.OWN else _("SHKEJ · shared events")


def uid_of(event):
    """The identity of an event in every calendar, whatever becomes of it."""
    made = event.created_at.astimezone(UTC)
    return f"{event.pk}-{made:%Y%m%dT%H%M%SZ}@shkej"


def _entry(event, language):
    entry = Entry()
    entry.add("uid", uid_of(event))
    entry.add("summary", title_of(event, language))
    _add_times(entry, event)
    place = place_of(event, language)
    if place:
        entry.add("location", place)
    is_off = event.status in (Event.Status.CANCELLED, Event.Status.POSTPONED)
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    entry.add("sequence", max(event.changes - 1, 0))
    changed = event.updated_at.astimezone(UTC).replace(microsecond=0)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry["class"] = vText("PUBLIC")
    return entry


def _add_times(entry, event):
    """Local times with their zone; days alone where nobody knows the time."""
    first = event.starts_on
    if event.is_all_day:
        last = local_day(event.ends_at - timedelta(microseconds=1)) if event.ends_at else first
        entry.add("dtstart", first)
        entry.add("dtend", max(last, first) + timedelta(days=1))
        return
    entry.add("dtstart", timezone.localtime(event.starts_at, ZONE))
    if event.ends_at:
        entry.add("dtend", timezone.localtime(event.ends_at, ZONE))


def title_of(event, language):
    """The title in the language, else in the other one; of sensitive events none (R51)."""
    if event.is_sensitive:
        return _("Activity")
    return getattr(event, f"title_{language}") or event.title_sq or event.title_en


def place_of(event, language):
    """Venue, or the centre with its address; "" for sensitive events."""
    if event.is_sensitive:
        return ""
    venue = getattr(event, f"venue_{language}") or event.venue_sq or event.venue_en
    if venue:
        return venue
    centre = event.centre
    names = [
        getattr(centre, f"{name}_{language}") or getattr(centre, f"{name}_sq") or ""
        for name in ("name", "address")
    ]
    return ", ".join(name for name in names if name)
