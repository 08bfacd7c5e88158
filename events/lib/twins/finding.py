"""Finding events that may be one meeting logged twice, in few queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from events.lib.twins.likeness import EventLikeness, looks_the_same
from events.models import DistinctEvents, Event, Registration
from events.models.registrations import ATTENDED
from participants.models.categories import counted_category

CHUNK = 500
TAKING_PLACE = ("planned", "held")


@dataclass(frozen=True)
class Logged:
    """An event that is logged, with `people` (how many came), and what is compared of it."""

    event: Event
    likeness: EventLikeness


def logged_on(days, **scope):
    """{day: [Logged, …]} of the events that take place on `days` or the day before, in `scope`.

    `scope`: conditions for events. Three queries for each 500 days.
    """
    wanted = sorted({near for day in days for near in (day, day - timedelta(days=1))})
    found = defaultdict(list)
    for start in range(0, len(wanted), CHUNK):
        events = Event.objects.filter(
            starts_on__in=wanted[start : start + CHUNK], status__in=TAKING_PLACE, **scope
        )
        for event, likeness in _with_likeness(list(events.with_people().order_by("starts_at"))):
            found[event.starts_on].append(Logged(event, likeness))
    return found


def twins_of(event, *, people=(), logged=None):
    """The logged events of the same centre that may be the same meeting as `event`.

    `event`: saved, or to be saved; those of which somebody said that they are others are none.
    `people`: who came, of an event that is not saved. `logged`: from `logged_on`, where many are
    asked about.
    """
    if event.status not in TAKING_PLACE:
        return []
    day = event.local_date
    if logged is None:
        logged = logged_on([day], centre=event.centre_id)
    if event.pk:
        people = _people([event.pk])[event.pk]
    likeness = EventLikeness.of(event, people)
    near = [row for each in (day - timedelta(days=1), day) for row in logged.get(each, ())]
    found = [
        row.event
        for row in near
        if row.event.pk != event.pk and looks_the_same(likeness, row.likeness)
    ]
    if not event.pk or not found:
        return found
    others = _told_apart([event.pk])
    return [other for other in found if _pair(event, other) not in others]


def pairs_among(events):
    """[(event, event)] of `events` (a queryset) that may be one meeting, the earlier one first."""
    rows = _with_likeness(list(events.order_by("starts_at", "pk")))
    by_day = defaultdict(list)
    for event, likeness in rows:
        by_day[event.starts_on].append((event, likeness))
    place = {event.pk: number for number, (event, _likeness) in enumerate(rows)}
    found = [
        (event, other)
        for event, likeness in rows
        for near in (event.starts_on, event.starts_on + timedelta(days=1))
        for other, theirs in by_day[near]
        if place[other.pk] > place[event.pk] and looks_the_same(likeness, theirs)
    ]
    others = _told_apart([event.pk for pair in found for event in pair])
    return [pair for pair in found if _pair(*pair) not in others]


def tell_apart(event, others, *, by):
    """Remember that `event` is another meeting than each of `others` (ids)."""
    DistinctEvents.objects.bulk_create(
        [
            DistinctEvents(first_id=first, second_id=second, decided_by=by)
            for first, second in {tuple(sorted((event.pk, pk))) for pk in others}
        ],
        ignore_conflicts=True,
    )


def _with_likeness(events):
    people = _people([event.pk for event in events])
    return [(event, EventLikeness.of(event, people[event.pk])) for event in events]


def _people(events):
    """{event's id: ids of those who came and count}."""
    found = defaultdict(set)
    for start in range(0, len(events), CHUNK):
        rows = Registration.objects.active().filter(
            counted_category("event__starts_on"),
            event__in=events[start : start + CHUNK],
            attendance__in=ATTENDED,
        )
        for event, person in rows.order_by().values_list("event", "participant"):
            found[event].add(person)
    return found


def _told_apart(events):
    """{(id, id)} of the pairs with one of `events` that are two meetings."""
    events = sorted(set(events))
    found = set()
    for start in range(0, len(events), CHUNK):
        part = events[start : start + CHUNK]
        rows = DistinctEvents.objects.filter(first__in=part) | DistinctEvents.objects.filter(
            second__in=part
        )
        found |= set(rows.values_list("first", "second"))
    return found


def _pair(one, other):
    return tuple(sorted((one.pk, other.pk)))
