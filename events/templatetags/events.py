"""How an event is named and dated to a reader, and what can become of it."""

from django import template
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from events.models import Event, EventOrganisation
from shkej.lib.bilingual import bilingual
from shkej.lib.dates import TIRANA, last_day, today

register = template.Library()


@register.simple_tag
def event_title(event, chip=True):
    """The title of `event` in the reader's language; "Activity" where it is not for this reader.

    The event comes from `with_access(user)`; without that, a sensitive one keeps its title back.
    """
    access = getattr(event, "access", None)
    if event.is_sensitive and not (access and access.shows_details):
        return _("Activity")
    return bilingual(event, "title", chip=chip)


@register.simple_tag
def event_days(event):
    """The first day of an event, or of a proposed one, and the last where that is another one."""
    last = last_day(event.starts_at, event.ends_at)
    return {"first": event.starts_on, "last": last if last > event.starts_on else None}


@register.simple_tag
def event_hours(event, day):
    """The hours of `event` on `day`, one of its days: "14:00–16:00", "from 22:00"; "" all day."""
    days = event_days(event)
    starts, ends = day == days["first"], day == (days["last"] or days["first"])
    if event.is_all_day or not (starts or ends):
        return ""
    start = time_format(event.starts_at.astimezone(TIRANA))
    end = time_format(event.ends_at.astimezone(TIRANA)) if event.ends_at else None
    if starts and ends:
        return f"{start}–{end}" if end else start
    return _("from %(time)s") % {"time": start} if starts else _("until %(time)s") % {"time": end}


@register.simple_tag
def days_in_words(first, last):
    """The days from `first` to `last`: "4–10 October 2021", "27 September – 3 October 2021"."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last)}"
    form = "DATE_FORMAT" if first.year != last.year else "MONTH_DAY_FORMAT"
    return f"{date_format(first, form)} – {date_format(last)}"


@register.filter
def organisations_by_part(event):
    """[(what they are, organisations)] in the order of the parts."""
    parts = event.parts.all()
    groups = [
        (label, [row.organisation for row in parts if row.part == code])
        for code, label in EventOrganisation.Part.choices
    ]
    return [(label, organisations) for label, organisations in groups if organisations]


@register.filter
def next_statuses(event):
    """[(status, words of the button)]: what an editor can make of the event."""
    words = {
        Event.Status.HELD: _("It was held"),
        Event.Status.PLANNED: _("Plan it again"),
        Event.Status.POSTPONED: _("Postpone"),
        Event.Status.CANCELLED: _("Cancel the event"),
    }
    offered = {
        Event.Status.PLANNED: [Event.Status.POSTPONED, Event.Status.CANCELLED],
        Event.Status.HELD: [Event.Status.CANCELLED],
        Event.Status.POSTPONED: [Event.Status.PLANNED, Event.Status.CANCELLED],
        Event.Status.CANCELLED: [Event.Status.PLANNED],
    }[event.status]
    if event.status != Event.Status.HELD and event.starts_on <= today():
        offered = [Event.Status.HELD, *offered]
    return [(status.value, words[status]) for status in offered]
