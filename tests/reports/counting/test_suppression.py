"""Small cells hidden: nobody can work a hidden count out from what is shown.

docs/security.md, P11.
"""

from hypothesis import given
from hypothesis import strategies as st

from reports.counting.suppression import SMALL, suppress_row

COUNTS = st.integers(0, 9)


def compositions(total, parts):
    """Every way to write `total` as a sum of so many counts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


@given(st.lists(COUNTS, min_size=2, max_size=5))
def test_every_hidden_count_of_a_line_has_at_least_three_values(counts):
    hidden = sorted(suppress_row(counts))

    assert all(place in hidden for place, count in enumerate(counts) if 0 < count < SMALL)
    if hidden:
        answers = list(compositions(sum(counts[p] for p in hidden), len(hidden)))
        for number in range(len(hidden)):
            assert len({answer[number] for answer in answers}) >= 3 or sum(counts) < SMALL


def test_nothing_small_hides_nothing():
    assert suppress_row([5, 0, 12]) == set()


def test_single_small_count_takes_another_with_it():
    assert suppress_row([2, 30, 9]) == {0, 2}
