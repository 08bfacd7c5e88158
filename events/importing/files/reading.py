"""From a file to rows of text. What the file is, its content says, not its name."""

import zipfile
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.columns import read_header
from events.importing.files.cells import MAX_BYTES, MAX_ROWS, Table
from events.importing.files.csv_files import csv_rows
from events.importing.files.xlsx_files import xlsx_rows

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
    b"<html",
    b"<svg",
)


def read_table(content):
    """The header's keys, and (row number, {key: text or Fault}) of each row that has a value.

    ValidationError in the reader's language for whatever cannot be read with certainty.
    """
    if not content.strip():
        raise ValidationError(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise ValidationError(
            _("The file is too large (limit %(mb)s MB).") % {"mb": MAX_BYTES // 1024 // 1024}
        )
    if content.startswith(OLD_EXCEL):
        raise ValidationError(
            _(
                "This is an old Excel file, or one with a password. "
                "Save it as XLSX without a password, then choose it again."
            )
        )
    if content.lstrip().startswith(PICTURES_AND_DOCUMENTS):
        raise ValidationError(_("This is not a table. Choose a CSV or XLSX file."))
    table = _table(xlsx_rows(content) if content.startswith(ZIP) else csv_rows(content))
    used = {
        place
        for _number, cells in table.rows
        for place, cell in enumerate(cells[: len(table.header)])
        if cell
    }
    keys = read_header(table.header, used)
    return keys, [(number, _by_key(keys, cells)) for number, cells in table.rows]


def is_long(content):
    """Whether a file may have more rows than are imported in a second; it is not read for that."""
    if not content.startswith(ZIP):
        return max(content.count(b"\n"), content.count(b"\r")) > FEW_ROWS
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return sum(part.file_size for part in archive.infolist()) > FEW_ROWS * BYTES_OF_A_ROW
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return False  # it is refused at once


def _table(numbered):
    """The first row, and the rows below it that have a value; 50,000 at most."""
    header, rows = None, []
    for number, cells in numbered:
        if header is None:
            header = list(cells)
            while header and not header[-1]:
                header.pop()
            continue
        if not any(cells):
            continue
        if len(rows) == MAX_ROWS:
            raise ValidationError(
                _("The file has more than %(rows)s rows. Divide it into several files.")
                % {"rows": MAX_ROWS}
            )
        rows.append((number, cells))
    if not header:
        raise ValidationError(_("The first row is empty: it must have the headings."))
    if not rows:
        raise ValidationError(_("The file has no rows below the headings."))
    return Table(header, rows)


def _by_key(keys, cells):
    """The cells that have a value, by key; under None what stands beyond the last heading."""
    row = {key: cell for key, cell in zip(keys, cells, strict=False) if cell and key}
    beyond = next((cell for cell in cells[len(keys) :] if cell), None)
    if beyond is not None:
        row[None] = beyond
    return row
