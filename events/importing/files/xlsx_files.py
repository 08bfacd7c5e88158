"""XLSX files: the first sheet as text; formulas, bombs and foreign entities are refused."""

import re
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from events.importing.columns import MAX_COLUMNS
from events.importing.files.cells import Fault, cell_of

MAX_UNPACKED = 80 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 2_000
LAST_ROW = 1_048_576
WORKBOOK = "xl/workbook.xml"
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
CLOCK = re.compile(r"[hs]", re.IGNORECASE)
HALF_A_SECOND = timedelta(milliseconds=500)  # a spreadsheet keeps moments as fractions of days


def xlsx_rows(content):
    """Each row of the first sheet with its number; formulas and errors are Faults."""
    guard_package(content)
    try:
        workbook = load_workbook(BytesIO(content), read_only=True)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS)
        blank = None  # the one object that stands for every row that the file leaves out
        for number, cells in enumerate(rows, 1):
            texts = [] if cells is blank else [_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            blank = blank if texts else cells
            yield number, texts
    except ValidationError:
        raise
    except GeneratorExit:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise _unreadable() from error


def guard_package(content, max_unpacked=MAX_UNPACKED):
    """Refuse what unpacks to far more than a table, before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if WORKBOOK not in names:
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
