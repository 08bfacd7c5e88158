"""From the texts of one row to an `ImportRow`, or to the reasons why it is none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing import values
from events.importing.codes import (
    attendance_vocabulary,
    category_vocabulary,
    meaning,
    vocabulary,
)
from events.importing.columns import HEADCOUNT_COLUMNS, PERSON_COLUMNS, plain
from events.importing.downloads.names import register_of
from events.importing.files.cells import UnreadableCell
from events.importing.rows import ImportRow, Problem, RowCells, RowNumber, StatedBirth
from events.models import Attendance, Event
from participants.lib.births import OLDEST_AGE
from participants.models import Category, Disability, Sex
from shkej.lib.albanian import fold
from shkej.lib.dates import age_on, local_moment

T = TypeVar("T")

MOST_COUNTED = 100_000


class Parser:
    """Parses rows against the words and the projects that this database knows."""

    def __init__(
        self,
        *,
        categories: Sequence[Category],
        projects: Mapping[str, str],
        may_create_projects: bool,
        letters: str | None = None,
        dates: str = "",
    ) -> None:
        """`projects`: {casefolded code: code} of those that may be used.

        `letters`: the language whose letters of marks the file has; None where nobody said.
        `dates`: "day_first" or "month_first" where slashes can be read both ways.
        """
        self.words = {
            "kind": vocabulary(Event.Kind),
            "status": vocabulary(Event.Status),
            "sex": vocabulary(Sex),
            "disability": vocabulary(Disability),
            "attendance": attendance_vocabulary(letters),
            "category": category_vocabulary(categories),
        }
        self.projects, self.dates = projects, dates
        self.may_create_projects = may_create_projects

    def parse(self, number: RowNumber, cells: RowCells) -> tuple[ImportRow | None, list[Problem]]:
        """The row and an empty list, or None and its problems."""
        reader = RowReader(self, number, cells)
        row = reader.row()
        return (None, reader.problems) if reader.problems else (row, [])

    def parse_all(
        self, numbered: Iterable[tuple[RowNumber, RowCells]]
    ) -> tuple[list[ImportRow], list[Problem]]:
        """The rows that can be read, and the problems of the others."""
        rows, problems = [], []
        for number, cells in numbered:
            row, faults = self.parse(number, cells)
            if row:
                rows.append(row)
            problems += faults
        return rows, problems


class RowReader:
    """Reads one row; gathers what is wrong instead of stopping at the first fault."""

    def __init__(self, parser: Parser, number: RowNumber, cells: RowCells) -> None:
        self.parser, self.number, self.cells = parser, number, cells
        self.problems: list[Problem] = []
        self.new_projects: dict[str, str] = {}

    def row(self) -> ImportRow:
        """The row; incomplete where `problems` are."""
        self._faults()
        is_count = "headcount" in self.cells
        event = self._read("event", values.text_without_identity_number, 100)
        day, start = self._start()
        if not event:
            self._require("event", _("Enter the name of the event."))
        if day is None:
            self._require("starts_at", _("Enter when the event starts."))
        row = ImportRow(
            number=self.number,
            event=event or "",
            day=day,
            said=self._event_facts(day, start),
            sex=self._word("sex") or Sex.UNKNOWN,
            category=self._word("category"),
            attendance=self._word("attendance") or Attendance.PRESENT,
            says_attendance="attendance" in self.cells,
        )
        row.new_projects = self.new_projects
        if is_count:
            self._count(row)
        else:
            self._person(row)
        return row

    # The cells

    def _problem(self, column: str, reason: str) -> None:
        self.problems.append(Problem(self.number, column, str(reason)))

    def _require(self, column: str, reason: str) -> None:
        """A missing value; not said twice where the cell has one that is faulty."""
        if not any(problem.column == column for problem in self.problems):
            self._problem(column, reason)

    def _read(self, column: str, read: Callable[..., T], *limits: object) -> T | None:
        """The value of a cell by the function `read`; None where it is empty or faulty."""
        raw = self.cells.get(column)
        if raw is None:
            return None
        try:
            return read(raw, *limits)
        except ValidationError as refusal:
            self._problem(column, " ".join(refusal.messages))
            return None

    def _word(self, column: str) -> Any:
        return self._read(column, meaning, self.parser.words[column])

    def _faults(self) -> None:
        """Tell of the cells that have no text, and go on without them."""
        for column, cell in list(self.cells.items()):
            if column is None:
                self._problem("", _("The row has more cells than the first row has headings."))
            elif isinstance(cell, UnreadableCell):
                self._problem(column, fault_sentence(cell))
            else:
                continue
            del self.cells[column]

    # The event

    def _start(self) -> tuple[date, datetime] | tuple[None, None]:
        found = self._read("starts_at", values.day_and_clock, self.parser.dates)
        if found is None:
            return None, None
        day, clock = found
        try:
            return day, local_moment(day, clock or time(0))
        except ValidationError as refusal:
            self._problem("starts_at", " ".join(refusal.messages))
            return None, None

    def _event_facts(self, day: date | None, start: datetime | None) -> dict[str, Any]:
        """What this row says of its event, by column; a day without a time says no start."""
        said = {
            "title_sq": self._read("title_sq", values.text_of, 200),
            "title_en": self._read("title_en", values.text_of, 200),
            "venue": self._read("venue", values.text_of, 200),
            "kind": self._word("kind"),
            "status": self._word("status"),
            "project": self._read("project", self._projects),
        }
        if start is not None:
            clock = values.day_and_clock(self.cells["starts_at"], self.parser.dates)[1]
            said["starts_at"] = start if clock else None
            said["ends_at"] = self._end(day, start if clock else None)
        return {column: value for column, value in said.items() if value}

    def _end(self, day: date, start: datetime | None) -> datetime | None:
        """The end; a day alone ends at its last minute, and says nothing on the first day."""
        found = self._read("ends_at", values.day_and_clock, self.parser.dates)
        if found is None:
            return None
        last, clock = found
        try:
            end = local_moment(last, clock or time(23, 59))
        except ValidationError as refusal:
            self._problem("ends_at", " ".join(refusal.messages))
            return None
        if last < day or (start and end < start):
            self._problem("ends_at", _("The end cannot be before the start."))
            return None
        return None if last == day and clock is None else end

    def _projects(self, raw: str) -> frozenset[str]:
        """The codes of a cell, casefolded."""
        codes: dict[str, str] = {}
        for part in raw.split(";"):
            code = values.text_of(part, 40)
            if code:
                codes.setdefault(code.casefold(), code)
        new = {key: code for key, code in codes.items() if key not in self.parser.projects}
        if new and not self.parser.may_create_projects:
            raise ValidationError(
                _("There is no project with the code “%(code)s”.")
                % {"code": next(iter(new.values()))}
            )
        self.new_projects = new
        return frozenset(codes)

    # The people

    def _count(self, row: ImportRow) -> None:
        row.headcount = self._read("headcount", values.number_of, 1, MOST_COUNTED) or 0
        row.person = self._name_of_line()
        for column in PERSON_COLUMNS:
            if column in self.cells and not (column == "person" and row.person):
                self._problem(
                    column,
                    _("A row has either a person or a headcount, so this cell must be empty."),
                )
        if row.attendance not in (Attendance.PRESENT, Attendance.LATE):
            self._problem("attendance", _("A headcount counts people who came."))
        row.age_from = self._read("age_from", values.number_of, 0, OLDEST_AGE)
        row.age_to = self._read("age_to", values.number_of, 0, OLDEST_AGE)
        if None not in (row.age_from, row.age_to) and row.age_to < row.age_from:
            self._problem("age_to", _("The second age cannot be below the first."))

    def _name_of_line(self) -> str:
        """What a line of a downloaded register is called."""
        name = str(self.cells.get("person", "")).strip()
        return name if register_of(name) else ""

    def _person(self, row: ImportRow) -> None:
        for column in HEADCOUNT_COLUMNS:
            if column in self.cells:
                self._problem(column, _("This cell is for headcounts only: leave it empty."))
        row.person = self._read("person", values.text_without_identity_number, 100) or ""
        # Who is on a register is called there as somebody recorded it.
        is_recorded = register_of(row.person)
        name_of = values.recorded_name_of if is_recorded else values.name_of
        first_of = name_of if is_recorded or "last_name" in self.cells else values.lone_name_of
        row.first_name = self._read("first_name", first_of) or ""
        row.last_name = self._read("last_name", name_of) or ""
        row.father_name = self._read("father_name", name_of) or ""
        if not row.first_name and not row.last_name:
            self._require("last_name", _("Enter the first name, or a headcount."))
        elif not row.first_name:
            self._require("first_name", _("Enter the first name."))
        row.organisation = self._read("organisation", self._organisation) or ()
        row.disability = self._word("disability") or Disability.UNKNOWN
        row.phone = self._read("phone", values.phone_of) or ""
        if row.day:
            self._birth(row)

    def _organisation(self, raw: str) -> tuple[str, str]:
        name = values.text_without_identity_number(raw, 200)
        if not plain(name):
            raise ValidationError(_("A name has letters."))
        return (fold(name), name)

    def _birth(self, row: ImportRow) -> None:
        """One fact about the age: a date says more than a year, a year more than an age."""
        born = self._read("birth_date", values.birth_date_of, self.parser.dates)
        year = self._read("birth_year", values.birth_year_of)
        row.age = self._read("age", values.age_of)
        if born:
            row.birth = StatedBirth("date", born)
            self._check_age("birth_date", age_on(born, row.day))
        elif year is not None:
            row.birth = StatedBirth("year", year)
            self._check_age("birth_year", row.day.year - year)
        elif row.age is not None:
            row.birth = StatedBirth("age", row.day.year - row.age)
        if born and year is not None and year != born.year:
            self._problem("birth_year", _("The year of birth is not that of the date of birth."))
        if row.age is not None and row.birth and not agrees(row.birth, row.age, row.day):
            self._problem("age", _("The age does not fit the date or the year of birth."))

    def _check_age(self, column: str, age: int | None) -> None:
        if age is None or age < 0:
            self._problem(column, _("Nobody is born after the event."))
        elif age > OLDEST_AGE:
            self._problem(column, _("Nobody is older than 120 years at the event."))


def agrees(birth: StatedBirth, age: int, day: date) -> bool:
    """Whether an age told at an event can be true: of a year, before or after that birthday."""
    if isinstance(birth.value, date):
        return age == age_on(birth.value, day)
    return day.year - birth.value - age in (0, 1)


def fault_sentence(fault: UnreadableCell) -> str:
    """Why a cell has no text, for people."""
    match fault:
        case UnreadableCell.FORMULA:
            return _("There is a formula in this cell: save the file with values only.")
        case UnreadableCell.ERROR:
            return _("The spreadsheet shows an error in this cell.")
    return _("Letters of this cell are damaged: save the file as “CSV UTF-8”.")
