"""Class grids: names down, the days of a month across, a sheet for each month or group."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from events.importing.files.cells import Sheet, SheetLine
from events.importing.shape.headings import (
    DAY_AND_MONTH,
    DAY_NUMBER,
    Heading,
    Key,
    days_in_order,
)
from events.importing.shape.months import (
    SCHOOL_YEAR,
    month_and_year,
    month_called,
    month_in,
    months_named,
    names_month,
    year_in,
    year_of,
)
from events.importing.values import WEEKDAY, day_and_clock, day_order

LEAP_YEAR = "2020"  # has each day that a month can have
IN_WORDS = re.compile(
    rf"(?:(?:{WEEKDAY})\W+)?([0-9]{{1,2}})\.?\s+([^\W\d_]{{3,12}})\.?", re.IGNORECASE
)


@dataclass
class Days:
    """The days of one table as its headings say them, month and year by what stands near.

    `headings`: texts of the columns headed by a day without its month or year; `still_open`: of
    those whose day is not certain. `numbers`: whether some have no month; `is_said`: whether
    somebody answered. `is_of_all`: whether the year is but one that is said above all tables.
    `lacks_year`: whether the month of all that are open is said, and only the year is missing.
    """

    sheet: Sheet
    heading: Heading
    is_said: bool
    columns: list[int] = field(default_factory=list)
    still_open: list[str] = field(default_factory=list)
    numbers: bool = False
    is_of_all: bool = False
    lacks_year: bool = False

    @property
    def headings(self) -> list[str]:
        """The texts of the columns."""
        return [self.heading.texts[column] for column in self.columns]

    @property
    def month(self) -> tuple[int, int]:
        """(year, month) of the first day that is certain; (0, 0) where none is."""
        keys = [self.heading.keys[column] for column in self.columns]
        return next(((key.year, key.month) for key in keys if isinstance(key, date)), (0, 0))

    def open_again(self, *, lacks_year: bool) -> None:
        """Take none of the days for certain, and what was answered as if it were not yet."""
        for column in self.columns:
            self.heading.keys[column] = None
        self.still_open, self.is_said = self.headings, False
        self.lacks_year = lacks_year

    def answered(self, month: str) -> "Days":
        """The days of which those that were open are of the month and year somebody said."""
        if self.is_said or not month or not self.still_open:
            return self
        again = read_days(self.heading, self.sheet, month)
        again.columns, again.numbers = self.columns, self.numbers
        # Days that were certain before keep the year above all tables: `ask_beside` looks at it.
        again.is_of_all = again.is_of_all or self.is_of_all and self.headings != self.still_open
        return again


def read_slashed_days(heading: Heading, order: str) -> list[str]:
    """Put the day into the key of each column headed by one such as "4/10/21".

    They are read in `order`, or as one of them that can be read one way alone. Returned are the
    headings of which nobody knows how they are read.
    """
    orders = [day_order(text) for text in heading.texts]
    sure = {one for one in orders if one in ("day_first", "month_first")}
    order = order or (sure.pop() if len(sure) == 1 else "")
    either = [
        place
        for place, (one, key) in enumerate(zip(orders, heading.keys, strict=True))
        if one == "either" and key is None
    ]
    if not order:
        return [heading.texts[place] for place in either]
    for place in either:
        heading.keys[place] = day_and_clock(heading.texts[place], order)[0]
    return []


def read_days(heading: Heading, sheet: Sheet, said: str = "") -> Days:
    """Put the day into the key of each column that is headed by one without its month or year.

    Month and year are what was `said`, or the lines above say, or the title of the sheet; of tables
    side by side each has its own. Days that are not certain by these stay unknown.
    """
    found = Days(sheet, heading, is_said=bool(said))
    unknown = [place for place, key in enumerate(heading.keys) if key is None]
    texts = [text if place in unknown else "" for place, text in enumerate(heading.texts)]
    above = [
        line
        for line in sheet.rows
        if line[0] < heading.row or line[0] == heading.row and names_month(line[1])
    ]
    numbers = {column for month in days_in_order(texts) for column in month}
    lack_year = []
    for place in unknown:
        text = texts[place]
        if place in numbers or _is_of_month(text):
            if sheet.beside:
                near = _near_beside(above, sheet, said)
            else:
                near = Near([said, *_nearest_first(above, place), sheet.title])
            found.columns.append(place)
            found.numbers = found.numbers or not _is_of_month(text)
            day = heading.keys[place] = _day_of(text, near)
            if day is None:
                found.still_open.append(text)
                lack_year.append(_lacks_year(text, near))
            elif near.is_of_all(day.month):
                found.is_of_all = True
    found.lacks_year = all(lack_year)
    return found


def ask_beside(tables: Sequence[Days]) -> None:
    """Take no days for certain where tables side by side do not say clearly of what month each is.

    Two have one month, as where a label was copied; or a year that is said above all of them is not
    that of each, as where December stands before January.
    """
    lines: dict[tuple[int, int], list[Days]] = defaultdict(list)
    for table in tables:
        if table.sheet.beside and any(table.month):
            lines[table.sheet.place, table.heading.row].append(table)
    for beside in lines.values():
        months = [table.month for table in beside]
        often = Counter(table.month for table in beside if table.numbers)
        goes_back = months != sorted(months)
        for table in beside:
            is_twice = table.numbers and often[table.month] > 1 and not table.is_said
            if is_twice or goes_back and table.is_of_all:
                table.open_again(lacks_year=not is_twice)


def is_day(text: str, key: Key) -> bool:
    """Whether a column is that of a day, by its heading and what is known of it so far."""
    if isinstance(key, date):
        return True
    return key is None and bool(DAY_NUMBER.fullmatch(text) or _is_of_month(text))


def _is_of_month(text: str) -> bool:
    return bool(DAY_AND_MONTH.fullmatch(text) or IN_WORDS.fullmatch(text))


def _nearest_first(above: Sequence[SheetLine], column: int) -> Iterator[str]:
    """The texts above a column: the nearest line first, in it what stands to the left."""
    for _number, cells in reversed(above):
        yield from (str(cell) for cell in reversed(cells[: column + 1]) if cell)
        yield from (str(cell) for cell in cells[column + 1 :] if cell)


@dataclass
class Near:
    """What is said of the month and year of days, the nearest first.

    `of_all`: what is said of all tables that stand side by side. Of that only the year counts.
    """

    own: Sequence[str]
    of_all: Sequence[str] = ()

    @property
    def month(self) -> int | None:
        """The first month that is named."""
        return next((month for text in self.own if (month := month_in(text)[0])), None)

    def year(self, month: int | None) -> int | None:
        """The year of days in that month."""
        found, year = month_and_year(self.own)
        if year and found == month:
            return year
        return year_of(self.own, month) or year_of(self._of_all(month), month)

    def is_of_all(self, month: int) -> bool:
        """Whether that year is said but once above all tables; a school year is that of each."""
        if year_of(self.own, month):
            return False
        first = next((text for text in self._of_all(month) if year_in(text, month)), "")
        return bool(first) and not SCHOOL_YEAR.search(first)

    def _of_all(self, month: int | None) -> list[str]:
        return [text for text in self.of_all if months_named(text) <= {month}]


def _near_beside(above: Sequence[SheetLine], sheet: Sheet, said: str) -> Near:
    """What is said of one of the tables side by side: above its own columns, and above all."""
    own, of_all, months = [], [], []
    for _number, cells in reversed(above):
        texts = [(place, str(cell)) for place, cell in enumerate(cells) if cell]
        labels = [text for place, text in texts if place in sheet.labels]
        months += [found] if (found := set().union(*map(months_named, labels))) else []
        own += [text for place, text in texts if place in sheet.labels and place >= sheet.margin]
        of_all += [text for place, text in texts if place < sheet.margin]
    named = months[0] if months and len(months[0]) == 1 else set()  # of two none is guessed
    if month := month_in(said)[0]:
        named = {month}
    if named and sheet.beside == 1:  # "Tetor 2021" above the names is the label of the first
        own += [text for text in of_all if months_named(text) == named]
    return Near(
        [said, *(text for text in own if months_named(text) <= named)], [*of_all, sheet.title]
    )


def _day_of(text: str, near: Near) -> date | None:
    """The day that a heading means; None where it is none, or could be two."""
    month = near.month
    if found := DAY_NUMBER.fullmatch(text):
        return _date(near.year(month), month, int(found[1]))
    if found := IN_WORDS.fullmatch(text):
        said = month_called(found[2])
        return _date(near.year(said), said, int(found[1]))
    if not (found := DAY_AND_MONTH.fullmatch(text)):
        return None
    one, two = int(found[1]), int(found[2])
    both = [_date(near.year(two), two, one), _date(near.year(one), one, two)]
    read = {day for day in both if day and month in (None, day.month)}
    return read.pop() if len(read) == 1 else None


def _lacks_year(text: str, near: Near) -> bool:
    """Whether a heading that is no day so far is one in whatever year: its month is said."""
    return _day_of(text, replace(near, own=[*near.own, LEAP_YEAR])) is not None


def _date(year: int | None, month: int | None, day: int) -> date | None:
    try:
        return date(year, month, day) if year and month else None
    except ValueError:
        return None
