"""The events that an import is about, as its reader may be told of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, F, Model, OuterRef, Subquery, When

from accounts.models import User
from events.models import Event, Headcount, ImportedChange, Registration
from shkej.lib.queries.ids import Ids

FEW = 3


@dataclass
class Touched:
    """What happens to one event: whether it goes or is put back, and what of its register."""

    event: Event
    goes: bool = False
    is_put_back: bool = False
    places: int = 0
    counts: int = 0


@dataclass
class Named:
    """The first of some events, in their order; `more`: how many there are beside them."""

    events: list[Event]
    more: int


def events_of(imports: Iterable[int], *, reader: User) -> dict[int, Named]:
    """{import's id: the events that it made, or put somebody on}, of those that are there.

    In three queries, however many imports there are.
    """
    changes = ImportedChange.objects.filter(of__in=imports, table__in=OF_EVENTS)
    named = changes.annotate(event=_event()).exclude(event=None)  # its place may be gone meanwhile
    pairs = named.values_list("of", "event").distinct().order_by()
    keys: dict[int, set[int]] = defaultdict(set)
    for imported, event in pairs:
        keys[imported].add(event)
    days = _days({key for events in keys.values() for key in events}, reader)
    ordered = {
        imported: sorted(events & days.keys(), key=lambda key: (days[key], key))
        for imported, events in keys.items()
    }
    shown = seen_by({key for events in ordered.values() for key in events[:FEW]}, reader)
    return {
        imported: Named([shown[key] for key in events[:FEW]], max(len(events) - FEW, 0))
        for imported, events in ordered.items()
        if events
    }


def touched(changes: Iterable[ImportedChange], *, reader: User) -> list[Touched]:
    """The events of `changes` that `reader` sees, by day: what of each goes, or is put back."""
    rows: dict[str, dict[int, bool]] = defaultdict(dict)
    for change in changes:
        rows[change.table][change.row] = change.is_made
    own, places, counts = (
        rows[_name(Event)],
        _per_event(rows, Registration),
        _per_event(rows, Headcount),
    )
    told = seen_by({*own, *places, *counts}, reader)
    lines = [
        Touched(
            event,
            goes=own.get(key, False),
            is_put_back=not own.get(key, True),
            places=places[key],
            counts=counts[key],
        )
        for key, event in told.items()
    ]
    return sorted(lines, key=lambda line: (line.event.starts_on, line.event.pk))


def _per_event(rows: Mapping[str, Iterable[int]], model: type[Model]) -> Counter[int]:
    """{event's id: how many of `rows` of its register}."""
    of_register = model.objects.filter(pk__in=Ids(rows[_name(model)])).order_by()
    return Counter(of_register.values_list("event", flat=True))


def seen_by(keys: Iterable[int], reader: User) -> Mapping[int, Event]:
    """{id: event}, of those of `keys` that `reader` sees: with what they may do there."""
    events = Event.objects.visible_to(reader).with_access(reader)
    return {event.pk: event for event in events.filter(pk__in=Ids(keys))}


def _days(keys: Iterable[int], reader: User) -> dict:
    events = Event.objects.visible_to(reader)
    return dict(events.filter(pk__in=Ids(keys)).values_list("pk", "starts_on"))


def _name(model: type[Model]) -> str:
    return model._meta.label_lower


OF_EVENTS = [_name(model) for model in (Event, Registration, Headcount)]


def _event() -> Case:
    """The id of the event that a change is about."""

    def of(model: type[Model]) -> Subquery:
        return Subquery(model.objects.filter(pk=OuterRef("row")).order_by().values("event")[:1])

    return Case(
        When(table=_name(Event), then=F("row")),
        When(table=_name(Registration), then=of(Registration)),
        When(table=_name(Headcount), then=of(Headcount)),
        output_field=BigIntegerField(),
    )
