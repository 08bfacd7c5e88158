"""What columns are for what stands in them: days of nobody, no status of an event, whole names."""

from collections.abc import Sequence
from datetime import date

from events.importing.codes import vocabulary
from events.importing.columns import EVENT_COLUMNS, plain
from events.importing.files.cells import CellValue, Sheet, SheetLine
from events.importing.shape.headings import Key
from events.importing.shape.synonyms import FULL_NAME, IGNORED
from events.models import Event


def leave_out_empty_days(keys: list[Key], below: Sequence[SheetLine], sheet: Sheet) -> None:
    """Take a day of a grid under which nobody is marked for none of a meeting."""
    days = [column for column, key in enumerate(keys) if isinstance(key, date)]
    empty = [column for column in days if not values_of(below, column)]
    if len(empty) < len(days) or says_who_came(keys, below, sheet):
        for column in empty:
            keys[column] = IGNORED


def leave_out_marks_of_no_day(keys: list[Key]) -> None:
    """Leave out a column for attendance beside those of days: it says of none of them who came."""
    if any(isinstance(key, date) for key in keys):
        keys[:] = [IGNORED if key == "attendance" else key for key in keys]


def leave_open_what_is_no_status(keys: list[Key], below: Sequence[SheetLine]) -> None:
    """Take “Statusi” in a list of people, which says no status of an event, for what nobody knows.

    Beside other columns of events it is theirs, whatever it says.
    """
    if ({"event", *EVENT_COLUMNS} - {"status"}) & set(keys):
        return
    known = vocabulary(Event.Status).meanings
    for column, key in enumerate(keys):
        values = values_of(below, column) if key == "status" else []
        if values and not any(plain(str(value)) in known for value in values):
            keys[column] = None


def read_whole_names(texts: Sequence[str], keys: list[Key], below: Sequence[SheetLine]) -> None:
    """Take a lone column of names that mostly have two words for one of whole names."""
    if "first_name" not in keys or "last_name" in keys:
        return
    column = keys.index("first_name")
    names = [str(value).split() for value in values_of(below, column)]
    if texts[column] != "first_name" and sum(len(words) > 1 for words in names) * 2 > len(names):
        keys[column] = FULL_NAME


def says_who_came(keys: Sequence[Key], below: Sequence[SheetLine], sheet: Sheet) -> bool:
    """Whether another column than those of days says who came; of a table its own alone."""
    return any(
        key in ("attendance", "headcount")
        and (not sheet.beside or column in sheet.labels)
        and values_of(below, column)
        for column, key in enumerate(keys)
    )


def values_of(below: Sequence[SheetLine], column: int) -> list[CellValue]:
    """The cells of a column that are not empty."""
    cells = (cells[column] for _number, cells in below if len(cells) > column)
    return [cell for cell in cells if cell]
