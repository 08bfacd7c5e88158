"""What a sign in a cell says: that nobody knows it, or which of the sexes is marked."""

from collections.abc import Mapping

from events.importing.files.cells import CellValue, UnreadableCell
from events.importing.shape.synonyms import FEMALE, MALE

MARKS_BY_SIGN = {FEMALE: "F", MALE: "M"}
UNMARKED = {"0", "-", "–", "—", "/", "jo", "no", "FALSE"}
# Where "-" and "s'ka" mean that nobody knows it.
MAY_BE_UNKNOWN = set(
    "last_name father_name sex birth_date birth_year age phone category organisation "
    "disability".split()
)
UNKNOWN = {"-", "–", "—", "/", "n/a", "s'ka", "s’ka", "ska", "nuk ka"}


def is_unknown(cell: CellValue) -> bool:
    """Whether a cell says that nobody knows what belongs there."""
    return isinstance(cell, str) and cell.casefold() in UNKNOWN


def sex_marked(columns: Mapping[str, CellValue]) -> CellValue:
    """The sex of the one column that is marked; what no mark can be, or both, as it is written."""
    marked = {
        key: cell
        for key, cell in columns.items()
        if isinstance(cell, UnreadableCell) or cell.strip() not in UNMARKED
    }
    for cell in marked.values():
        if isinstance(cell, UnreadableCell) or (cell.isdecimal() and cell != "1"):
            return cell
    return " + ".join(MARKS_BY_SIGN[key] for key in marked)
