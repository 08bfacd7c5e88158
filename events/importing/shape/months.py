"""Which month and which year a text names."""

import re
from collections.abc import Sequence

from events.importing.files.cells import CellValue
from events.importing.shape.headings import HAS_DAY
from events.importing.shape.person_names import is_no_name
from events.importing.values import months_of
from shkej.lib.albanian import fold
from shkej.lib.bilingual import LANGUAGES

AUTUMN, SHORTEST = 9, 3
MOST_SAID = 4  # cells of a line that is no row
WORD = re.compile(r"[^\W\d_]{3,12}")
LETTERS = re.compile(r"[^\W\d_]+")
OF_MONTH = set("muaj muaji muajit month viti year shkollor school prezenca klasa regjistri".split())
IN_FIGURES = re.compile(r"\b(?:(0?[1-9]|1[0-2])[./-](20[0-9]{2})|(20[0-9]{2})-(0[1-9]|1[0-2]))\b")
SCHOOL_YEAR = re.compile(r"\b(20[0-9]{2})\s*[-–/]\s*(?:20)?([0-9]{2})\b")
YEAR = re.compile(r"\b(20[0-9]{2})\b")
DAY_IN_WORDS = re.compile(r"\b[0-9]{1,2}\.?\s+([^\W\d_]{3,12})")


def month_and_year(texts: Sequence[str]) -> tuple[int | None, int | None]:
    """The first month that texts name, and its year; None for what none of them says."""
    said = (month_in(text) for text in texts)
    month, year = next((found for found in said if found[0]), (None, None))
    return month, year or year_of(texts, month)


def month_in(text: str) -> tuple[int | None, int | None]:
    """(month, year) that a text names; None for what it does not say, and for two months."""
    if found := IN_FIGURES.search(text):
        month, year = (found[1], found[2]) if found[1] else (found[4], found[3])
        return int(month), int(year)
    months = {month for word in WORD.findall(text) if (month := month_called(word))}
    return (months.pop(), None) if len(months) == 1 else (None, None)


def names_day(text: str) -> bool:
    """Whether a text has a day in it: "06.10.2021", "6/10/21", "6 tetor"."""
    return bool(HAS_DAY.search(text)) or any(map(month_called, DAY_IN_WORDS.findall(text)))


def months_named(text: str) -> set[int]:
    """All months that a text names."""
    figures = {int(one or two) for one, _year, _later, two in IN_FIGURES.findall(text)}
    return figures | {month for word in WORD.findall(text) if (month := month_called(word))}


def names_month(cells: Sequence[CellValue]) -> bool:
    """Whether a line says but of which month, or of which year, the days below it are.

    No short name of a month counts, which may be that of a person too.
    """
    texts = [str(cell).strip() for cell in cells if cell]
    if len(texts) > MOST_SAID:
        return False
    line = " ".join(texts)
    words = LETTERS.findall(line)
    if HAS_DAY.search(line) or not all(map(_may_stand_by_month, words)):
        return False
    figures = (text for text in texts if not LETTERS.search(text))
    if not all(IN_FIGURES.fullmatch(text) or YEAR.match(text) for text in figures):
        return False
    has_month = IN_FIGURES.search(line) or any(map(_is_month, words))
    return bool(has_month or SCHOOL_YEAR.search(line) or words and YEAR.search(line))


def _may_stand_by_month(word: str) -> bool:
    return fold(word) in OF_MONTH or is_no_name(word) or _is_month(word)


def _is_month(word: str) -> bool:
    return bool(month_called(word)) and len(word) > SHORTEST or fold(word) in ("maj", "may")


def says_month_or_year(text: str) -> bool:
    """Whether a text can say of which month, or in which year, days are."""
    return any(month_and_year([text]))


def says_month_and_year(text: str) -> bool:
    """Whether a text says of which month and year days are."""
    return all(month_and_year([text]))


def year_of(texts: Sequence[str], month: int | None) -> int | None:
    """The first year that texts name; of a school year the one in which the month is."""
    return next((year for text in texts if (year := year_in(text, month))), None)


def year_in(text: str, month: int | None) -> int | None:
    if found := SCHOOL_YEAR.search(text):
        first = int(found[1])
        if month is None or int(found[2]) != (first + 1) % 100:
            return None
        return first if month >= AUTUMN else first + 1
    years = set(YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def month_called(word: str) -> int | None:
    """The month of that name, or of its first three letters; of "tetori" that of "tetor"."""
    word = fold(word)
    for language in LANGUAGES:
        for number, name in enumerate(months_of(language), 1):
            if word in (name, name[:SHORTEST], f"{name}i"):
                return number
    return None
