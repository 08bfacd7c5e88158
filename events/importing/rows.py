"""One row of the file as typed values, and what can be wrong with a row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self, TypedDict

from events.importing.columns import in_column
from events.importing.files.cells import CellValue
from participants.models import Participant

PARTS, LAST_ROW = 200, 1 << 21

# What makes it the same event, here and in later files of the same source: name and day.
EventKey = tuple[str, date]
# A line under the keys of its columns; what has no heading is under None.
RowCells = dict[str | None, CellValue]


class RowNumber(int):
    """What tells a row from the others of its file; written, it is the line of a spreadsheet.

    `line`; `place` and `sheet`: which sheet, by its title where there are several lists. A line
    of people and days is several rows: each has its `part`. `table`: which of those that stand side
    by side on a sheet.
    """

    line: int
    place: int
    sheet: str
    table: int

    @classmethod
    def at(cls, line: int, place: int = 0, sheet: str = "", part: int = 0, table: int = 0) -> Self:
        """The row of that line, sheet and part."""
        number = cls(line + LAST_ROW * (place * PARTS + part))
        number.line, number.place, number.sheet = int(line), place, sheet
        number.table = table
        return number

    def __str__(self) -> str:
        return f"{self.line} ({self.sheet})" if self.sheet else str(self.line)


def row_number(number: int) -> RowNumber:
    """The number of a row, of whatever says it; a mere line is one of the only sheet."""
    return number if isinstance(number, RowNumber) else RowNumber.at(number)


class ProblemData(TypedDict):
    """Why a row cannot be taken, under the keys of the contract."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken: a whole sentence, in the language that was active.

    `is_of_decision`: because of what was decided about who it is.
    """

    row: int
    column: str
    reason: str
    is_of_decision: bool = False

    def as_json(self) -> ProblemData:
        """The problem under the keys of the contract."""
        return {"row": self.row, "column": self.column, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class StatedBirth:
    """What a row says of somebody's age: the `kind` "date", "year" or "age" and its value.

    An age is kept as the year that it implies, year of the event − age.
    """

    kind: str
    value: date | int

    @property
    def year(self) -> int:
        """The year, or for an age the later of the two possible years."""
        return self.value.year if isinstance(self.value, date) else self.value


def birth_of(participant: Participant) -> StatedBirth | None:
    """What is recorded of a person's age, as a file's row would say it."""
    if participant.birth_date:
        return StatedBirth("date", participant.birth_date)
    if participant.birth_year:
        return StatedBirth("year", participant.birth_year)
    if participant.told_age is not None:
        return StatedBirth("age", participant.age_told_on.year - participant.told_age)
    return None


@dataclass(slots=True)
class ImportRow:
    """A row without faults of its own. Two rows are equal when they say the same."""

    number: int = field(compare=False)
    event: str
    day: date
    said: dict[str, Any]  # event columns that have a value
    sex: str
    category: int | None = None
    person: str = ""  # for a headcount the name of the line, in a downloaded register
    first_name: str = ""
    father_name: str = ""
    last_name: str = ""
    birth: StatedBirth | None = None
    age: int | None = None
    organisation: tuple[str, ...] = ()  # (folded name, name as written)
    disability: str = "unknown"
    phone: str = ""
    attendance: str = "present"
    says_attendance: bool = field(default=True, compare=False)  # False: the cell was empty
    headcount: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    # By their casefolded codes.
    new_projects: dict[str, str] = field(default_factory=dict, compare=False)
    knows_person: bool = field(default=False, compare=False)  # an earlier file said the same
    knows_place: bool = field(default=False, compare=False)
    # What of a line of a downloaded register reads as when the file was made: it says nothing.
    untouched: frozenset[str] = field(default=frozenset(), compare=False)
    as_listed: RowCells | None = field(default=None, compare=False)  # where it was corrected here
    nth_as_listed: int = field(default=1, compare=False)  # of the rows that read so in the list

    @property
    def event_key(self) -> EventKey:
        """Which event it is about."""
        return (self.event, self.day)

    @property
    def is_old(self) -> bool:
        """Whether all that it says was imported before: whatever became of it since then stays."""
        return self.knows_person and self.knows_place

    @property
    def expects(self) -> bool:
        """Whether it says of somebody that they are expected, and not whether they came."""
        return self.says_attendance and self.attendance == "unmarked"

    @property
    def is_named(self) -> bool:
        """Whether the row is about one person rather than about a number of people."""
        return self.headcount is None


def one_per_row(problems: Iterable[Problem]) -> list[Problem]:
    """One problem for each bad row, in the file's order, with all its reasons."""
    by_row: dict[tuple[int, int, str], dict[tuple[str, str], None]] = {}
    others = set()  # rows that are bad because of more than a decision
    for problem in problems:
        number = row_number(problem.row)
        row = (number.place, number.line, number.sheet)
        by_row.setdefault(row, {}).setdefault((problem.column, str(problem.reason)))
        if not problem.is_of_decision:
            others.add(row)
    return [
        Problem(row[1], next(iter(found))[0], _in_one(list(found), row[2]), row not in others)
        for row, found in sorted(by_row.items())
    ]


def _in_one(found: list[tuple[str, str]], sheet: str) -> str:
    (_column, first), *others = found
    told = [first, *(str(in_column(column, reason)) for column, reason in others)]
    return " ".join([f"[{sheet}]", *told] if sheet else told)
