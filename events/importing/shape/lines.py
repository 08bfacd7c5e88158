"""The lines below the headings, one by one, as rows of the contract."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.importing.codes import (
    AS_PICTURE,
    CROSSED,
    UNTICKED,
    attendance_vocabulary,
    code_of,
)
from events.importing.columns import plain
from events.importing.files.cells import LONGEST_SEARCHED, CellValue, Sheet, UnreadableCell
from events.importing.rows import Problem, RowCells, RowNumber
from events.importing.shape.between.rows import LinesBetween
from events.importing.shape.between.titles import mark_above
from events.importing.shape.headings import Heading, Key, texts_of
from events.importing.shape.person_cells import put_person, two_phones
from events.importing.shape.questions import Answers
from events.importing.shape.synonyms import CLOCK, DAY, IDENTITY, IGNORED
from events.importing.shape.texts import (
    HOURS_BEHIND_DAY,
    MAY_BE_THE_SAME,
    MAY_BE_UNKNOWN,
    clocks_of,
    is_the_same,
    is_unknown,
)
from events.models import Attendance

if TYPE_CHECKING:
    from events.importing.shape.lists import Lists


class LineReader:
    """Reads the lines of one sheet into `found` (`lists.Lists`)."""

    def __init__(
        self,
        sheet: Sheet,
        heading: Heading,
        keys: Sequence[Key],
        found: "Lists",
        answers: Answers,
    ) -> None:
        self.sheet, self.heading, self.keys = sheet, heading, keys
        self.found, self.answers = found, answers
        self.between = LinesBetween(heading, keys, mark_above(sheet, heading))
        self.above: Sequence[CellValue] = []
        self.numbers: list[RowNumber] = []
        self.beside: list[str] = []  # the lines that are no rows
        self.empty: list[RowNumber] = []
        self.unticked: list[RowNumber] = []
        self.crossed: list[RowNumber] = []
        self.said: set[str] = set()
        self.marked = 0
        self.of_days = any(isinstance(key, date) for key in keys)
        self.title = sheet.title if sheet.is_one_of_many else ""
        self.is_of_contract = not answers.asks and "attendance" in heading.texts

    def number(self, line: int, part: int = 0) -> RowNumber:
        """The number of a row: its line, the sheet, and which part of a line that says several."""
        part += self.sheet.first_column
        return RowNumber.at(line, self.sheet.place, self.title, part, self.sheet.beside)

    def add(self, line: int, cells: Sequence[CellValue]) -> None:
        """Take a line in, or say why it is none; a cell too long for any column stays too long."""
        cells = [cell[:LONGEST_SEARCHED] if isinstance(cell, str) else cell for cell in cells]
        if reason := self.between.reason(cells):
            self.beside.append(" ".join(filter(None, texts_of(cells))))
            self.leave_out(line, reason)
            return
        if line in self.sheet.hidden:
            if self.answers.hidden == "leave":
                self.leave_out(line, _("Hidden or struck through."))
                return
            if not self.answers.hidden:
                self.found.hidden.append(self.number(line))
        row = self._cells(cells, line)
        days = [
            (key, cells[column] if column < len(cells) else "")
            for column, key in enumerate(self.keys)
            if isinstance(key, date)
        ]
        if not days:
            is_marked = "attendance" in self.keys or "attendance" in self.between.said
            self._take(self.number(line), row, has_marks=is_marked)
        elif "attendance" in self.between.said:
            row.pop("attendance", None)  # each day has marks of its own
        for part, (day, mark) in enumerate(days):
            of_day = row | {"starts_at": self._moment(day.isoformat(), row)}
            if mark:
                of_day["attendance"] = mark
            self._take(self.number(line, part), of_day, has_marks=True)

    def leave_out(self, line: int, reason: str) -> None:
        """Say of a line why it is not taken."""
        self.found.left_out.append(Problem(self.number(line), "", reason))

    def _take(self, number: RowNumber, row: RowCells, *, has_marks: bool) -> None:
        self.numbers.append(number)
        self.found.rows.append((number, row))
        if has_marks and "headcount" not in row:
            mark = str(row.get("attendance", "")).replace(AS_PICTURE, "")
            if not mark:
                self.empty.append(number)
            elif mark == UNTICKED:
                self.unticked.append(number)
            else:
                self.marked += 1
                self.said.add(mark)
            if mark == CROSSED:
                self.crossed.append(number)

    def finish(self) -> None:
        """Fill in what empty cells mean in a column in which others are marked.

        Where no box of a list is ticked, nobody has filled it in: its boxes are as empty cells.
        """
        if self.crossed and not self._says_present():
            self._read_crossed()
        if self.marked and not self.of_days and "attendance" not in self.keys:
            self._find_unmarked()
        if not self.marked and self._asks_about_no_mark():
            self.empty += self.unticked
        if not self.empty or (self.is_of_contract and not self.answers.empty):
            return
        if not self.marked and not self._asks_about_no_mark():
            return
        if not self.answers.empty:
            self.found.empty += self.empty
            return
        waiting = set(self.empty)
        if self.answers.empty == "leave_out":
            rows = self.found.rows
            self.found.rows = [row for row in rows if row[0] not in waiting]
            self.found.left_out += [
                Problem(number, "attendance", _("No mark in this row.")) for number in self.empty
            ]
            return
        for number, row in self.found.rows:
            if number in waiting:
                row["attendance"] = self.answers.empty

    def _find_unmarked(self) -> None:
        """Take who stands under no title of marks, where others do, as those without a mark."""
        own = set(self.numbers)
        self.empty = [
            number
            for number, row in self.found.rows
            if number in own and not {"attendance", "headcount"} & row.keys()
        ]

    def _says_present(self) -> bool:
        """Whether somebody of the list is present by another mark than one like ☒ itself."""
        words = attendance_vocabulary(self.answers.letters or None)
        marks = {mark for mark in self.said if plain(mark) != "x"}
        return any(code_of(mark, words) == Attendance.PRESENT for mark in marks)

    def _read_crossed(self) -> None:
        """Put what was answered for ☒ and ☐ where no box is ticked; else ask what they mean."""
        meanings = dict.fromkeys(self.unticked, Attendance.PRESENT.value)
        if self.answers.crossed == "present":
            meanings = dict.fromkeys(self.unticked, Attendance.ABSENT.value)
        meanings |= dict.fromkeys(self.crossed, self.answers.crossed)
        if not self.answers.crossed:
            self.found.crossed += meanings
            return
        for number, row in self.found.rows:
            if number in meanings:
                row["attendance"] = meanings[number]

    def _asks_about_no_mark(self) -> bool:
        """Whether nothing stands in any column for marks: coloured cells, or a list not filled."""
        return self.answers.asks or self.of_days

    def _key(self, place: int) -> Key:
        return self.keys[place] if place < len(self.keys) else None

    # What a row says

    def _cells(self, cells: Sequence[CellValue], line: int) -> RowCells:
        row: RowCells = {}
        cells = [self._as_above(place, cell) for place, cell in enumerate(cells)]
        self.above = cells
        for place, cell in enumerate(cells):
            key = self._key(place)
            if cell and key is None:
                row[None] = cell
            elif cell and key not in (IGNORED, IDENTITY) and not isinstance(key, date):
                if key == "phone" and key in row:
                    self.leave_out(line, two_phones())
                elif key not in MAY_BE_UNKNOWN or not is_unknown(cell):
                    row[key] = cell
        self._event(row)
        put_person(row, self.between.said, partial(self.leave_out, line))
        return row

    def _as_above(self, place: int, cell: CellValue) -> CellValue:
        """A cell, or that of the row above where it says to be the same."""
        if self._key(place) not in MAY_BE_THE_SAME or not is_the_same(cell):
            return cell
        return self.above[place] if place < len(self.above) and self.above[place] else cell

    def _event(self, row: RowCells) -> None:
        for key in ("event", "venue", "project"):
            if key in self.heading.facts:
                row.setdefault(key, self.heading.facts[key])
        if self.answers.event:
            row.setdefault("event", self._event_called())
        day = row.pop(DAY, None) or self.heading.facts.get(DAY)
        if day and "starts_at" not in row:
            row["starts_at"] = day if isinstance(day, UnreadableCell) else self._moment(day, row)
        row.pop(CLOCK, None)
        given = self.heading.facts.get("starts_at") or self.answers.starts_at
        if given:
            row.setdefault("starts_at", given)

    def _event_called(self) -> str:
        """As somebody said, with the name of the group where others meet on the same days."""
        name, group = self.answers.event, self.sheet.group
        return name if self.answers.chosen or not group else f"{name} – {group}"

    def _moment(self, day: str, row: RowCells) -> str:
        """A day with the hours that its own cell or a line above says."""
        day, *own_hours = HOURS_BEHIND_DAY.split(day, maxsplit=1)
        hours = row.get(CLOCK) or self.heading.facts.get(CLOCK) or "".join(own_hours)
        start, end = clocks_of(str(hours))
        if end:
            row.setdefault("ends_at", f"{day} {end}")
        return f"{day} {start}" if start and ":" not in day else day
