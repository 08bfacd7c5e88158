"""What a table is before it is understood: cells of text, or a fault instead of a text."""

import enum
import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Table:
    """`header`: the first row. `rows`: (number as a spreadsheet shows it, cells), no empty ones."""

    header: list
    rows: list


def cell_of(text):
    """`text` without the blanks around it, or why it is none."""
    text = text.strip()
    if text.startswith("="):
        return Fault.FORMULA
    if SURROGATE.search(text) or TWICE_ENCODED.search(text):
        return Fault.DAMAGED
    return text
