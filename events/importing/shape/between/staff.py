"""Tables of staff, trainers or guests on the sheet of a list of those who took part."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from events.importing.codes import CATEGORY_WORDS
from events.importing.files.cells import CellValue, Sheet, SheetLine
from events.importing.shape.headings import Heading, texts_of
from events.importing.shape.person_names import is_no_name
from shkej.lib.albanian import fold

if TYPE_CHECKING:
    from events.importing.shape.tables import Table

# "Trajnerët", "Lista e stafit", "Të ftuarit:"; not "Trajnimi i trajnerëve", nor "Stafi: Drita",
# and none of what staff come to. Of several, as in "Stafi / Të ftuarit", each has to be one.
SEVERAL = re.compile(r"\s*(?:\b(?:dhe|edhe|me|and|with)\b|[,;/&+])\s*")
TITLE = re.compile(
    r"(?!.*\b(?:training|meeting|workshop|course|seminar|session)\b)"
    r"\W*(?:lista e )?(?:te )?(?:stafi?|stafit|staff|personeli|personelit|trajneret|trajnereve|"
    r"facilitatoret|facilitatoreve|lehtesuesit|lehtesuesve|ftuar|ftuarit|ftuarve|"
    r"mysafire|mysafiret|mysafireve|trainers|facilitators|guests)\b[^:]*:?\W*"
)
MOST_WORDS = 4
ROLES = set(
    "trajner trajnere trajneri trajnerja facilitator facilitatore facilitatori facilitatorja "
    "lehtesues lehtesuese lehtesuesi lehtesuesja staf stafi staff trainer".split()
)


def lines_of_staff(tables: Sequence["Table"]) -> list[list[int]]:
    """The lines of people of each of the tables one below the other that is one of staff or guests.

    Its title says so, or the role of each in it; headings of which others are too say no roles, as
    those of a list with a day to which staff alone came. Empty for all others, and for all where
    none of them is a list of others.
    """
    people = [_people_in(sheet, heading) for sheet, heading in tables]
    of_others = [
        heading.texts
        for (_sheet, heading), lines in zip(tables, people, strict=True)
        if not all(map(_has_role, lines.values()))
    ]
    found = [
        list(lines)
        if not sheet.beside and (heading.texts not in of_others or _is_titled(sheet, heading))
        else []
        for (sheet, heading), lines in zip(tables, people, strict=True)
    ]
    return [[] for _lines in found] if all(found) else found


def _people_in(sheet: Sheet, heading: Heading) -> dict[int, list[str]]:
    """{number: texts} of the lines of people below headings."""
    below = {number: texts_of(cells) for number, cells in sheet.rows if number > heading.row}
    return {number: texts for number, texts in below.items() if sum(map(bool, texts)) > 1}


def _has_role(texts: Sequence[str]) -> bool:
    return any(fold(text) in ROLES for text in texts)


def _is_titled(sheet: Sheet, heading: Heading) -> bool:
    return are_of_staff([line for line in sheet.rows if line[0] < heading.row])


def are_of_staff(above: Sequence[SheetLine]) -> bool:
    """Whether the last line above headings says but that staff or guests are below them."""
    return is_title_of_staff(last_filled(above))


def last_filled(lines: Sequence[SheetLine]) -> list[CellValue]:
    """The last of the lines that is not empty."""
    return next((cells for _number, cells in reversed(lines) if any(cells)), [])


def is_title_of_staff(cells: Sequence[CellValue]) -> bool:
    """Whether a line says but that staff or guests are below it."""
    said = [fold(text) for text in texts_of(cells) if text]
    if len(said) != 1 or len(said[0].split()) > MOST_WORDS:
        return False
    parts = list(filter(None, SEVERAL.split(said[0])))
    return bool(parts) and all(map(TITLE.fullmatch, parts))


def lines_below_titles(sheet: Sheet, heading: Heading) -> list[list[int]]:
    """Each title of staff or guests among the rows of a list, with the lines that stand below it.

    They end at another title, or where a line is left free. Empty where there are no others; none
    where the title is that of a category, which the rows below have then.
    """
    found: list[list[int]] = []
    within, last, others = False, 0, 0
    for number, cells in sheet.rows:
        if number <= heading.row:
            continue
        if is_title_of_staff(cells) and not _names_category(cells):
            found.append([])
            within = True
        elif within and (_is_title(cells) or len(found[-1]) > 1 and number > last + 1):
            within = False
        if within:
            found[-1].append(number)
        else:
            others += sum(map(bool, cells)) > 1
        last = number
    return [lines for lines in found if len(lines) > 1] if others else []


def _names_category(cells: Sequence[CellValue]) -> bool:
    return any(CATEGORY_WORDS.get(text.casefold()) == "staff" for text in texts_of(cells))


def _is_title(cells: Sequence[CellValue]) -> bool:
    """Whether a line has but one text that is no whole name: the title of other rows."""
    texts = [text for text in texts_of(cells) if text]
    words = texts[0].split() if len(texts) == 1 else []
    return bool(words) and (len(words) == 1 or any(map(is_no_name, words)))
