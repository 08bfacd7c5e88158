"""What a run tries of many cases, and of what is left, is the same whoever shuffles."""

from types import SimpleNamespace

import pytest

from tests.often import is_of_share, leave_cases_to_more


@pytest.mark.parametrize("share", [1, 2, 3])
def test_shares_of_seeds_in_a_row_are_all_tests_and_none_twice(share):
    names = [f"tests/test_one.py::test_{number}" for number in range(99)]

    drawn = [
        name for seed in range(7, 7 + share) for name in names if is_of_share(name, share, seed)
    ]

    assert sorted(drawn) == sorted(names)


class Case:
    """A case as pytest collects it."""

    def __init__(self, name, place, *marks):
        self.nodeid, self.added = f"{name}[{place}]", []
        self.callspec = SimpleNamespace(indices={"line": place}, marks=marks)

    def add_marker(self, mark):
        self.added.append(mark.name)


def left_to_more(name, *marks, cases=7):
    """The cases of a test that are left to `make test-more`, collected in any order."""
    items = [Case(name, place, *marks) for place in range(cases)]
    shuffled = [items[place] for place in (3, 0, 6, 2, 5, 1, 4)[:cases]]
    leave_cases_to_more(shuffled)
    return [place for place, item in enumerate(items) if item.added == ["more"]]


def test_of_ways_to_write_a_list_always_the_same_three_stay():
    assert left_to_more("tests/events/importing/shape/test_x.py::test_a") == [1, 2, 4, 5]


def test_what_somebody_chose_stands_and_elsewhere_each_case_stays():
    chosen = left_to_more("tests/events/importing/shape/test_x.py::test_a", pytest.mark.more)
    assert chosen == left_to_more("tests/test_access.py::test_a") == []
