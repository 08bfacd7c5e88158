"""What is hidden of rows that are nearly alone: by brute force over invented files."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.people.groups import HIDDEN, ORDER, Identifiability, hide, identifiability

NAMES = ("sex", "age_band", "municipality", "disability")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["female", "male"]),
        st.sampled_from(["0-4", "5-9", "10-14"]),
        st.sampled_from([None, 1, 2, 3]),
        st.sampled_from(["yes", "no", "unknown"]),
    ),
    max_size=60,
)


def test_identifiability_counts_rows_that_are_alone_and_those_of_few():
    assert identifiability(["a", "b", "b", *"ccccc"]) == Identifiability(rows=8, alone=1, few=3)


@pytest.mark.slow
@given(ROWS)
@settings(max_examples=300, deadline=None)
def test_p13_each_row_of_a_file_has_four_others_that_are_alike(rows):
    told = hide(rows, NAMES)

    assert len(told) == len(rows)
    sizes = Counter(row for row in told if row is not None)
    assert all(size >= 5 for size in sizes.values())
    for row, kept in zip(rows, told, strict=True):
        if kept is not None:
            assert all(new in (old, HIDDEN) for old, new in zip(row, kept, strict=True))


def test_what_is_common_is_told_whole_and_a_rare_place_is_hidden_first():
    common = [("female", "0-4", 1, "no")] * 9
    rare = [("female", "0-4", place, "no") for place in (2, 3, 4, 5, 6)]

    told = hide(common + rare, NAMES)

    assert told == common + [("female", "0-4", HIDDEN, "no")] * 5


def test_who_stands_out_all_the_same_is_left_out():
    rows = [("female", "0-4", 1, "no")] * 5 + [("male", "60+", 2, "yes")] * 4

    assert hide(rows, NAMES)[5:] == [None] * 4
    assert set(ORDER) == set(NAMES)
