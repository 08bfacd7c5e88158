"""The events of a calendar link as iCalendar (RFC 5545): titles, times, places, and nothing else.

Each event is one entry with an identity that stays; the events of a series are single entries
(decision 10). What was called off is kept as cancelled for 90 days, so that calendars take it out.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from types import SimpleNamespace

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.lib.entries import Version, as_text, calendar_lines, entry_lines, summary_of
from events.lib.shared_facts import ShownEvent, shown_of, uid_of
from events.lib.versions import CENTRE, SEEN, versions_of
from events.models import Event
from partners.models import CalendarFeed
from partners.models.feeds import OWN
from shkej.lib.dates import today
from shkej.lib.house import house_name, of_house

KEPT = timedelta(days=90)
Scope = CalendarFeed.Scope
READ = [*SEEN, "created_at", *(f"centre__{name}" for name in CENTRE)]
# Raised whenever the same events are written otherwise: else calendars keep the old way.
WAY_OF_WRITING = 2
ANY_KEY = 10**17  # no event has it
IN_EACH_STATE = [
    ShownEvent("%", "", datetime(2000, 1, 1, tzinfo=UTC), None, False, False, state, False)
    for state in ("", "cancelled", "postponed")
]


def feed_by_hash(token_hash):
    """The link with that hash if it is alive; else None."""
    feeds = CalendarFeed.objects.open().filter(token_hash=token_hash)
    found = feeds.select_related("made_by", "organisation", "project").first()
    return found if found and found.is_alive else None


def events_of(feed):
    """The events of a link: those its owner may see, from 90 days ago on.

    An organisation sees what is shared with all partners or with it by name (docs/roles.md).
    """
    rows = Event.objects.filter(pk__in=_keys(feed)).select_related("centre")
    return rows.only(*READ).order_by("starts_at", "pk")


def _rows(events):
    """What is read of each event, without the weight of a model: a link may hold thousands."""
    rows = []
    for pk, *values in events.values_list("pk", *READ):
        facts = dict(zip(READ, values, strict=True))
        centre = SimpleNamespace(**{name: facts.pop(f"centre__{name}") for name in CENTRE})
        rows.append(SimpleNamespace(pk=pk, centre=centre, **facts))
    return rows


def _keys(feed):
    events = _visible(feed)
    if feed.scope == Scope.PROJECT:
        events = events.filter(projects=feed.project_id)
    elif feed.scope == Scope.OWN:
        events = events.filter(_own(feed))
    return events.filter(starts_on__gte=today() - KEPT).order_by().values("pk")


def _visible(feed):
    if feed.user_id:
        return Event.objects.visible_to(feed.made_by, OWN)
    return Event.objects.shared_with(feed.organisation_id)


def _own(feed):
    """Which of the visible events are the owner's: its organisation's part, or their centres."""
    if feed.organisation_id:
        return Q(parts__organisation=feed.organisation_id)
    grants = feed.made_by.grants_for(OWN)
    organisations = [grant.organisation_id for grant in grants if grant.organisation_id]
    centres = [grant.centre_id for grant in grants if grant.centre_id]
    return Q(parts__organisation__in=organisations) | Q(centre__in=centres)


def read_feed(feed):
    """What the owner of a link sees now, before anything is written of it."""
    events = _rows(events_of(feed))
    with override(feed.language):
        shown = [(event, uid_of(event), shown_of(event, feed.language)) for event in events]
        head = _head(feed)
        words = [_("Activity"), *(summary_of(each) for each in IN_EACH_STATE)]
    return Reading(feed, shown, head, words)


@dataclass(frozen=True)
class Reading:
    """One reading of a link: `etag` costs a look, `write` the work.

    `shown`: [(event, its identity, what is seen of it)].
    """

    feed: CalendarFeed
    shown: list
    head: list
    words: list

    @cached_property
    def etag(self):
        """The mark of what is seen; another one as soon as anything in it would be written."""
        entries = [(uid, seen) for _event, uid, seen in self.shown]
        parts = repr((WAY_OF_WRITING, self.feed.organisation_id, self.head, self.words, entries))
        return f'"{hashlib.sha256(parts.encode()).hexdigest()[:32]}"'

    def write(self):
        """The calendar as bytes; equal as long as nothing in it changes."""
        page = self._page()
        with override(self.feed.language):
            versions = versions_of(_keys(self.feed), self.feed.language)
            entries = [self._entry(versions, page, *each) for each in self.shown]
            return calendar_lines(
                method="PUBLISH", product="Calendar", lines=self.head, entries=entries
            )

    def _entry(self, versions, page, event, uid, shown):
        version = versions.get(event.pk) or Version(0, event.created_at)
        url = page.replace(str(ANY_KEY), str(event.pk))
        return entry_lines(uid=uid, shown=shown, version=version, more=[f"URL:{url}"])

    def _page(self):
        """The page of an event, for whoever may sign in to it; ANY_KEY stands for its number."""
        if self.feed.organisation_id:
            keys = [ANY_KEY, self.feed.organisation_id]
            return settings.SITE_URL + reverse("events:partner_event", args=keys)
        return settings.SITE_URL + reverse("events:event_detail", args=[ANY_KEY])


def _head(feed):
    """How the calendar is called, and when to come again, as each calendar reads it."""
    name = as_text(_name(feed))
    return [
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        "X-WR-TIMEZONE:Europe/Tirane",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]


def _name(feed):
    if feed.scope == Scope.PROJECT:
        return f"{house_name()} · {feed.project.code}"
    name = _("SHKEJ · our events") if feed.scope == Scope.OWN else _("SHKEJ · shared events")
    return of_house(name)
