"""XLSX and XLSM files: their sheets as text; bombs and foreign entities are refused."""

import re
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from events.importing.columns import MAX_COLUMNS
from events.importing.files.cells import (
    MAX_ROWS,
    Fault,
    Sheet,
    cell_of,
    too_many_rows,
    without_end,
)

MAX_UNPACKED = 80 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 2_000
LAST_ROW = 1_048_576
WORKBOOK, OF_LIBREOFFICE = "xl/workbook.xml", "content.xml"
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
CLOCK = re.compile(r"[hs]", re.IGNORECASE)
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
HALF_A_SECOND = timedelta(milliseconds=500)  # a spreadsheet keeps moments as fractions of days


def xlsx_sheets(content):
    """All sheets of a guarded file; errors, and formulas not worked out yet, are Faults."""
    try:
        told, written = (
            load_workbook(BytesIO(content), read_only=True, data_only=values)
            for values in (True, False)
        )
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return [
                _sheet(sheet, other, archive.read(sheet._worksheet_path.lstrip("/")))
                for sheet, other in zip(told.worksheets, written.worksheets, strict=True)
            ]
    except ValidationError:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise _unreadable() from error


def _sheet(sheet, written, source):
    """One sheet; merged cells have their value in each row, as they show it."""
    struck = _struck_styles(sheet)
    hidden = {int(row[1]) for row in HIDDEN_ROW.finditer(source)}
    formulas = _formulas(written) if FORMULA.search(source) else set()
    rows, count = [], 0
    for number, cells in _cells(sheet):
        texts = without_end(
            Fault.FORMULA if (number, place) in formulas and cell.value is None else _text(cell)
            for place, cell in enumerate(cells)
        )
        if not texts:
            continue
        count += 1
        if count > MAX_ROWS + 1:
            raise too_many_rows()
        rows.append((number, texts))
        filled = [cell for cell in cells if cell.value is not None]
        if struck and all(getattr(cell, "_style_id", 0) in struck for cell in filled):
            hidden.add(number)
    _fill_down(rows, source)
    return Sheet(sheet.title, rows, hidden)


def _cells(sheet):
    """(number, cells) of the rows that have any."""
    sheet.reset_dimensions()
    blank = None  # the one object that stands for every row that the file leaves out
    rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS)
    for number, cells in enumerate(rows, 1):
        if cells is blank:
            continue
        if any(cell.value is not None for cell in cells):
            yield number, cells
        else:
            blank = cells


def _formulas(sheet):
    return {
        (number, place)
        for number, cells in _cells(sheet)
        for place, cell in enumerate(cells)
        if cell.data_type == "f"
    }


def _struck_styles(sheet):
    workbook = sheet.parent
    return {
        place
        for place, style in enumerate(workbook._cell_styles)
        if workbook._fonts[style.fontId].strike
    }


def _fill_down(rows, source):
    """Give each row the value of a cell that is merged over several rows of one column."""
    lines = dict(rows)
    for found in MERGED.finditer(source):
        left, top, right, bottom = range_boundaries(found[1].decode())
        first = lines.get(top, [])
        if left != right or bottom - top > MAX_ROWS or len(first) < left or not first[left - 1]:
            continue
        for number in range(top + 1, bottom + 1):
            if (cells := lines.get(number)) is not None:
                cells += [""] * (left - len(cells))
                cells[left - 1] = cells[left - 1] or first[left - 1]


def guard_package(content, max_unpacked=MAX_UNPACKED, kinds=(WORKBOOK,)):
    """Refuse what unpacks to far more than a table, before anything is unpacked.

    Returns which of the parts `kinds`, by which one tells an XLSX file, it has.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            kind = next((name for name in kinds if name in names), None)
            if kind is None:
                raise ValidationError(_("This is not a table. Choose a CSV or XLSX file."))
            unpacked = sum(part.file_size for part in parts)
            if (
                len(parts) > MAX_PARTS
                or unpacked > max_unpacked
                or unpacked > 1024 * 1024
                and unpacked > MAX_RATIO * len(content)
            ):
                raise ValidationError(_("This file unpacks to far more than a table has."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as unpacking:
                        if DECLARATION.search(unpacking.read(2048)):
                            raise _unreadable()
            return kind
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise _unreadable() from error


def _unreadable():
    return ValidationError(
        _("This XLSX file is broken and cannot be read. Save it again, then choose it.")
    )


def _text(cell):
    """A cell as one would type it; days without a clock time unless the cell shows one."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Fault.FORMULA
    if cell.data_type == "e":
        return Fault.ERROR
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
