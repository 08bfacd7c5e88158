"""What columns are for what stands in them: days of nobody, no status, whole names, and more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from events.importing.codes import vocabulary
from events.importing.columns import EVENT_COLUMNS, plain
from events.importing.files.cells import CellValue, Sheet, SheetLine
from events.importing.shape.beside_names import (
    KINDS,
    LETTER_ALONE,
    NUMBER,
    SIGN,
    are_sexes,
    behind,
)
from events.importing.shape.headings import NAMES, Heading, Key
from events.importing.shape.synonyms import FEMALE, FULL_NAME, IGNORED, MALE
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


def with_columns_behind_names(
    heading: Heading, below: list[SheetLine]
) -> tuple[Heading, list[SheetLine]]:
    """A table with a column more for the numbers, and one for the letters, behind most names.

    What a number is will be asked, and so will a letter that can be other than a sex.
    """
    for column, key in enumerate(heading.keys):
        is_ours = heading.texts[column] == key  # of a file in our own form
        names = values_of(below, column) if key in NAMES and not is_ours else []
        if kinds := _said_behind_most(names):
            return _with_columns(heading, below, column, kinds)
    return heading, below


def _said_behind_most(names: Sequence[CellValue]) -> list[str]:
    """The kinds of what stands behind more than half of the names: behind fewer it is a slip."""
    said = [behind(name) for name in names if isinstance(name, str)]
    numbers, signs, letters = ([one[kind] for one in said if kind in one] for kind in KINDS)
    kinds = [NUMBER] if len(numbers) * 2 > len(names) else []
    is_one_letter = len(letters) > 1 and len(set(letters)) == 1  # nobody has all one initial
    may_be_sexes = not letters or is_one_letter or are_sexes(signs + letters)
    if len(signs + letters) * 2 > len(names) and may_be_sexes:
        kinds += [SIGN, LETTER_ALONE] if letters else [SIGN]
    return kinds


def _with_columns(
    heading: Heading, below: Sequence[SheetLine], column: int, kinds: Sequence[str]
) -> tuple[Heading, list[SheetLine]]:
    width = max([len(heading.keys), *(len(cells) for _number, cells in below)])
    lines: list[SheetLine] = []
    for number, cells in below:
        name = cells[column] if len(cells) > column else ""
        said = behind(name, kinds) if isinstance(name, str) else {}
        cells = [*cells, *[""] * (width - len(cells))]
        cells[column] = said.get("", name)
        cells += [said.get(NUMBER, ""), said.get(SIGN) or said.get(LETTER_ALONE, "")]
        lines.append((number, cells))
    signs = [str(cells[-1]) for _number, cells in lines if cells[-1]]
    says_sex = any(key in ("sex", FEMALE, MALE) for key in heading.keys)
    is_sex = bool(signs) and are_sexes(signs) and not says_sex
    keys = [*heading.keys, *[None] * (width - len(heading.keys)), None, "sex" if is_sex else None]
    texts = [*heading.texts, *[""] * (width - len(heading.texts))]
    texts += [_("Number behind the name"), _("Letter behind the name")]
    return replace(heading, keys=keys, texts=texts), lines


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
