"""What of an import is used by something that does not go with it, and so stays.

`gone`: {model: ids of rows that go}: whom those use is not used.
"""

from collections.abc import Iterable

from django.db.models import Model
from simple_history.models import HistoricalChanges

from events.models import (
    Attendance,
    DistinctEvents,
    Event,
    Headcount,
    ImportedEvent,
    ImportedRow,
    RegisterAct,
    Registration,
)
from participants.models import NameWord, Participant, PossibleDuplicate
from shkej.lib.queries.ids import Ids

# What follows a row, and is no use that somebody made of it.
Joins = Event.projects.through
FOLLOWS: dict[type[Model], set[type[Model]]] = {
    Participant: {NameWord, PossibleDuplicate},
    Event: {
        ImportedEvent,
        ImportedRow,
        DistinctEvents,
        Joins,
        RegisterAct,
        Registration,
        Headcount,
    },
    Registration: {RegisterAct, Registration},
}
OF_IMPORTS = (RegisterAct.Kind.IMPORT, RegisterAct.Kind.UNIMPORT)

Keys = dict[type[Model], set[int]]


def acted_on(rows: Iterable[int]) -> set[int]:
    """The ids of the places on which somebody acted, beside imports."""
    acts = RegisterAct.objects.filter(registration__in=Ids(rows)).exclude(kind__in=OF_IMPORTS)
    return set(acts.order_by().values_list("registration", flat=True))


def acts_on(keys: Iterable[int]) -> set[int]:
    """The ids of the events on which somebody did something, beside imports."""
    acts = RegisterAct.objects.filter(event__in=Ids(keys)).exclude(kind__in=OF_IMPORTS)
    return set(acts.order_by().values_list("event", flat=True).distinct())


def standing(keys: Iterable[int], gone: Keys) -> tuple[set[int], set[int]]:
    """(ids of events where somebody stands who does not go, of those where they are recorded)."""
    standing: set[int] = set()
    recorded: set[int] = set()
    ids = Ids(keys)
    places = Registration.objects.filter(event__in=ids).order_by()
    for pk, event, mark in places.values_list("pk", "event", "attendance"):
        if pk not in gone[Registration]:
            standing.add(event)
            if mark != Attendance.UNMARKED:
                recorded.add(event)
    counts = Headcount.objects.filter(event__in=ids).order_by()
    counted = counts.values_list("pk", "event")
    recorded |= {event for pk, event in counted if pk not in gone[Headcount]}
    return standing | recorded, recorded


def used(model: type[Model], keys: Iterable[int], gone: Keys) -> set[int]:
    """The ids of those to which any other row points, whatever its table, that does not go."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        other = relation.related_model if relation.auto_created and not relation.concrete else None
        if other is None or relation.many_to_many or other in FOLLOWS.get(model, ()):
            continue
        if issubclass(other, HistoricalChanges):
            continue
        column = relation.field.attname
        rows = other._base_manager.filter(**{f"{column}__in": Ids(keys)})
        pairs = rows.order_by().values_list("pk", column)
        found |= {key for pk, key in pairs if pk not in gone[other]}
    return found
