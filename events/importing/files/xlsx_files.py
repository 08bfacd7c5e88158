"""XLSX and XLSM files: their sheets as text; bombs and foreign entities are refused."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.core.exceptions import ValidationError
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from events.importing.columns import MAX_COLUMNS
from events.importing.files.cells import (
    MAX_ROWS,
    CellValue,
    Clock,
    Sheet,
    SheetLine,
    UnreadableCell,
    cell_of,
    check_length,
    too_many_rows,
    too_wide,
    unpacks_to_too_much,
    without_end,
)
from events.importing.files.packages import SheetMarkup, source_of, unreadable
from events.importing.files.workbooks import open_workbook

LAST_ROW = 1_048_576
MAX_SHEETS = 200
EACH = 64  # rows between two looks at the clock
CLOCK = re.compile(r"[hs]", re.IGNORECASE)
LETTER = re.compile(r"[^\W\d_]{2}")
HALF_A_SECOND = timedelta(milliseconds=500)  # a spreadsheet keeps moments as fractions of days


def xlsx_sheets(content: bytes, clock: Clock) -> list[Sheet]:
    """All sheets of a guarded file; errors, and formulas not worked out yet, are Faults."""
    try:
        told = open_workbook(content, clock, values=True)
        if len(told.worksheets) > MAX_SHEETS:
            raise unpacks_to_too_much()
        sources, cells = [], 0
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for sheet in told.worksheets:
                path = sheet._worksheet_path.lstrip("/")
                sources.append(source_of(archive, path, cells, clock))
                cells = sources[-1].cells
        written = [None] * len(sources)
        if any(source.has_formulas for source in sources):
            written = open_workbook(content, clock, texts=told.shared_texts).worksheets
        pairs = zip(told.worksheets, written, sources, strict=True)
        return [_sheet(sheet, other, source, clock) for sheet, other, source in pairs]
    except ValidationError:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise unreadable() from error


def _sheet(
    sheet: ReadOnlyWorksheet, written: ReadOnlyWorksheet | None, source: SheetMarkup, clock: Clock
) -> Sheet:
    """One sheet; merged cells have their value in each row, as they show it."""
    struck = _struck_styles(sheet)
    hidden = source.hidden
    formulas = _formulas(written, clock) if source.has_formulas else set()
    rows, count = [], 0
    for number, cells in _cells(sheet, clock):
        texts = without_end(
            UnreadableCell.FORMULA
            if (number, place) in formulas and cell.value is None
            else _text(cell)
            for place, cell in enumerate(cells)
        )
        if not texts:
            continue
        if len(texts) > MAX_COLUMNS:
            raise too_wide(number, sheet.title)
        check_length(number, texts)
        count += 1
        if count > MAX_ROWS + 1:
            raise too_many_rows()
        rows.append((number, texts))
        if struck and _is_struck(cells, struck):
            hidden.add(number)
    _fill_down(rows, source.merged)
    return Sheet(sheet.title, rows, hidden, is_hidden=sheet.sheet_state != "visible")


def _is_struck(cells: Sequence[ReadOnlyCell], struck: set[int]) -> bool:
    """Whether a word of a row is struck through: its number and its mark often are not."""
    words = [cell for cell in cells if isinstance(cell.value, str) and LETTER.search(cell.value)]
    filled = words or [cell for cell in cells if cell.value is not None]
    return any(getattr(cell, "_style_id", 0) in struck for cell in filled)


def _cells(sheet: ReadOnlyWorksheet, clock: Clock) -> Iterator[tuple[int, Sequence[ReadOnlyCell]]]:
    """(number, cells) of the rows that have any."""
    sheet.reset_dimensions()
    blank = None  # the one object that stands for every row that the file leaves out
    rows = sheet.iter_rows(max_row=LAST_ROW)
    for number, cells in enumerate(rows, 1):
        if number % EACH == 0:
            clock.check()
        if cells is blank:
            continue
        if any(cell.value is not None for cell in cells):
            yield number, cells
        else:
            blank = cells


def _formulas(sheet: ReadOnlyWorksheet, clock: Clock) -> set[tuple[int, int]]:
    return {
        (number, place)
        for number, cells in _cells(sheet, clock)
        for place, cell in enumerate(cells)
        if cell.data_type == "f"
    }


def _struck_styles(sheet: ReadOnlyWorksheet) -> set[int]:
    workbook = sheet.parent
    return {
        place
        for place, style in enumerate(workbook._cell_styles)
        if workbook._fonts[style.fontId].strike
    }


def _fill_down(rows: list[SheetLine], merged: Sequence[str]) -> None:
    """Give each row the value of a cell that is merged over several rows of one column."""
    lines = dict(rows)
    for found in merged:
        left, top, right, bottom = range_boundaries(found)
        first = lines.get(top, [])
        if left != right or bottom - top > MAX_ROWS or len(first) < left or not first[left - 1]:
            continue
        for number in range(top + 1, bottom + 1):
            if (cells := lines.get(number)) is not None:
                cells += [""] * (left - len(cells))
                cells[left - 1] = cells[left - 1] or first[left - 1]


def _text(cell: ReadOnlyCell) -> CellValue:
    """A cell as one would type it; days without a clock time unless the cell shows one."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return UnreadableCell.FORMULA
    if cell.data_type == "e":
        return UnreadableCell.ERROR
    match value:
        case bool():
            return str(value).upper()
        case datetime():
            if value.time() == time() and not CLOCK.search(cell.number_format or ""):
                return value.date().isoformat()
            return (value + HALF_A_SECOND).strftime("%Y-%m-%d %H:%M:%S")
        case date() | time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
    return cell_of(str(value))
