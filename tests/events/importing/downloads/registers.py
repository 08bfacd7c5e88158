"""Registers taken away as files, changed by hand, and taken in again; for tests."""

import io
from datetime import UTC, datetime

from django.db import transaction
from openpyxl import load_workbook

from events.importing.columns import COLUMNS
from events.importing.downloads.names import new_name
from events.importing.downloads.remembering import remember
from events.importing.downloads.workbook import register_file
from events.importing.running import import_attendance
from events.importing.shape.questions import Answers
from shkej.lib.bilingual import reading

NOON = datetime(2021, 10, 6, 10, tzinfo=UTC)


def take_away(event, user):
    """The workbook of a register, as bytes; its lines are remembered."""
    with transaction.atomic():
        content, told = register_file(event, new_name(), user)
        remember(event, told)
    return content


def table(content):
    """The lines of a workbook as dictionaries under the keys of the import."""
    sheet = load_workbook(io.BytesIO(content)).active
    return [
        {key: cell for key, cell in zip(COLUMNS, cells, strict=True) if cell is not None}
        for cells in sheet.iter_rows(min_row=2, values_only=True)
    ]


def rows_of(content, **said):
    """The numbers, as a spreadsheet counts, of the lines that say this."""
    lines = enumerate(table(content), 2)
    return [n for n, line in lines if said.items() <= line.items()]


def changed(content, **cells):
    """The workbook with cells changed by hand: `row_2={"attendance": "absent"}`; None empties."""
    book = load_workbook(io.BytesIO(content))
    for row, said in cells.items():
        for key, text in said.items():
            number = int(row.removeprefix("row_"))
            book.active.cell(number, list(COLUMNS).index(key) + 1).value = text
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def take_in(content, user, centre, **how):
    """Import a workbook as the page does."""
    how = {"letters": reading(), "answers": Answers(asks=True)} | how
    return import_attendance(content=content, centre=centre, user=user, **how)


def says_nothing_new(result):
    """Whether an import found all its lines known, and made and changed nothing."""
    counts = result.counts
    done = [
        number
        for kind in counts.values()
        for state, number in kind.items()
        if state in ("created", "updated")
    ]
    return not result.is_refused and not result.rejected and not any(done)


def one_of_two(event):
    """The places of the two girls of one name."""
    return event.registrations.filter(participant__first_name="Ana").order_by("pk")
