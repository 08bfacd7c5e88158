"""Which events are on which local days; an event of several days is on each of them."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

from django.db.models import Q

from events.models import Event
from events.models.access import shown_outside
from shkej.lib.dates import TIRANA, last_day

FIELDS = [
    *("title_sq", "title_en", "status", "kind", "is_all_day", "is_sensitive"),
    *("starts_on", "starts_at", "ends_at", "centre__name_sq", "centre__name_en"),
]
LONGEST = timedelta(days=31)  # an event that lasts longer is shown on its first day


def events_by_day(events, first, last, user=None):
    """{day: ids in the order of their start} from `first` to `last`, of days that have any.

    `user`: None for what outsiders see.
    """
    midnight = datetime.combine(first, time(), tzinfo=TIRANA).astimezone(UTC)
    running = Q(starts_on__gte=first - LONGEST, ends_at__gt=midnight)
    rows = events.filter(Q(starts_on__gte=first) | running, starts_on__lte=last)
    by_day = defaultdict(list)
    for pk, *moments in rows.in_known_order(user).values_list(
        "pk", "starts_on", "starts_at", "ends_at"
    ):
        for day in _days_of(*moments):
            if first <= day <= last:
                by_day[day].append(pk)
    return dict(sorted(by_day.items()))


def _days_of(starts_on, starts_at, ends_at):
    """The local days of an event."""
    end = last_day(starts_at, ends_at)
    if end - starts_on > LONGEST:
        end = starts_on
    return days_between(starts_on, end)


def days_between(first, last):
    """The days from `first` to `last`, both inclusive."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def shown_events(pks, user):
    """What the calendar shows of each event: {id: event}; `user`: None for what outsiders see."""
    events = Event.objects if user is None else Event.objects.with_access(user)
    found = events.select_related("centre").only(*FIELDS).in_bulk(pks)
    if user is None:
        found = {pk: shown_outside(event) for pk, event in found.items()}
    return found
