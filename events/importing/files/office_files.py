"""Old Excel files and those of LibreOffice: their sheets as text."""

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.columns import MAX_COLUMNS
from events.importing.files import calamine_child
from events.importing.files.cells import (
    FEW_SECONDS,
    MAX_CELLS,
    Clock,
    Sheet,
    cell_of,
    check_length,
    too_many_cells,
    too_wide,
    unpacks_to_too_much,
    without_end,
)
from events.importing.files.packages import OF_LIBREOFFICE, PIECE, unreadable

CHILD = Path(calamine_child.__file__)
FEW_MEGABYTES, MANY_MEGABYTES = 200, 600  # of addresses, of which the program itself takes a part
LONGEST_WAIT = 10  # times the seconds of the processor: a busy machine is no fault of the file
ROW, CELLS = "table:table-row", ("table:table-cell", "table:covered-table-cell")
ROWS_REPEATED, COLUMNS_REPEATED = "table:number-rows-repeated", "table:number-columns-repeated"
VALUES = ("office:value", "office:date-value", "office:string-value", "office:value-type")
TABLE = "table:table"
MOST_REPEATED = 1_000
TAGS = 12 * MAX_CELLS


def office_sheets(content: bytes, seconds: float) -> list[Sheet]:
    """All sheets of an XLS or ODS file. ValidationError where it cannot be read in `seconds`."""
    sheets = []
    for line in _read(content, seconds).splitlines():
        told = json.loads(line)
        sheet = _sheet(told["title"], told["rows"], told["merged"])
        sheet.is_hidden = told["hidden"]
        sheets.append(sheet)
    return sheets


def _read(content: bytes, seconds: float) -> bytes:
    megabytes = FEW_MEGABYTES if seconds <= FEW_SECONDS else MANY_MEGABYTES
    limits = map(str, (megabytes, seconds, MAX_CELLS, MAX_COLUMNS))
    command = [sys.executable, "-I", str(CHILD), *limits]
    try:
        child = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=seconds * LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise unpacks_to_too_much() from error
    if child.returncode == 0:
        return child.stdout
    # Ended by a signal, or for want of memory: the limits.
    if child.returncode < 0 or child.returncode == calamine_child.TOO_MUCH:
        raise unpacks_to_too_much()
    if b"MemoryError" in child.stderr or b"memory allocation" in child.stderr:
        raise unpacks_to_too_much()
    raise ValidationError(
        _(
            "This is an old Excel file, or one with a password, that cannot be read. "
            "Save it as XLSX without a password, then choose it again."
        )
    )


def guard_repetition(content: bytes, clock: Clock) -> None:
    """Refuse an ODS file whose few cells stand for very many, before they are laid out."""
    counter = _Counter()
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(OF_LIBREOFFICE) as source:
        try:
            while piece := source.read(PIECE):
                clock.check()
                counter.parser.Parse(piece)
            counter.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise unreadable() from error


class _Counter:
    """How large the tables of an ODS file would be: to the last cell with a value each."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.tags = self.cells = self.rows = self.width = 0
        self.place = self.last = self.height = self.repeated = 0

    def refuse(self, *_declared: object) -> None:
        raise unreadable()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.tags += 1
        if self.tags > TAGS:
            raise too_many_cells()
        if name == TABLE:
            self.rows = self.width = 0
        elif name == ROW:
            self.place = self.last = 0
            self.repeated = _times(attributes.get(ROWS_REPEATED))
        elif name in CELLS:
            times = _times(attributes.get(COLUMNS_REPEATED))
            self.place += times
            if any(value in attributes for value in VALUES):
                if times > MOST_REPEATED:
                    raise unpacks_to_too_much()
                self.last = self.place

    def end(self, name: str) -> None:
        if name == ROW:
            self.rows += self.repeated
            if self.last:
                if self.repeated > MOST_REPEATED or self.last > MAX_CELLS:
                    raise unpacks_to_too_much()
                self.height, self.width = self.rows, max(self.width, self.last)
        elif name == TABLE:
            self.cells += self.height * self.width
            self.height = 0
        if self.cells + self.height * self.width > MAX_CELLS:
            raise unpacks_to_too_much()


def _times(written: str | None) -> int:
    return int(written) if written and written.isdecimal() else 1


def _sheet(title: str, texts: list[list[str]], merged: list) -> Sheet:
    lines = [[cell_of(text) for text in line] for line in texts]
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS:
            raise too_wide(number, title)
    for (top, left), (bottom, right) in merged:
        if left == right and top < len(lines) and left < len(lines[top]):
            for line in lines[top + 1 : bottom + 1]:
                line[left] = line[left] or lines[top][left]
    rows = [(number, without_end(line)) for number, line in enumerate(lines, 1)]
    for number, cells in rows:
        check_length(number, cells)
    return Sheet(title, [(number, cells) for number, cells in rows if cells])
