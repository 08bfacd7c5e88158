"""Old Excel files and those of LibreOffice: their sheets as text."""

import re
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from events.importing.columns import MAX_COLUMNS
from events.importing.files.cells import MAX_ROWS, Sheet, cell_of, without_end

REPEATED_ROW = re.compile(
    rb'<table:table-row\b[^>]*number-rows-repeated="(\d+)"[^>]*>(.*?)</table:table-row>', re.DOTALL
)
REPEATED_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b[^>]*>")
TIMES = re.compile(rb'number-columns-repeated="(\d+)"')
HAS_VALUE = re.compile(rb"office:value|office:date-value|office:string-value")
MOST_REPEATED = 1_000
LIMIT_OF_CELLS = MAX_ROWS * MAX_COLUMNS


def office_sheets(content):
    """All sheets of an XLS or ODS file. ValidationError where it cannot be read."""
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        return [_sheet(workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
    except ValidationError:
        raise
    except BaseException as error:  # a broken file makes the library panic, which is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise ValidationError(
            _(
                "This is an old Excel file, or one with a password, that cannot be read. "
                "Save it as XLSX without a password, then choose it again."
            )
        ) from error


def guard_repetition(content):
    """Refuse an ODS file whose few cells stand for very many, before they are laid out."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        table = archive.read("content.xml")
    cells = (cell.group() for cell in REPEATED_CELL.finditer(table))
    wide = any(
        HAS_VALUE.search(cell) and int(times[1]) > MOST_REPEATED
        for cell in cells
        if (times := TIMES.search(cell))
    )
    tall = any(
        int(row[1]) > MOST_REPEATED and HAS_VALUE.search(row[2])
        for row in REPEATED_ROW.finditer(table)
    )
    if wide or tall:
        raise ValidationError(_("This file unpacks to far more than a table has."))


def _sheet(sheet):
    if sheet.total_height * sheet.total_width > LIMIT_OF_CELLS:
        raise ValidationError(_("This file unpacks to far more than a table has."))
    lines = [
        [_text(value) for value in line[:MAX_COLUMNS]]
        for line in sheet.to_python(skip_empty_area=False)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if left == right and top < len(lines) and left < len(lines[top]):
            for line in lines[top + 1 : bottom + 1]:
                line[left] = line[left] or lines[top][left]
    rows = [(number, without_end(line)) for number, line in enumerate(lines, 1)]
    return Sheet(sheet.name, [(number, cells) for number, cells in rows if cells])


def _text(value):
    match value:
        case bool():
            return str(value).upper()
        case datetime():
            if value.time() == time():
                return value.date().isoformat()
            return (value + timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M:%S")
        case date() | time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
    return cell_of(str(value))
