"""What of an import goes when it is undone, and what stays, and why; by reading alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.models import User
from events.importing.undoing import uses
from events.importing.undoing.reach import EVENT, events_kept_back, people_kept_back
from events.importing.undoing.standing import standing, written_columns
from events.importing.undoing.uses import Joins, Keys
from events.models import (
    Event,
    Headcount,
    ImportedChange,
    Registration,
)
from events.models.access import PLACES
from events.register.state import check_register_is_open
from participants.models import Participant, PossibleDuplicate
from partners.models import Organisation, Project
from shkej.lib.queries.ids import Ids

Outcome = ImportedChange.Outcome
UNDONE, CHANGED, USED = Outcome.UNDONE, Outcome.CHANGED, Outcome.USED


def table(model: type[Model]) -> str:
    """How changes name a model."""
    return model._meta.label_lower


Changes = Sequence[ImportedChange]
Outcomes = dict[int, str]
Rows = dict[int, Any]


@dataclass
class Gone:
    """{model: ids of rows that go}: whom they use is not used by them."""

    keys: Keys = field(default_factory=lambda: defaultdict(set))

    def add(self, model: type[Model], changes: Changes, outcomes: Outcomes) -> None:
        """Those of `changes` that were made by the import and go."""
        self.keys[model] |= {
            change.row for change in changes if change.is_made and outcomes[change.pk] == UNDONE
        }


def decide(changes: Changes, *, by: User | None, gone: Gone | None = None) -> Outcomes:
    """{change's id: its outcome} of the open `changes` of one import; `by`: who undoes it.

    What `by` may not change stays, as it does anywhere else (`reach`); None runs the machine.
    `gone`: what of the import goes beside them. What is in the memory of rows follows the rest
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
    outcomes |= _of_pairs(of[table(PossibleDuplicate)], by, gone)
    for model in (Participant, Organisation, Project):
        outcomes |= _of_others(model, of[table(model)], by, gone)
        gone.add(model, of[table(model)], outcomes)
    return outcomes


def rows_of(model: type[Model], changes: Changes) -> Rows:
    """{id: row} of those that are still there."""
    keys = [change.row for change in changes]
    return {row.pk: row for row in model._base_manager.filter(pk__in=Ids(keys))}


def versions_of(model: type[Model], changes: Changes) -> Rows:
    """{history's id: version}: how the rows were before and after the import."""
    keys = {key for change in changes for key in (change.before, change.after) if key}
    versions = model.history.filter(history_id__in=Ids(keys)).order_by()
    return {version.pk: version for version in versions}


def columns_changed(change: ImportedChange, versions: Rows) -> set[str]:
    """The columns that the import wrote into a row that was there."""
    before, after = (versions.get(key or 0) for key in (change.before, change.after))
    if before is None or after is None:
        return set()
    names = [column.attname for column in written_columns(after.instance_type)]
    return {name for name in names if getattr(before, name) != getattr(after, name)}


def _of_registers(model: type[Model], changes: Changes, by: User | None) -> Outcomes:
    events = _facts_of(model, changes, "event")
    refused = _refused({event for (event,) in events.values()}, by, PLACES)
    used = uses.used(model, events, Gone().keys)
    acted = uses.acted_on(events) if model is Registration else set()
    as_written = standing(model, changes)
    outcomes: Outcomes = {}
    for change in changes:
        [event] = events.get(change.row, [None])
        outcome: str = refused.get(event, UNDONE) if event else CHANGED
        if outcome == UNDONE and (change.pk not in as_written or change.row in acted):
            outcome = CHANGED
        if outcome == UNDONE and change.is_made and change.row in used:
            outcome = USED
        outcomes[change.pk] = outcome
    return outcomes


def _facts_of(model: type[Model], changes: Changes, *columns: str) -> dict[int, list]:
    """{id: its `columns`} of the rows that are still there."""
    rows = model._base_manager.filter(pk__in=Ids(change.row for change in changes)).order_by()
    return {pk: facts for pk, *facts in rows.values_list("pk", *columns)}


def _refused(keys: Iterable[int], by: User | None, *permissions: str) -> dict[int, str]:
    """{event's id: why its register takes no change by `by`}; None runs the machine."""
    refused: dict[int, str] = {}
    for event in Event.objects.filter(pk__in=Ids(keys)):
        try:
            check_register_is_open(event)
        except ValidationError:
            refused[event.pk] = Outcome.CLOSED
    return refused | dict.fromkeys(events_kept_back(keys, by, *permissions), Outcome.KEPT_BACK)


def _of_events(changes: Changes, by: User | None, gone: Gone) -> Outcomes:
    rows = _facts_of(Event, changes)
    before = versions_of(Event, [change for change in changes if not change.is_made])
    refused = _refused(rows, by, PLACES, EVENT)
    used = uses.used(Event, rows, gone.keys) | uses.acts_on(rows)
    stood_at, recorded = uses.standing(rows, gone.keys)
    projects = _projects_of(rows)
    as_written = standing(Event, changes)
    outcomes: Outcomes = {}
    for change in changes:
        has_changed = change.row not in rows or (change.after and change.pk not in as_written)
        if has_changed or (change.is_made and projects[change.row] != _joined(change)):
            outcome: str = CHANGED
        elif change.row in refused:
            outcome = refused[change.row]
        elif change.is_made:
            outcome = USED if change.row in used | stood_at else UNDONE
        else:
            version = before.get(change.before or 0)
            is_denied = version is not None and version.status != Event.Status.HELD
            outcome = USED if is_denied and change.row in recorded else UNDONE
        outcomes[change.pk] = outcome
    return outcomes


def _joined(change: ImportedChange) -> set[int]:
    return set(change.rest.get("projects", ()))


def _projects_of(keys: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Joins.objects.filter(event__in=Ids(keys))
    for event, project in rows.values_list("event", "project"):
        found[event].add(project)
    return found


def _joins_that_go(changes: Changes, outcomes: Outcomes) -> set[int]:
    """The ids of the rows that join events to projects, of those that go or part from them."""
    going = {change.row: change for change in changes if outcomes[change.pk] == UNDONE}
    rows = Joins.objects.filter(event__in=Ids(going)).values_list("pk", "event", "project")
    return {
        pk
        for pk, event, project in rows
        if going[event].is_made or project in _joined(going[event])
    }


def _of_pairs(changes: Changes, by: User | None, gone: Gone) -> Outcomes:
    rows = _facts_of(PossibleDuplicate, changes, "is_different", "first", "second")
    people = {person for _is_different, *pair in rows.values() for person in pair}
    kept_back = people_kept_back(people, by, gone.keys[Registration])
    outcomes: Outcomes = {}
    for change in changes:
        is_different, *pair = rows.get(change.row, (False,))
        if is_different:
            outcomes[change.pk] = CHANGED
        elif pair and kept_back.issuperset(pair):
            outcomes[change.pk] = Outcome.KEPT_BACK
        else:
            outcomes[change.pk] = UNDONE
    return outcomes


def _of_others(model: type[Model], changes: Changes, by: User | None, gone: Gone) -> Outcomes:
    """Of people, organisations and projects."""
    keys = [change.row for change in changes]
    used = uses.used(model, [change.row for change in changes if change.is_made], gone.keys)
    kept_back: set[int] = set()
    if model is Participant:
        kept_back = people_kept_back(keys, by, gone.keys[Registration])
    as_written = standing(model, changes)
    outcomes: Outcomes = {}
    for change in changes:
        if change.pk not in as_written:
            outcomes[change.pk] = CHANGED
        elif change.row in kept_back:
            outcomes[change.pk] = Outcome.KEPT_BACK
        else:
            outcomes[change.pk] = USED if change.is_made and change.row in used else UNDONE
    return outcomes
