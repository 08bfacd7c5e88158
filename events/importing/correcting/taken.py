"""The rows of a list as they are taken in: with their corrections, known again, read as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext_lazy as _

from events.importing.correcting.corrections import Corrections
from events.importing.correcting.lines import CorrectedRows, correct
from events.importing.downloads.added import with_their_event
from events.importing.parsing import Parser
from events.importing.remembered.known_again import KnownAgain, known_again
from events.importing.rows import ImportRow, Problem, RowCells, RowNumber
from events.importing.shape.lists import Lists
from events.models import Centre
from events.models.imported import ImportedRow

CORRECTED_BEFORE = _("Corrected here when it was imported: it stays as it was taken in then.")


@dataclass(frozen=True)
class TakenRows:
    """`rows`: what is looked at; `problems`: why other rows cannot be read, or wait for an answer.

    `cells`: the rows as they stand in the list, corrected; `corrected_before`: {number: what it
    became} of those that were corrected when the list was imported before, and stay as they were
    taken in then; `listed_before`: such rows as the list has them.
    """

    rows: list[ImportRow]
    problems: list[Problem]
    cells: CorrectedRows
    kept: KnownAgain
    corrected_before: dict[RowNumber, ImportedRow]
    listed_before: list[ImportRow]

    @property
    def out(self) -> list[tuple[RowCells, int]]:
        """[(cells, the how many of those that read so)] of the rows that somebody left out."""
        return [(cells, self.kept.nth.get(number, 1)) for number, cells in self.cells.out]

    @property
    def taken_again(self) -> list[int]:
        """Ids of what is kept of rows that were left out once, and are taken now."""
        numbers = {number for number, _cells in self.cells.rows}
        return [pk for number, ids in self.kept.left_out.items() if number in numbers for pk in ids]


def take_in(
    lists: Lists, corrections: Corrections, centre: Centre, parser: Parser, *, is_blank: bool
) -> TakenRows:
    """Read the rows of `lists`; says there which are left out. `is_blank`: nothing is known again.

    Rows that a question waits for have it as their problem: nobody is asked any more.
    """
    kept = known_again(lists.rows, centre, is_blank=is_blank)
    cells = correct(lists, corrections, kept.lines)
    before = _corrected_before(cells, kept)
    lists.left_out += [Problem(number, "", CORRECTED_BEFORE) for number in before]
    waiting = [
        Problem(number, column, question.for_command)
        for question in lists.questions
        for number, column in question.rows
    ]
    passed_over = {problem.row for problem in waiting} | before.keys()
    numbered = with_their_event(cells.rows)
    rows, problems = parser.parse_all([row for row in numbered if row[0] not in passed_over])
    listed, _faults = parser.parse_all([row for row in numbered if row[0] in before])
    _note_as_listed(rows, cells, kept)
    return TakenRows(rows, problems + waiting, cells, kept, before, listed)


def _corrected_before(cells: CorrectedRows, kept: KnownAgain) -> dict[RowNumber, ImportedRow]:
    """Those of the rows that were corrected at an earlier import, and are not corrected anew."""
    as_listed = {number for number, _cells in cells.rows} - cells.listed.keys()
    return {number: row for number, row in kept.corrected.items() if number in as_listed}


def _note_as_listed(rows: Sequence[ImportRow], cells: CorrectedRows, kept: KnownAgain) -> None:
    for row in rows:
        number = cast(RowNumber, row.number)
        row.as_listed = cells.listed.get(number)
        row.nth_as_listed = kept.nth.get(number, 1)
