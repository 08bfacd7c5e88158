"""Titles between the rows that say something of those below: "Mungojnë", "Vajzat", "Prindër"."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from django.utils.functional import cached_property

from events.importing.codes import OTHER_WORDS, category_vocabulary, vocabulary
from events.importing.columns import plain
from events.importing.files.cells import CellValue, Sheet
from events.importing.marks import MARKS, MAY_BE_NAMES, OF_SEVERAL
from events.importing.shape.between.staff import last_filled
from events.importing.shape.headings import Heading, texts_of
from events.models import Attendance
from participants.models import Category, Sex
from shkej.lib.albanian import fold

WORD = re.compile(r"[^\W\d_]+")
MOST_LETTERS = 60
SEXES = (Sex.FEMALE, Sex.MALE)
# Whom such a title names, and what joins the words of it.
OF_WHOM = set(
    "lista listen e te qe femije femijet femijeve nxenesit nxenesve prinderit prinderve "
    "pjesemarresit pjesemarresve ata ato cilet kane jane ishin sot list of the who were children "
    "participants".split()
)


class Titles:
    """Reads what titles say of those below them; the words for categories are looked up once."""

    def said_by(self, title: str) -> dict[str, str]:
        """The attendance, category or sex that a title names: "Mungojnë", "Prindër", "Vajzat"."""
        if mark := mark_said_by(title):
            return {"attendance": mark}
        if plain(title) in self._categories:
            return {"category": title}
        if len(title) > 1 and self._sexes.get(plain(title)) in SEXES:
            return {"sex": title}
        return {}

    @cached_property
    def _categories(self) -> Mapping[str, int]:
        return category_vocabulary(list(Category.objects.all())).meanings

    @cached_property
    def _sexes(self) -> Mapping[str, str]:
        return vocabulary(Sex).meanings


def mark_said_by(title: str) -> str:
    """The attendance that a title names of those below it; "" of any other text."""
    if len(title) > MOST_LETTERS:
        return ""
    words = [fold(word) for word in WORD.findall(title)]
    meant = " ".join(word for word in words if word not in _of_whom())
    return _marks().get(" ".join(words)) or _marks().get(meant) or ""


def mark_of_title(cells: Sequence[CellValue]) -> str:
    """The attendance that a line names which has nothing else in it; "" of any other line."""
    said = [text for text in texts_of(cells) if text]
    return mark_said_by(said[0]) if len(said) == 1 else ""


def mark_above(sheet: Sheet, heading: Heading) -> str:
    """The attendance that the title above a table names; side by side each has its own."""
    above = last_filled([line for line in sheet.rows if line[0] < heading.row])
    own = [cell for place, cell in enumerate(above) if place in sheet.labels]
    return mark_of_title(above) or (mark_of_title(own) if sheet.beside else "")


@cache
def _of_whom() -> set[str]:
    return OF_WHOM | {fold(word) for word in OTHER_WORDS[Sex] if len(word) > 1}


@cache
def _marks() -> dict[str, str]:
    words = {fold(word): mark for word, mark in (MARKS | OF_SEVERAL).items() if len(word) > 1}
    words |= {fold(code): code for code in Attendance.values if code != Attendance.UNMARKED}
    return {word: mark for word, mark in words.items() if word not in MAY_BE_NAMES}
