"""What is remembered of the rows of an import that is undone, so that its file comes in anew."""

from typing import Any

from django.db.models import Model, QuerySet

from events.importing.undoing.deciding import (
    UNDONE,
    Changes,
    Rows,
    rows_of,
    table,
    versions_of,
)
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


def forget(imported: Import, changes: Changes) -> None:
    """Put the memory that `changes` are about back to what it was, but of what stays.

    Whoever came by the import and stays is known again by the same row, which makes their place
    anew.
    """
    for model, forget_rows in ((ImportedRow, _forget_rows), (ImportedEvent, _forget_events)):
        own = [change for change in changes if change.table == table(model)]
        if own:
            rows = rows_of(model, own)
            forget_rows(imported, [change for change in own if change.row in rows], rows)


def _forget_events(imported: Import, changes: Changes, rows: Rows) -> None:
    stays = set(_staying(imported, Event).values_list("row", flat=True))
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


def _forget_rows(imported: Import, changes: Changes, rows: Rows) -> None:
    places, groups = _places_that_stay(imported), _groups_that_stay(imported)
    people = _people_who_stay(imported, {row.person for row in rows.values()} - {None})
    gone, of_people = [], []
    for change in changes:
        row, cell = rows[change.row], change.rest.get("cell", [])
        stays = (row.event_id, row.person) in places or (row.event_id, *cell) in groups
        if stays or not _stands(row, change):
            continue
        if not change.is_made:
            _restore(row, change)
        elif row.person in people:
            of_people.append(row.pk)
        else:
            gone.append(row.pk)
    ImportedRow.objects.filter(pk__in=gone).delete()
    ImportedRow.objects.filter(pk__in=of_people).update(event=None, of_place="")


def _staying(imported: Import, model: type[Model]) -> QuerySet[ImportedChange]:
    return imported.changes.filter(table=table(model)).exclude(outcome=UNDONE)


def _places_that_stay(imported: Import) -> set[tuple]:
    """{(event, person as the import found them)}."""
    changes = list(_staying(imported, Registration))
    versions = versions_of(Registration, changes).values()
    return {(version.event_id, version.participant_id) for version in versions}


def _groups_that_stay(imported: Import) -> set[tuple]:
    changes = list(_staying(imported, Headcount))
    return {
        (row.event_id, row.category_id, row.sex, row.age_from, row.age_to)
        for row in versions_of(Headcount, changes).values()
    }


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
