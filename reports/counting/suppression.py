"""Small cells hidden in what goes beyond UNICEF (docs/security.md, P11).

A count from 1 to 4 is hidden, and so is as much beside it as is needed that no hidden count follows
from a total: none or at least two are hidden, and together they leave room for several answers.
Where all counts of a line together do not, the total is to be hidden too.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import inf

from reports.counting.disclosure import Knowledge, Place

SMALL = 5  # below this a figure may point to a person (docs/security.md, P11 and P12)
ENOUGH = 3  # so many of a line are hidden, where there are as many


def suppress_row(counts: Sequence[int], *, small: int = SMALL) -> set[int]:
    """Which of the counts of one line are to be hidden: a set of places.

    Hidden are the small ones, and the smallest others, until at least two are hidden and their sum
    allows each of them at least three values. The line's total: see `total_may_be_shown`.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < small}
    while hidden and not _leaves_room([counts[place] for place in hidden], small):
        others = [place for place, count in enumerate(counts) if place not in hidden and count]
        if not others:
            others = [place for place in range(len(counts)) if place not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda place: (counts[place], place)))
    return hidden


def total_may_be_shown(counts: Sequence[int], *, small: int = SMALL) -> bool:
    """Whether the total of a line can be beside what `suppress_row` leaves of its counts."""
    hidden = suppress_row(counts, small=small)
    return not hidden or _leaves_room([counts[place] for place in hidden], small)


def _leaves_room(hidden: Sequence[int], small: int) -> bool:
    """Whether whoever knows the sum of these counts finds at least three values for each.

    A hidden count is known not to be 0: one that is 0 is shown, or its line is not.
    """
    return len(hidden) > 1 and sum(hidden) >= max(small, len(hidden) + 2)


class SuppressionMark(StrEnum):
    """What is in a table in the place of a count."""

    FEW = "few"  # 1 to 4; as the total of a table, 0 to 4
    HIDDEN = "hidden"


def suppress_table(
    rows: Sequence[Sequence[int]], *, small: int = SMALL
) -> dict[Place, SuppressionMark]:
    """{(row, column): Mark} of what is not told of a two-way table of counts.

    Row `len(rows)` and column `len(rows[0])` are the totals. Whoever knows all that is told, and
    that beside a small count only those are hidden that are not small, still finds three values or
    more for each place. What is hidden beside a small count is chosen by where it stands: a choice
    by size would tell something of the size.

    Where that is not enough, or would leave no total of a row, only the totals of the rows are
    told; where that is not enough either, only the total of all; of fewer than five people nothing.
    """
    table = [[*row, sum(row)] for row in rows]
    table.append([sum(column) for column in zip(*table, strict=True)])
    height, width = len(table), len(table[0])
    *places, total = [(r, c) for r in range(height) for c in range(width)]
    if table[-1][-1] < small:
        return dict.fromkeys(places, SuppressionMark.HIDDEN) | {total: SuppressionMark.FEW}
    few = {(r, c): SuppressionMark.FEW for r, c in places if 0 < table[r][c] < small}
    row_lines = [[(r, c) for c in range(width)] for r in range(height)]
    *column_lines, totals = [[(r, c) for r in range(height)] for c in range(width)]
    marks = _hide_beside(table, few, [*row_lines, *column_lines, totals], small)
    if not marks.keys() >= set(totals[:-1]) and _is_safe(table, marks, small):
        return marks
    cells = {place: SuppressionMark.HIDDEN for place in places if place not in totals}
    marks = {place: SuppressionMark.FEW for place in few if place in totals}
    marks = _hide_beside(table, marks, [totals], small)
    if _is_safe(table, marks, small, unknown=cells):
        return cells | marks
    return dict.fromkeys(places, SuppressionMark.HIDDEN)


def _hide_beside(
    table: list[list[int]],
    marks: dict[Place, SuppressionMark],
    lines: list[list[Place]],
    small: int,
) -> dict[Place, SuppressionMark]:
    """`marks`, and more until each of the lines with any has three, as far as there are counts.

    Two would do for most sums, but seldom for small ones. Cells are hidden before totals, and first
    those whose other line has hidden ones already, so that few lines lose anything.
    """
    marks = dict(marks)
    last_row, last_column = len(table) - 1, len(table[0]) - 1

    def preference(place: Place) -> tuple[bool, int, Place]:
        r, c = place
        across = sum(r == q or c == d for q, d in marks)
        return (r < last_row and c < last_column, across, place)

    def free(line: list[Place]) -> list[Place]:
        return [
            (r, c)
            for r, c in line
            if (r, c) not in marks and (r, c) != (last_row, last_column) and table[r][c] >= small
        ]

    def wanting() -> list[Place] | None:
        return next(
            (line for line in lines if 0 < sum(p in marks for p in line) < ENOUGH and free(line)),
            None,
        )

    while line := wanting():
        marks[max(free(line), key=preference)] = SuppressionMark.HIDDEN
    return marks


def _is_safe(
    table: list[list[int]],
    marks: dict[Place, SuppressionMark],
    small: int,
    unknown: Iterable[Place] = (),
) -> bool:
    """Whether nothing of what is marked can be worked out; of `unknown` places nothing is told."""
    limits = {SuppressionMark.FEW: (1, small - 1), SuppressionMark.HIDDEN: (small, inf)}
    known = dict.fromkeys(unknown, (0, inf)) | {p: limits[mark] for p, mark in marks.items()}
    return Knowledge(table, known).exposed(marks) is None
