"""What a table is before it is understood: cells of text, or a fault instead of a text."""

import enum
import re
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.columns import MAX_COLUMNS
from shkej.lib.numbers import number

MAX_ROWS = 50_000
MAX_MEGABYTES = 10
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
MAX_CELLS = 1_500_000  # of a whole file, filled or empty: 30 in each of the most rows
MAX_LINES = 4 * MAX_ROWS  # with those that are empty
LONGEST_CELL = 32_767  # of every spreadsheet program
LONGEST_SEARCHED = 1_000  # no column takes as much: looking through more would only take time
FEW_SECONDS, MANY_SECONDS = 2, 60  # of the processor, for a page that waits and for the worker
# UTF-8 that was once read as Windows-1252, and letters that a program gave up.
TWICE_ENCODED = re.compile("Ã[«§‹‡\xab\xa7\x8b\x87]|â€|\ufffd")
SURROGATE = re.compile("[\ud800-\udfff]")


class UnreadableCell(enum.Enum):
    """Why a cell has no text."""

    FORMULA = "formula"
    ERROR = "error"
    DAMAGED = "damaged"

    def __str__(self) -> str:
        return "?"


CellValue = str | UnreadableCell
SheetLine = tuple[int, list[CellValue]]  # its number as a spreadsheet shows it, and its cells


@dataclass
class Sheet:
    """One table. `rows`: those that have a value.

    `hidden`: numbers of rows that are hidden or struck through; `is_hidden`: whether all of it is.
    `passed_over`: (number, text) of
    lines that are none of the list. `doubtful`: those of which it is not certain whether the last
    word is a mark. `is_one_of_many`: whether its rows are told by its title.
    `group`: who meets, where other sheets have meetings of others on the same days. `place`: where
    it stands in the file, from 0. Of several tables on one sheet each is a `Sheet`: `number` is
    its own, from 1. Of those side by side `beside` is the number, and `first_column` that of the
    own cells; above the columns `labels` stands of what month or group it is, and left of `margin`
    what may be of all of them.
    """

    title: str
    rows: list[SheetLine]
    hidden: set[int] = field(default_factory=set)
    passed_over: list[tuple[int, str]] = field(default_factory=list)
    doubtful: list[tuple[int, str]] = field(default_factory=list)
    is_one_of_many: bool = False
    group: str = ""
    place: int = 0
    number: int = 0
    beside: int = 0
    first_column: int = 0
    labels: range = range(0)
    margin: int = 0
    is_hidden: bool = False

    @property
    def name(self) -> str:
        """The title; of a second table on one sheet with its number."""
        return f"{self.title} ({self.number})".strip() if self.number > 1 else self.title


class Clock:
    """How long a file may be read: in seconds of the processor, so that a busy machine is none.

    Counting cells refuses what is too much before it is read; this ends what nobody thought of.
    """

    def __init__(self, seconds: float) -> None:
        self.end = time.thread_time() + seconds

    def check(self) -> None:
        """ValidationError where the time is over."""
        if time.thread_time() > self.end:
            raise ValidationError(
                _("Reading this file takes too long. Copy the list alone into a new file.")
            )


def no_table() -> ValidationError:
    """Why a picture or a document is refused."""
    return ValidationError(
        _(
            "This is not a table. Choose a CSV or XLSX file, or copy the table out of the Word or "
            "PDF file and paste it."
        )
    )


def too_many_rows() -> ValidationError:
    """Why a file of that length is refused."""
    return ValidationError(
        _("The file has more than %(rows)s rows. Divide it into several files.")
        % {"rows": number(MAX_ROWS)}
    )


def too_many_cells() -> ValidationError:
    """Why a file with that many cells, filled or empty, is refused."""
    return ValidationError(
        _(
            "The file has more than %(cells)s cells, filled or empty. Copy the list alone into a "
            "new file, or divide it into several."
        )
        % {"cells": number(MAX_CELLS)}
    )


def too_wide(row: int, sheet: str = "") -> ValidationError:
    """Why a file with so many columns is refused."""
    words = {"row": row, "columns": MAX_COLUMNS, "sheet": sheet}
    if not sheet:
        return ValidationError(_("Row %(row)s has more than %(columns)s columns.") % words)
    return ValidationError(
        _(
            "Row %(row)s of the sheet “%(sheet)s” has more than %(columns)s columns. Copy the list "
            "alone into a new file, or divide it into several."
        )
        % words
    )


def unpacks_to_too_much() -> ValidationError:
    """Why a file is refused whose few bytes stand for very many."""
    return ValidationError(_("This file unpacks to far more than a table has."))


def check_length(number: int, cells: Sequence[CellValue]) -> None:
    """Refuse a row of which a cell is longer than any of a spreadsheet can be."""
    if any(len(cell) > LONGEST_CELL for cell in cells if isinstance(cell, str)):
        raise ValidationError(
            _("A cell of row %(row)s has more than %(most)s characters.")
            % {"row": number, "most": LONGEST_CELL}
        )


def without_end(cells: Iterable[CellValue]) -> list[CellValue]:
    """Cells without the empty ones after the last that has a value."""
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def as_seen(text: str) -> str:
    """`text` without signs that nobody sees, each letter with its marks in one piece.

    Windows copies such signs with a date, macOS takes letters apart.
    """
    if not text.isprintable():
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFC", text)


def cell_of(text: str) -> CellValue:
    """`text` as it is seen, without the blanks around it, or why it is none."""
    text = as_seen(text).strip()
    if text.startswith("="):
        return UnreadableCell.FORMULA
    if SURROGATE.search(text) or TWICE_ENCODED.search(text):
        return UnreadableCell.DAMAGED
    return text
