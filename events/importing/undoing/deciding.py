"""What of an import goes when it is undone, and what stays, and why; by reading alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from simple_history.models import HistoricalChanges

from accounts.models import User
from events.importing.known import chunks
from events.models import (
    Attendance,
    DistinctEvents,
    Event,
    Headcount,
    ImportedChange,
    ImportedEvent,
    ImportedRow,
    RegisterAct,
    Registration,
)
from events.models.access import PLACES
from events.register.state import check_register_is_open
from participants.models import NameWord, Participant, PossibleDuplicate
from partners.models import Organisation, Project

Outcome = ImportedChange.Outcome
UNDONE, CHANGED, USED = Outcome.UNDONE, Outcome.CHANGED, Outcome.USED
MOMENTS = {"created_at", "updated_at"}
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


def table(model: type[Model]) -> str:
    """How changes name a model."""
    return model._meta.label_lower


Changes = Sequence[ImportedChange]
Outcomes = dict[int, str]
Rows = dict[int, Any]


@dataclass
class Gone:
    """{model: ids of rows that go}: whom they use is not used by them."""

    keys: dict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, model: type[Model], changes: Changes, outcomes: Outcomes) -> None:
        """Those of `changes` that were made by the import and go."""
        self.keys[model] |= {
            change.row for change in changes if change.is_made and outcomes[change.pk] == UNDONE
        }


def decide(changes: Changes, *, by: User | None, gone: Gone | None = None) -> Outcomes:
    """{change's id: its outcome} of the open `changes` of one import; `by`: who undoes it.

    `gone`: what of the import goes beside them. What stands in the memory of rows follows the rest
    and has no outcome here.
    """
    gone = gone or Gone()
    of: dict[str, list[ImportedChange]] = defaultdict(list)
    for change in changes:
        of[change.table].append(change)
    outcomes: Outcomes = {}
    places, counts = of[table(Registration)], of[table(Headcount)]
    outcomes |= _of_registers(Registration, places, by) | _of_registers(Headcount, counts, by)
    gone.add(Registration, places, outcomes)
    gone.add(Headcount, counts, outcomes)
    outcomes |= _of_events(of[table(Event)], by, gone)
    gone.add(Event, of[table(Event)], outcomes)
    gone.keys[Joins] |= _joins_that_go(of[table(Event)], outcomes)
    outcomes |= _of_pairs(of[table(PossibleDuplicate)])
    for model in (Participant, Organisation, Project):
        outcomes |= _of_others(model, of[table(model)], gone)
        gone.add(model, of[table(model)], outcomes)
    return outcomes


def rows_of(model: type[Model], changes: Changes) -> Rows:
    """{id: row} of those that are still there."""
    keys = [change.row for change in changes]
    return {row.pk: row for part in chunks(keys) for row in model._base_manager.filter(pk__in=part)}


def versions_of(model: type[Model], changes: Changes) -> Rows:
    """{history's id: version}: how the rows were before and after the import."""
    keys = {key for change in changes for key in (change.before, change.after) if key}
    return {
        version.pk: version
        for part in chunks(keys)
        for version in model.history.filter(history_id__in=part)
    }


def columns_changed(change: ImportedChange, versions: Rows) -> set[str]:
    """The columns that the import wrote into a row that was there."""
    before, after = (versions.get(key or 0) for key in (change.before, change.after))
    if before is None or after is None:
        return set()
    return {name for name in _columns(after) if getattr(before, name) != getattr(after, name)}


def _columns(version: Any) -> set[str]:
    columns = [column for column in version.tracked_fields if not column.primary_key]
    return {column.attname for column in columns if not hasattr(column, "derive")} - MOMENTS


def _stands(change: ImportedChange, row: Any, versions: Rows) -> bool:
    """Whether what the import wrote into a row is there as it wrote it."""
    after = versions.get(change.after or 0)
    if row is None or after is None:
        return False
    if change.is_made:
        names = _columns(after)
    elif change.before not in versions:
        return False
    else:
        names = columns_changed(change, versions)
    return all(getattr(row, name) == getattr(after, name) for name in names)


def _of_registers(model: type[Model], changes: Changes, by: User | None) -> Outcomes:
    rows, versions = rows_of(model, changes), versions_of(model, changes)
    refused = _refused({row.event_id for row in rows.values()}, by)
    used = _used(model, rows, Gone())
    acted = _acted_on(rows) if model is Registration else set()
    outcomes: Outcomes = {}
    for change in changes:
        row = rows.get(change.row)
        outcome: str = refused.get(row.event_id, UNDONE) if row else CHANGED
        if outcome == UNDONE and (not _stands(change, row, versions) or change.row in acted):
            outcome = CHANGED
        if outcome == UNDONE and change.is_made and change.row in used:
            outcome = USED
        outcomes[change.pk] = outcome
    return outcomes


def _acted_on(rows: Iterable[int]) -> set[int]:
    """The ids of the places on which somebody acted, beside imports."""
    found: set[int] = set()
    for part in chunks(rows):
        acts = RegisterAct.objects.filter(registration__in=part).exclude(kind__in=OF_IMPORTS)
        found |= set(acts.values_list("registration", flat=True))
    return found


def _refused(keys: Iterable[int], by: User | None) -> dict[int, str]:
    """{event's id: why its register takes no change by `by`}; None runs the machine."""
    refused: dict[int, str] = {}
    for part in chunks(keys):
        events = list(Event.objects.filter(pk__in=part))
        for event in events:
            try:
                check_register_is_open(event)
            except ValidationError:
                refused[event.pk] = Outcome.CLOSED
        secret = {event.pk for event in events if event.is_sensitive}
        if by is not None and secret:
            told = Event.objects.visible_to(by, PLACES).filter(pk__in=secret)
            for key in secret - set(told.values_list("pk", flat=True)):
                refused[key] = Outcome.KEPT_BACK
    return refused


def _of_events(changes: Changes, by: User | None, gone: Gone) -> Outcomes:
    rows, versions = rows_of(Event, changes), versions_of(Event, changes)
    refused, used = _refused(rows, by), _used(Event, rows, gone) | _acts_on(rows)
    standing, recorded = _standing(rows, gone)
    projects = _projects_of(rows)
    outcomes: Outcomes = {}
    for change in changes:
        event = rows.get(change.row)
        has_changed = event is None or (change.after and not _stands(change, event, versions))
        if has_changed or (change.is_made and projects[change.row] != _joined(change)):
            outcome: str = CHANGED
        elif change.row in refused:
            outcome = refused[change.row]
        elif change.is_made:
            outcome = USED if change.row in used | standing else UNDONE
        else:
            before = versions.get(change.before or 0)
            is_denied = before is not None and before.status != Event.Status.HELD
            outcome = USED if is_denied and change.row in recorded else UNDONE
        outcomes[change.pk] = outcome
    return outcomes


def _joined(change: ImportedChange) -> set[int]:
    return set(change.rest.get("projects", ()))


def _projects_of(keys: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for part in chunks(keys):
        rows = Joins.objects.filter(event__in=part)
        for event, project in rows.values_list("event", "project"):
            found[event].add(project)
    return found


def _joins_that_go(changes: Changes, outcomes: Outcomes) -> set[int]:
    """The ids of the rows that join events to projects, of those that go or part from them."""
    going = {change.row: change for change in changes if outcomes[change.pk] == UNDONE}
    found: set[int] = set()
    for part in chunks(going):
        rows = Joins.objects.filter(event__in=part).values_list("pk", "event", "project")
        found |= {
            pk
            for pk, event, project in rows
            if going[event].is_made or project in _joined(going[event])
        }
    return found


def _acts_on(keys: Iterable[int]) -> set[int]:
    """The ids of the events on which somebody did something, beside imports."""
    found: set[int] = set()
    for part in chunks(keys):
        acts = RegisterAct.objects.filter(event__in=part).exclude(kind__in=OF_IMPORTS)
        found |= set(acts.order_by().values_list("event", flat=True).distinct())
    return found


def _standing(keys: Iterable[int], gone: Gone) -> tuple[set[int], set[int]]:
    """(ids of events where somebody stands who does not go, of those where they are recorded)."""
    standing: set[int] = set()
    recorded: set[int] = set()
    for part in chunks(keys):
        places = Registration.objects.filter(event__in=part).order_by()
        for pk, event, mark in places.values_list("pk", "event", "attendance"):
            if pk not in gone.keys[Registration]:
                standing.add(event)
                if mark != Attendance.UNMARKED:
                    recorded.add(event)
        counts = Headcount.objects.filter(event__in=part).order_by()
        counted = counts.values_list("pk", "event")
        recorded |= {event for pk, event in counted if pk not in gone.keys[Headcount]}
    return standing | recorded, recorded


def _of_pairs(changes: Changes) -> Outcomes:
    rows = rows_of(PossibleDuplicate, changes)
    return {
        change.pk: CHANGED if change.row in rows and rows[change.row].is_different else UNDONE
        for change in changes
    }


def _of_others(model: type[Model], changes: Changes, gone: Gone) -> Outcomes:
    """Of people, organisations and projects."""
    rows, versions = rows_of(model, changes), versions_of(model, changes)
    used = _used(model, [change.row for change in changes if change.is_made], gone)
    outcomes: Outcomes = {}
    for change in changes:
        row = rows.get(change.row)
        if not _stands(change, row, versions):
            outcomes[change.pk] = CHANGED
        else:
            outcomes[change.pk] = USED if change.is_made and change.row in used else UNDONE
    return outcomes


def _used(model: type[Model], keys: Iterable[int], gone: Gone) -> set[int]:
    """The ids of those to which any other row points, whatever its table, that does not go."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        other = relation.related_model if relation.auto_created and not relation.concrete else None
        if other is None or relation.many_to_many or other in FOLLOWS.get(model, ()):
            continue
        if issubclass(other, HistoricalChanges):
            continue
        column = relation.field.attname
        for part in chunks(keys):
            rows = other._base_manager.filter(**{f"{column}__in": part})
            pairs = rows.order_by().values_list("pk", column)
            found |= {key for pk, key in pairs if pk not in gone.keys[other]}
    return found
