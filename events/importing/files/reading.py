"""From a file to sheets of text. What the file is, its content says, not its name."""

import zipfile
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.files.cells import (
    FEW_SECONDS,
    MANY_SECONDS,
    MAX_BYTES,
    MAX_MEGABYTES,
    MAX_ROWS,
    Clock,
    Sheet,
    no_table,
    too_many_rows,
)
from events.importing.files.csv_files import csv_rows
from events.importing.files.office_files import guard_repetition, office_sheets
from events.importing.files.packages import OF_LIBREOFFICE, WORKBOOK, guard_package

FEW_ROWS = 300
BYTES_OF_A_ROW = 1_000  # of an unpacked XLSX file with some ten cells a row
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PICTURES_AND_DOCUMENTS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM\x00",
    b"RIFF",
    b"II*\x00",
    b"MM\x00*",
    b"%PDF",
    b"{\\rtf",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"<?xml",
    b"<!DOCTYPE",
    b"<svg",
)

# What some programs write under the name of an Excel file.
WEB_PAGES = (b"<html", b"<table", b"<style", b"<meta", b"mime-version:")


def sheets_of(content: bytes, encoding: str = "") -> list[Sheet]:
    """The sheets of a file, whatever program wrote it; those without a value too.

    `encoding`: as somebody chose it for a text. ValidationError in the reader's language for
    whatever cannot be read; Open where that has to be asked.
    """
    if not content.strip():
        raise ValidationError(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is too large (limit %(mb)s MB).") % {"mb": MAX_MEGABYTES})
    seconds = MANY_SECONDS if is_long(content) else FEW_SECONDS
    clock = Clock(seconds)
    if content.startswith(OLD_EXCEL):
        return _not_too_long(office_sheets(content, seconds))
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:20].lower().startswith(WEB_PAGES):
        raise ValidationError(
            _(
                "This is a web page and not a table, also where its name ends in .xls. Open it in "
                "Excel or LibreOffice, save it as XLSX, then choose that."
            )
        )
    if content.lstrip().startswith(PICTURES_AND_DOCUMENTS):
        raise no_table()
    if content.startswith(ZIP):
        if guard_package(content, kinds=(WORKBOOK, OF_LIBREOFFICE)) == WORKBOOK:
            # Its library takes 10 MB, which most processes never need.
            from events.importing.files.xlsx_files import xlsx_sheets

            return xlsx_sheets(content, clock)
        guard_repetition(content, clock)
        return _not_too_long(office_sheets(content, seconds))
    rows = []
    for number, cells in csv_rows(content, clock, encoding):
        if any(cells):
            rows.append((number, cells))
            if len(rows) > MAX_ROWS + 1:
                raise too_many_rows()
    return [Sheet("", rows)]


def _not_too_long(sheets: list[Sheet]) -> list[Sheet]:
    if any(len(sheet.rows) > MAX_ROWS + 1 for sheet in sheets):
        raise too_many_rows()
    return sheets


def is_long(content: bytes) -> bool:
    """Whether a file may have more rows than are imported in a second; it is not read for that."""
    if content.startswith(OLD_EXCEL):
        return len(content) > FEW_ROWS * BYTES_OF_A_ROW
    if not content.startswith(ZIP):
        return max(content.count(b"\n"), content.count(b"\r")) > FEW_ROWS
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return sum(part.file_size for part in archive.infolist()) > FEW_ROWS * BYTES_OF_A_ROW
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return False  # it is refused at once
