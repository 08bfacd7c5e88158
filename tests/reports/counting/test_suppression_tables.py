"""Small cells of a table with totals hidden: none can be worked out (docs/security.md, P11)."""

from collections import defaultdict
from itertools import count as count_from
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.counting.suppression import SMALL, SuppressionMark, suppress_table
from tests.chance import examples

TRIES = 3_000, 300_000  # of one search: few at first, and many where that found too little
SHAPES = st.tuples(st.integers(1, 4), st.integers(1, 4))
TABLES = SHAPES.flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 12), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def with_totals(rows):
    table = [[*row, sum(row)] for row in rows]
    return [*table, [sum(column) for column in zip(*table, strict=True)]]


def told(rows):
    """What a reader finds: each place's count or mark."""
    marks = suppress_table(rows)
    return tuple(
        tuple(marks.get((r, c), count) for c, count in enumerate(row))
        for r, row in enumerate(with_totals(rows))
    )


def limits_of(shown):
    """What the rules say of each place: (lowest, highest)."""
    marks = {SuppressionMark.FEW: (1, SMALL - 1), SuppressionMark.HIDDEN: (SMALL, shown[-1][-1])}
    return [[marks.get(mark, (mark, mark)) for mark in row] for row in shown]


def is_solvable(limits, near, most):
    """Whether a table fits the limits of cells and totals: tried cell by cell, `near` first.

    Brute force that shares nothing with the code under test; what takes too long counts as no.
    """
    tries = count_from(1)
    height, width = len(limits) - 1, len(limits[0]) - 1
    ranges = [list(row[:-1]) for row in limits[:-1]]
    totals = [row[-1] for row in limits[:-1]]

    def bounds(line, limit):
        """What the sum of a line can be."""
        return max(sum(low for low, _high in line), limit[0]), min(
            sum(high for _low, high in line), limit[1]
        )

    def fits():
        columns = list(zip(*ranges, strict=True))
        for lines, sums in ((ranges, totals), (columns, limits[-1][:-1])):
            found = [bounds(line, limit) for line, limit in zip(lines, sums, strict=True)]
            low, high = bounds(found, limits[-1][-1])
            if low > high or any(least > most for least, most in found):
                return False
        return True

    def fill(place):
        if place == height * width:
            return True
        r, c = divmod(place, width)
        low, high = ranges[r][c]
        for count in sorted(range(low, high + 1), key=lambda n: abs(n - near[r][c])):
            ranges[r][c] = (count, count)
            if fits() and next(tries) < most and fill(place + 1):
                return True
        ranges[r][c] = (low, high)
        return False

    return fill(0)


def has_three_values(shown, rows, place):
    """Whether the place can hold three values, looked for beside the true one."""
    return any(_has_three(limits_of(shown), rows, place, most) for most in TRIES)


def _has_three(limits, rows, place, most):
    r, c = place
    low, high = limits[r][c]
    true, found = with_totals(rows)[r][c], 0
    for number in (true, *(true + n for step in range(1, 5) for n in (step, -step))):
        limits[r][c] = (number, number)
        found += low <= number <= high and is_solvable(limits, rows, most)
        if found == 3:
            return True
    return False


@pytest.mark.more
@given(TABLES)
@example([[3, 6, 1, 0], [1, 5, 0, 10], [0, 6, 12, 12], [7, 4, 0, 3]])  # takes many tries
@examples(50)
def test_every_hidden_place_of_a_table_has_at_least_three_values(rows):
    shown = told(rows)
    if shown[-1][-1] == SuppressionMark.FEW:
        return
    if all(mark == SuppressionMark.HIDDEN for row in shown[:-1] for mark in row[:-1]):
        if all(row[-1] == SuppressionMark.HIDDEN for row in shown[:-1]):
            return  # the total alone is told
        # Of the cells nothing is told, so whatever the totals of the rows are, cells fit them.
        shown, rows = [row[-1:] * 2 for row in shown], [[sum(row)] for row in rows]
    places = product(range(len(shown)), range(len(shown[0])))
    for r, c in places:
        if isinstance(shown[r][c], SuppressionMark):
            assert has_three_values(shown, rows, (r, c)), (rows, (r, c))


@given(TABLES)
def test_no_small_count_of_a_table_is_told(rows):
    for marks, counts in zip(told(rows), with_totals(rows), strict=True):
        for mark, count in zip(marks, counts, strict=True):
            assert (
                isinstance(mark, SuppressionMark)
                if 0 < count < SMALL
                else mark in (count, SuppressionMark.HIDDEN, SuppressionMark.FEW)
            )
            assert mark != SuppressionMark.FEW or count < SMALL


def test_who_knows_the_rules_themselves_learns_no_small_count_either():
    """Of all tables of two by two of which the same is told: no small count is alike in all."""
    alike = defaultdict(list)
    for first, second, third in product(range(15), repeat=3):
        for fourth in range(max(15 - first - second - third, 0)):
            rows = [[first, second], [third, fourth]]
            alike[told(rows)].append(with_totals(rows))
    for shown, tables in alike.items():
        are_rows_told = any(row[-1] != SuppressionMark.HIDDEN for row in shown[:-1])
        for r, c in product(range(3), repeat=2):
            counts = {table[r][c] for table in tables}
            if isinstance(shown[r][c], SuppressionMark) and are_rows_told and max(counts) < SMALL:
                assert len(counts) >= 3 or counts == {0}, shown


def test_table_of_fewer_than_five_people_tells_nothing():
    assert told([[1, 1], [0, 2]])[-1] == (
        SuppressionMark.HIDDEN,
        SuppressionMark.HIDDEN,
        SuppressionMark.FEW,
    )
    assert set(told([[1, 1], [0, 2]])[0]) == {SuppressionMark.HIDDEN}
    assert told([[0]])[-1][-1] == SuppressionMark.FEW


def test_table_without_small_counts_is_told_whole():
    assert suppress_table([[5, 0], [20, 7]]) == {}


def test_small_count_takes_others_of_its_row_and_column_with_it():
    shown = told([[2, 9, 30], [20, 30, 40], [10, 20, 30]])

    assert shown[0] == (SuppressionMark.FEW, SuppressionMark.HIDDEN, SuppressionMark.HIDDEN, 41)
    assert shown[-1] == (32, 59, 100, 191)


def test_table_that_cannot_be_protected_keeps_the_totals_of_its_rows():
    shown = told([[1, 5], [5, 9]])

    assert [row[-1] for row in shown] == [6, 14, 20]
    assert {mark for row in shown for mark in row[:-1]} == {SuppressionMark.HIDDEN}
