"""Tables of staff, trainers or guests on the sheet of a list of those who took part."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from events.importing.files.cells import CellValue, Sheet, SheetLine
from events.importing.shape.headings import Heading, texts_of
from shkej.lib.albanian import fold

if TYPE_CHECKING:
    from events.importing.shape.tables import Table

# "Trajnerët", "Lista e stafit", "Të ftuarit:"; not "Trajnimi i trajnerëve", nor "Stafi: Drita".
TITLE = re.compile(
    r"\W*(?:lista e )?(?:te )?(?:stafi?|stafit|staff|personeli|personelit|trajneret|trajnereve|"
    r"facilitatoret|facilitatoreve|lehtesuesit|lehtesuesve|ftuar|ftuarit|ftuarve|"
    r"trainers|facilitators|guests)\b[^:]*:?\W*"
)
MOST_WORDS = 4
ROLES = set(
    "trajner trajnere trajneri trajnerja facilitator facilitatore facilitatori facilitatorja "
    "lehtesues lehtesuese lehtesuesi lehtesuesja staf stafi staff trainer".split()
)


def lines_of_staff(tables: Sequence["Table"]) -> list[list[int]]:
    """The lines of people of each of the tables one below the other that is one of staff or guests.

    Its title says so, or the role of each in it. Empty for all others, and for all where none of
    them is a list of others.
    """
    found = [_lines_of_staff(sheet, heading) for sheet, heading in tables]
    return [[] for _lines in found] if all(found) else found


def _lines_of_staff(sheet: Sheet, heading: Heading) -> list[int]:
    if sheet.beside:
        return []
    above = [line for line in sheet.rows if line[0] < heading.row]
    below = [(number, texts_of(cells)) for number, cells in sheet.rows if number > heading.row]
    people = [(number, texts) for number, texts in below if sum(map(bool, texts)) > 1]
    have_roles = all(any(fold(text) in ROLES for text in texts) for _number, texts in people)
    return [number for number, _texts in people] if have_roles or are_of_staff(above) else []


def are_of_staff(above: Sequence[SheetLine]) -> bool:
    """Whether the last line above headings says but that staff or guests are below them."""
    return is_title_of_staff(last_filled(above))


def last_filled(lines: Sequence[SheetLine]) -> list[CellValue]:
    """The last of the lines that is not empty."""
    return next((cells for _number, cells in reversed(lines) if any(cells)), [])


def is_title_of_staff(cells: Sequence[CellValue]) -> bool:
    """Whether a line says but that staff or guests are below it."""
    said = [fold(text) for text in texts_of(cells) if text]
    return len(said) == 1 and len(said[0].split()) <= MOST_WORDS and bool(TITLE.fullmatch(said[0]))
