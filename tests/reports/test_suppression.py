"""Small cells hidden: nobody can work a hidden count out from what is shown (SECURITY, P11)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.suppression import SMALL, suppress_row, total_may_be_told

COUNTS = st.integers(0, 9)


def ways(total, parts):
    """Every way to write `total` as a sum of so many counts, none of them 0."""
    if parts == 1:
        return [(total,)] if total else []
    return [(first, *rest) for first in range(1, total) for rest in ways(total - first, parts - 1)]


@given(st.lists(COUNTS, min_size=1, max_size=6))
@settings(deadline=None)
def test_every_hidden_count_of_a_line_has_at_least_three_values(counts):
    hidden = sorted(suppress_row(counts))

    assert all(place in hidden for place, count in enumerate(counts) if 0 < count < SMALL)
    if hidden and total_may_be_told(counts):
        answers = ways(sum(counts[place] for place in hidden), len(hidden))
        for number in range(len(hidden)):
            assert len({answer[number] for answer in answers}) >= 3


@given(st.lists(COUNTS, min_size=1, max_size=6))
@settings(deadline=None)
def test_line_whose_total_is_not_told_tells_no_count_at_all(counts):
    if not total_may_be_told(counts):
        assert suppress_row(counts) == set(range(len(counts)))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6).filter(lambda row: 0 < sum(row) < SMALL))
def test_total_under_five_is_not_told(counts):
    assert not total_may_be_told(counts)


@pytest.mark.parametrize("counts", [[1, 1, 1, 1, 1], [2, 1, 1, 1]])
def test_total_of_many_small_counts_that_gives_them_away_is_not_told(counts):
    assert not total_may_be_told(counts)


def test_many_small_counts_take_another_with_them():
    assert suppress_row([1, 1, 1, 1, 1, 30, 9]) == {0, 1, 2, 3, 4, 6}


def test_total_of_nobody_or_of_enough_is_told():
    assert total_may_be_told([0, 0])
    assert total_may_be_told([1, 1, 10])


def test_nothing_small_hides_nothing():
    assert suppress_row([5, 0, 12]) == set()


def test_single_small_count_takes_another_with_it():
    assert suppress_row([2, 30, 9]) == {0, 2}
