"""Keeping what the lines of a downloaded register stand for, as of rows that were imported."""

from events.importing.downloads.workbook import Told
from events.importing.known import counts_of
from events.importing.remembered.keys import Keys, all_keys
from events.importing.rows import ImportRow
from events.models import Event, Registration
from events.models.imported import ImportedEvent, ImportedRow
from participants.models import Category


def remember(event: Event, told: Told) -> None:
    """Keep of each row of a file which event, person or group it is; call it in a transaction.

    `told`: [(row, registration or headcount)]. Kept are ids and keyed hashes, as of an import.
    """
    keys, rows = all_keys()[0], [row for row, _of in told]
    said = {column: value for row in rows for column, value in row.said.items()}
    ImportedEvent.objects.create(
        centre=event.centre,
        event=event,
        key=keys.event(rows[0].event_key),
        said={column: keys.fact(column, value) for column, value in said.items()},
    )
    places = [
        _place(event, row, of.participant_id, keys)
        for row, of in told
        if isinstance(of, Registration)
    ]
    other = Category.objects.get(code="other").pk
    groups = [
        ImportedRow(
            centre=event.centre,
            event=event,
            key=keys.cell(cell),
            who=keys.group(of_cell[0].person) if len(of_cell) == 1 else "",
            of_place=keys.count(sum(row.headcount for row in of_cell)),
        )
        for cell, of_cell in counts_of(rows, other).items()
    ]
    ImportedRow.objects.bulk_create([*places, *groups], batch_size=400)


def _place(event: Event, row: ImportRow, person: int, keys: Keys) -> ImportedRow:
    return ImportedRow(
        centre=event.centre,
        event=event,
        person=person,
        key=keys.place(row),
        who=keys.who(row),
        of_person=keys.said_of_person(row),
        of_place=keys.said_of_place(row),
    )
