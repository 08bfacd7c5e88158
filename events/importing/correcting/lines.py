"""The lines of a list that are bad or were corrected here, with the cells to be corrected."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.importing.columns import COLUMNS, in_column
from events.importing.correcting.corrections import (
    NAMES,
    OF_ROW,
    Corrections,
    cell_of,
    corrected,
    line_of,
    one_line,
)
from events.importing.rows import Problem, RowCells, RowNumber, row_number
from events.importing.shape.lists import Lists
from events.importing.unsure.lines import SETTLED_SHOWN

# Lines at once; those that contradict a decision are shown beside it, as many as are decided.
BAD_SHOWN, CORRECTED_SHOWN = 50, 100
# Of either, where a line does not have more: a sent form has 1,000 fields at most.
CELLS_SHOWN = 300
AS_A_SHEET_KEEPS_IT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?")
# Which event or who it is: a row that the others contradict there is left out, or the list changed.
IDENTITY = {"event", "person", *NAMES}
# What is needed to set right another column.
WITH = {
    "last_name": ("first_name",),
    "ends_at": ("starts_at",),
    "age": ("birth_date", "birth_year"),
    "birth_date": ("birth_year", "age"),
    "birth_year": ("birth_date", "age"),
    "age_to": ("age_from",),
}
Cell = tuple[int, str]  # number of a row or line, and column
Place = tuple[int, int, int]


class LineCell(TypedDict):
    """One cell that may be corrected, as JSON can keep it.

    `text`: as it reads now; `listed`: as the list has it; `reasons`: why it is bad; `day`: which
    meeting it is of, where a line has several.
    """

    number: int
    column: str
    text: str
    listed: str
    reasons: list[str]
    day: str


class LineData(TypedDict):
    """One line of the list. `row`: as a spreadsheet numbers it; `words`: who and what it is of.

    `reasons`: what is wrong with it beside its cells. `decided`: whom it names (`Memory.who`),
    where all that is wrong is what was decided about them; else "".
    """

    line: int
    row: str
    words: str
    cells: list[LineCell]
    reasons: list[str]
    is_out: bool
    decided: str


@dataclass
class CorrectedRows:
    """The rows of a list once they are corrected.

    `rows`: those that are taken; `listed`: {number: cells as the list has them} of those that read
    otherwise now; `out`: those that somebody left out, here or when the list was imported before.
    """

    rows: list[tuple[RowNumber, RowCells]] = field(default_factory=list)
    listed: dict[RowNumber, RowCells] = field(default_factory=dict)
    out: list[tuple[RowNumber, RowCells]] = field(default_factory=list)


def correct(lists: Lists, corrections: Corrections, out_before: Container[int]) -> CorrectedRows:
    """The rows of `lists` with the corrections in them; says there which are left out.

    `out_before`: the lines that were left out when the list was imported before.
    """
    found = CorrectedRows()
    for number, cells in lists.rows:
        line = line_of(number)
        if line in out_before and line not in corrections.taken:
            found.out.append((number, cells))
            lists.left_out.append(
                Problem(number, "", _("Left out when it was imported before: it stays left out."))
            )
            continue
        if line in corrections.out:
            found.out.append((number, cells))
            lists.left_out.append(Problem(number, "", _("Left out here, on this page.")))
            continue
        now = corrected(cells, corrections.typed(number))
        if now != cells:
            found.listed[number] = cells
        found.rows.append((number, now))
    return found


class ShownLines:
    """Makes lines to be shown of the rows of one check."""

    def __init__(
        self,
        lists: Lists,
        rows: CorrectedRows,
        who: Mapping[int, str],
    ) -> None:
        """`who`: {number of a row: whom it names}, as `Memory` has it."""
        self.lists, self.rows, self.who = lists, rows, who
        self.out = {line_of(number) for number, _cells in rows.out}

    def bad(self, of_cells: Iterable[Problem], of_plan: Iterable[Problem]) -> list[LineData]:
        """The first lines that are bad, in the order of the file.

        `of_cells`: problems of cells by themselves; `of_plan`: those of rows that contradict others
        or what is recorded, of which some are no cell's. Lines that are bad because of a decision
        are shown where that was made: they are in no other's way.
        """
        found: dict[Place, list[tuple[Problem, bool]]] = {}
        for problems, is_of_plan in ((of_cells, False), (of_plan, True)):
            for problem in problems:
                found.setdefault(_place(problem.row), []).append((problem, is_of_plan))
        decided = {
            place
            for place, its in found.items()
            if all(problem.is_of_decision for problem, _is_of_plan in its)
        }
        others = sorted(found.keys() - decided)[:BAD_SHOWN]
        beside = sorted(decided)[:SETTLED_SHOWN]
        rows = self._rows_of([*others, *beside], self.rows.rows)
        lines = {place: self._line(its, found[place]) for place, its in rows.items()}
        kept = _first({place: lines[place] for place in others if place in lines})
        kept |= {place: lines[place] for place in beside if place in lines}
        return [kept[place] for place in sorted(kept)]

    def corrected(self, bad: Iterable[Problem]) -> list[LineData]:
        """The first lines that were corrected and are good now, or were left out."""
        still_bad = {_place(problem.row) for problem in bad}
        rows = [*self.rows.listed, *(number for number, _cells in self.rows.out)]
        shown = sorted({_place(number) for number in rows} - still_bad)[:CORRECTED_SHOWN]
        found = self._rows_of(shown, [*self.rows.rows, *self.rows.out])
        return list(_first({place: self._line(found[place], []) for place in shown}).values())

    def _rows_of(
        self,
        places: Iterable[Place],
        rows: Iterable[tuple[RowNumber, RowCells]],
    ) -> dict[Place, list[tuple[RowNumber, RowCells]]]:
        wanted = set(places)
        found: dict[Place, list[tuple[RowNumber, RowCells]]] = {}
        for number, cells in rows:
            if _place(number) in wanted:
                found.setdefault(_place(number), []).append((number, cells))
        return found

    def _line(
        self,
        rows: Sequence[tuple[RowNumber, RowCells]],
        problems: Sequence[tuple[Problem, bool]],
    ) -> LineData:
        by_number = dict(rows)
        reasons: dict[Cell, dict[str, None]] = {}
        beside: dict[str, None] = {}
        for problem, is_of_plan in problems:
            number, column, reason = row_number(problem.row), problem.column, str(problem.reason)
            if self._is_cell(number, column, by_number.get(number, {}), is_of_plan=is_of_plan):
                reasons.setdefault((cell_of(number, column), column), {})[reason] = None
            else:
                is_of_column = column and not problem.is_of_decision
                beside[str(in_column(column, reason)) if is_of_column else reason] = None
        cells = {cell: list(found) for cell, found in reasons.items()}
        for cell in [*self._needed(rows[0], cells), *self._typed(rows)]:
            cells.setdefault(cell, [])
        number, said = rows[0]
        return LineData(
            line=line_of(number),
            row=str(number),
            words=_words(said, is_one=len(rows) == 1),
            cells=[self._cell(cell, rows, cells[cell]) for cell in sorted(cells, key=_in_order)],
            reasons=list(beside),
            is_out=line_of(number) in self.out,
            decided=self._decided([problem for problem, _is_of_plan in problems]),
        )

    def _decided(self, problems: Sequence[Problem]) -> str:
        """Whom a line names, where nothing is wrong but what was decided about them; else ""."""
        who = {self.who.get(problem.row, "") for problem in problems if problem.is_of_decision}
        is_all = all(problem.is_of_decision for problem in problems)
        return who.pop() if is_all and len(who) == 1 else ""

    def _is_cell(
        self, number: RowNumber, column: str, cells: RowCells, *, is_of_plan: bool
    ) -> bool:
        """Whether what is wrong can be set right in a cell of the line itself."""
        if column not in COLUMNS or (number.place, number.table, column) in self.lists.said_above:
            return False
        return not is_of_plan or (column in cells and column not in IDENTITY)

    def _needed(self, row: tuple[RowNumber, RowCells], bad: Iterable[Cell]) -> list[Cell]:
        """The cells that are filled, or a name, by which a bad one may be set right as well."""
        number, cells = row
        return [
            (cell_of(number, other), other)
            for _number, column in list(bad)
            for other in WITH.get(column, ())
            if (other in cells or other in NAMES)
            and self._is_cell(number, other, cells, is_of_plan=False)
        ]

    def _typed(self, rows: Sequence[tuple[RowNumber, RowCells]]) -> list[Cell]:
        """The cells that read otherwise than in the list."""
        found = []
        for number, now in rows:
            listed = self.rows.listed.get(number)
            if listed is not None:
                columns = [key for key in {**listed, **now} if listed.get(key) != now.get(key)]
                found += [(cell_of(number, key), key) for key in columns if key]
        return found

    def _cell(
        self,
        cell: Cell,
        rows: Sequence[tuple[RowNumber, RowCells]],
        reasons: list[str],
    ) -> LineCell:
        number, column = cell
        row, now = next((one for one in rows if int(one[0]) == number), rows[0])
        listed = self.rows.listed.get(row, now)
        is_of_day = column in OF_ROW and len(rows) > 1
        return LineCell(
            number=number,
            column=column,
            text=one_line(now.get(column)),
            listed=one_line(listed.get(column)),
            reasons=reasons,
            day=_moment(now) if is_of_day else "",
        )


def _first(lines: Mapping[Place, LineData]) -> dict[Place, LineData]:
    """Of these lines as many as one page takes, and one at least."""
    found: dict[Place, LineData] = {}
    cells = 0
    for place, line in lines.items():
        cells += len(line["cells"])
        if found and cells > CELLS_SHOWN:
            break
        found[place] = line
    return found


def _place(number: int) -> Place:
    """By what lines are told apart and put in order: sheet, line, and table."""
    row = row_number(number)
    return row.place, row.line, row.table


def _in_order(cell: Cell) -> tuple[int, int]:
    number, column = cell
    return list(COLUMNS).index(column), number


def _words(cells: RowCells, *, is_one: bool) -> str:
    """Whom a line names, at which event; when, where it is of one alone."""
    name = " ".join(filter(None, (one_line(cells.get(column)) for column in NAMES)))
    about = [name, one_line(cells.get("event"))]
    return " · ".join(filter(None, [*about, _moment(cells) if is_one else ""]))


def _moment(cells: RowCells) -> str:
    """When it was, as the list says it; a day of a sheet's heading as the reader writes days."""
    said = one_line(cells.get("starts_at"))
    if not AS_A_SHEET_KEEPS_IT.fullmatch(said):
        return said
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:  # no day of the calendar
        return said
    return date_format(moment, f"SHORT_{'DATETIME' if ':' in said else 'DATE'}_FORMAT")
