"""Class grids: names down, the days of a month across, a sheet for each month or group."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from events.importing.files.cells import Sheet, SheetLine
from events.importing.shape.headings import DAY_NUMBER, Heading, Key, days_in_order
from events.importing.values import months_of
from shkej.lib.albanian import fold
from shkej.lib.bilingual import LANGUAGES

AUTUMN, SHORTEST = 9, 3
OF_MONTH = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})\.?")
IN_WORDS = re.compile(r"([0-9]{1,2})\.?\s+([^\W\d_]{3,12})\.?")
WORD = re.compile(r"[^\W\d_]{3,12}")
IN_FIGURES = re.compile(r"\b(?:(0?[1-9]|1[0-2])[./-](20[0-9]{2})|(20[0-9]{2})-(0[1-9]|1[0-2]))\b")
SCHOOL_YEAR = re.compile(r"\b(20[0-9]{2})\s*[-–/]\s*(?:20)?([0-9]{2})\b")
YEAR = re.compile(r"\b(20[0-9]{2})\b")


def read_days(heading: Heading, sheet: Sheet, said: str = "") -> list[str]:
    """Put the day into the key of each column that is headed by one without its month or year.

    Month and year are what was `said`, or the lines above say, or the title of the sheet. Returns
    the headings of those whose day is not certain by these; they stay unknown.
    """
    still_open = []
    unknown = [place for place, key in enumerate(heading.keys) if key is None]
    texts = [text if place in unknown else "" for place, text in enumerate(heading.texts)]
    above = [line for line in sheet.rows if line[0] < heading.row]
    numbers = {column for month in days_in_order(texts) for column in month}
    for place in unknown:
        text = texts[place]
        if place in numbers or _is_of_month(text):
            near = [said, *_nearest_first(above, place), sheet.title]
            heading.keys[place] = _day_of(text, *_month_and_year(near), near)
            if heading.keys[place] is None:
                still_open.append(text)
    return still_open


def is_day(text: str, key: Key) -> bool:
    """Whether a column is that of a day, by its heading and what is known of it so far."""
    if isinstance(key, date):
        return True
    return key is None and bool(DAY_NUMBER.fullmatch(text) or _is_of_month(text))


def _is_of_month(text: str) -> bool:
    return bool(OF_MONTH.fullmatch(text) or IN_WORDS.fullmatch(text))


def name_groups(tables: Sequence[tuple[Sheet, Heading | None]]) -> None:
    """Give each sheet whose days stand in another one too the name of its group: its title."""
    days: dict[int, set[date]] = defaultdict(set)
    for sheet, heading in tables:
        if heading:
            days[sheet.place] |= {key for key in heading.keys if isinstance(key, date)}
    often = Counter(day for of_sheet in days.values() for day in of_sheet)
    for sheet, _heading in tables:
        if any(often[day] > 1 for day in days[sheet.place]):
            sheet.group = sheet.title


def _nearest_first(above: Sequence[SheetLine], column: int) -> Iterator[str]:
    """The texts above a column: the nearest line first, in it what stands to the left."""
    for _number, cells in reversed(above):
        yield from (str(cell) for cell in reversed(cells[: column + 1]) if cell)
        yield from (str(cell) for cell in cells[column + 1 :] if cell)


def _day_of(text: str, month: int | None, year: int | None, near: Sequence[str]) -> date | None:
    """The day that a heading means; None where it is none, or could be two."""
    if found := DAY_NUMBER.fullmatch(text):
        return _date(year, month, int(found[1]))
    if found := IN_WORDS.fullmatch(text):
        said = _month(found[2])
        return _date(_year_of(near, said), said, int(found[1]))
    if not (found := OF_MONTH.fullmatch(text)):
        return None
    one, two = int(found[1]), int(found[2])
    both = [_date(_year_of(near, two), two, one), _date(_year_of(near, one), one, two)]
    read = {day for day in both if day and month in (None, day.month)}
    return read.pop() if len(read) == 1 else None


def _date(year: int | None, month: int | None, day: int) -> date | None:
    try:
        return date(year, month, day) if year and month else None
    except ValueError:
        return None


def _month_and_year(texts: Sequence[str]) -> tuple[int | None, int | None]:
    """The first month that texts name, and its year; None for what none of them says."""
    said = (month_in(text) for text in texts)
    month, year = next((found for found in said if found[0]), (None, None))
    return month, year or _year_of(texts, month)


def month_in(text: str) -> tuple[int | None, int | None]:
    """(month, year) that a text names; None for what it does not say, and for two months."""
    if found := IN_FIGURES.search(text):
        month, year = (found[1], found[2]) if found[1] else (found[4], found[3])
        return int(month), int(year)
    months = {month for word in WORD.findall(text) if (month := _month(word))}
    return (months.pop(), None) if len(months) == 1 else (None, None)


def says_month_or_year(text: str) -> bool:
    """Whether a text can say of which month, or in which year, days are."""
    return any(_month_and_year([text]))


def _year_of(texts: Sequence[str], month: int | None) -> int | None:
    """The first year that texts name; of a school year the one in which the month is."""
    return next((year for text in texts if (year := _year_in(text, month))), None)


def _year_in(text: str, month: int | None) -> int | None:
    if found := SCHOOL_YEAR.search(text):
        first = int(found[1])
        if month is None or int(found[2]) != (first + 1) % 100:
            return None
        return first if month >= AUTUMN else first + 1
    years = set(YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def _month(word: str) -> int | None:
    """The month of that name, or of its first three letters; of "tetori" that of "tetor"."""
    word = fold(word)
    for language in LANGUAGES:
        for number, name in enumerate(months_of(language), 1):
            if word in (name, name[:SHORTEST], f"{name}i"):
                return number
    return None
