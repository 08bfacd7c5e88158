"""What a table is before it is understood: cells of text, or a fault instead of a text."""

import enum
import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_ROWS = 50_000
MAX_BYTES = 50 * 1024 * 1024
# UTF-8 that was once read as Windows-1252, and letters that a program gave up.
TWICE_ENCODED = re.compile("Ã[«§‹‡\xab\xa7\x8b\x87]|â€|\ufffd")
SURROGATE = re.compile("[\ud800-\udfff]")


class Fault(enum.Enum):
    """Why a cell has no text."""

    FORMULA = "formula"
    ERROR = "error"
    DAMAGED = "damaged"

    def __str__(self):
        return "?"


@dataclass
class Sheet:
    """One table. `rows`: (number as a spreadsheet shows it, cells) of those that have a value.

    `hidden`: numbers of rows that are hidden or struck through. `passed_over`: (number, text) of
    lines that are none of the list. `is_one_of_many`: whether its rows are told by its title.
    """

    title: str
    rows: list
    hidden: set = field(default_factory=set)
    passed_over: list = field(default_factory=list)
    is_one_of_many: bool = False


def too_many_rows():
    """Why a file of that length is refused."""
    return ValidationError(
        _("The file has more than %(rows)s rows. Divide it into several files.")
        % {"rows": MAX_ROWS}
    )


def without_end(cells):
    """Cells without the empty ones after the last that has a value."""
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def cell_of(text):
    """`text` without the blanks around it, or why it is none."""
    text = text.strip()
    if text.startswith("="):
        return Fault.FORMULA
    if SURROGATE.search(text) or TWICE_ENCODED.search(text):
        return Fault.DAMAGED
    return text
