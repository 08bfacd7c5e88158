"""What is remembered of the rows of an import that is undone, so that its file comes in anew."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from events.importing.undoing.deciding import UNDONE, Changes, Rows, rows_of, table
from events.models import (
    Event,
    Headcount,
    Import,
    ImportedChange,
    ImportedEvent,
    ImportedRow,
    Registration,
)
from participants.models import Participant

ROWS, EVENTS = (ImportedRow,), (ImportedEvent,)
TABLES = [table(model) for model in (*ROWS, *EVENTS)]


class Forgetting:
    """Puts the memory of rows back to what it was, but of what stays.

    Whoever came by the import and stays is known again by the same row, which makes their place
    anew. `places` and `groups` are asked for once the registers are undone.
    """

    def __init__(self, imported: Import) -> None:
        self.imported = imported

    @cached_property
    def places(self) -> set[tuple]:
        """{(event, person as the import found them)} of the places that stay."""
        return set(self._staying_as_written(Registration, "event", "participant"))

    @cached_property
    def groups(self) -> set[tuple]:
        """{(event, category, sex, ages)} of the headcounts that stay."""
        cell = ("event", "category", "sex", "age_from", "age_to")
        return set(self._staying_as_written(Headcount, *cell))

    def forget(self, changes: Changes) -> None:
        """Forget what `changes`, of one table of the memory, are about."""
        for model, forget_rows in ((ImportedRow, self._rows), (ImportedEvent, self._events)):
            own = [change for change in changes if change.table == table(model)]
            if own:
                rows = rows_of(model, own)
                forget_rows([change for change in own if change.row in rows], rows)

    def _events(self, changes: Changes, rows: Rows) -> None:
        keys = {row.event_id for row in rows.values()}
        staying = _staying(self.imported, Event).filter(row__in=keys)
        stays = set(staying.values_list("row", flat=True))
        gone = []
        for change in changes:
            row = rows[change.row]
            if row.event_id in stays or not _stands(row, change):
                continue
            if change.is_made:
                gone.append(row.pk)
            else:
                _restore(row, change)
        ImportedEvent.objects.filter(pk__in=gone).delete()

    def _rows(self, changes: Changes, rows: Rows) -> None:
        people = _people_who_stay(self.imported, {row.person for row in rows.values()} - {None})
        gone, of_people = [], []
        for change in changes:
            row, cell = rows[change.row], change.rest.get("cell", [])
            is_place_there = (row.event_id, row.person) in self.places
            if is_place_there or (row.event_id, *cell) in self.groups or not _stands(row, change):
                continue
            if not change.is_made:
                _restore(row, change)
            elif row.person in people:
                of_people.append(row.pk)
            else:
                gone.append(row.pk)
        ImportedRow.objects.filter(pk__in=gone).delete()
        ImportedRow.objects.filter(pk__in=of_people).update(event=None, of_place="")

    def _staying_as_written(self, model: type[Model], *columns: str) -> Iterator[tuple]:
        staying = _staying(self.imported, model).exclude(after=None)
        versions = model.history.filter(history_id__in=staying.values("after"))
        yield from versions.order_by().values_list(*columns)


def _staying(imported: Import, model: type[Model]) -> QuerySet[ImportedChange]:
    return imported.changes.filter(table=table(model)).exclude(outcome=UNDONE)


def _people_who_stay(imported: Import, keys: set[int]) -> set[int]:
    """The ids of those, of `keys`, whom the import made and who are still there."""
    made = ImportedChange.objects.filter(
        of=imported, table=table(Participant), is_made=True, row__in=keys
    )
    there = Participant.objects.filter(pk__in=keys)
    return set(made.values_list("row", flat=True)) & set(there.values_list("pk", flat=True))


def _stands(row: Any, change: ImportedChange) -> bool:
    """Whether no later file said something else."""
    return all(getattr(row, name) == value for name, value in change.rest["after"].items())


def _restore(row: Any, change: ImportedChange) -> None:
    before = change.rest["before"]
    if before.get("event_id") and not Event.objects.filter(pk=before["event_id"]).exists():
        row.delete()
        return
    for name, value in before.items():
        setattr(row, name, value)
    row.save(update_fields=[*before, "updated_at"])
