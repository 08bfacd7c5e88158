"""Tables of staff, trainers or guests above a list of those who took part."""

import re
from collections.abc import Sequence

from events.importing.shape.headings import texts_of
from events.importing.shape.tables import Table
from shkej.lib.albanian import fold

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


def lines_of_staff(table: Table, following: Table) -> list[int]:
    """The lines of people in a table of staff above a list; empty where it is none.

    Its title says so, or the role of each in it; that of a list below it says nothing like it.
    """
    (sheet, heading), (lower, its) = table, following
    if sheet.beside or its.row <= heading.row:
        return []
    above = [texts_of(cells) for number, cells in sheet.rows if number < heading.row]
    below = [(number, texts_of(cells)) for number, cells in sheet.rows if number > heading.row]
    between = [texts_of(cells) for number, cells in lower.rows if number < its.row]
    people = [(number, texts) for number, texts in below if sum(map(bool, texts)) > 1]
    says_so = _is_title(_nearest(above))
    has_roles = bool(people) and all(
        any(fold(text) in ROLES for text in texts) for _number, texts in people
    )
    are_both = _is_title(_nearest([*(texts for _number, texts in below), *between]))
    return [number for number, _texts in people] if (says_so or has_roles) and not are_both else []


def _nearest(lines: Sequence[Sequence[str]]) -> Sequence[str]:
    """The last of the lines that is not empty."""
    return next((texts for texts in reversed(lines) if any(texts)), [])


def _is_title(texts: Sequence[str]) -> bool:
    """Whether a line says but that staff or guests are below it."""
    said = [fold(text) for text in texts if text]
    return len(said) == 1 and len(said[0].split()) <= MOST_WORDS and bool(TITLE.fullmatch(said[0]))
