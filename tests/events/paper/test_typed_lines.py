"""What a clerk types from paper."""

import pytest
from django.utils import translation

from events.paper.typed_lines import read_lines

KNOWN = set(range(1, 21)) - {13}


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("1 2 4 7", {1: "present", 2: "present", 4: "present", 7: "present"}),
        ("1-3 9", dict.fromkeys([1, 2, 3, 9], "present")),
        ("1,2;4. 7", dict.fromkeys([1, 2, 4, 7], "present")),
        (" 1 - 3 ", dict.fromkeys([1, 2, 3], "present")),
        ("1–3", dict.fromkeys([1, 2, 3], "present")),
        ("1-2p", {1: "present", 2: "present"}),
        ("007", {7: "present"}),
        ("5 5 5", {5: "present"}),
        ("", {}),
        (" , ", {}),
    ],
)
def test_lines_are_read_as_they_are_typed(text, marks):
    typed = read_lines(text, KNOWN)

    assert typed.marks == marks
    assert (typed.unknown, typed.unreadable, typed.doubled) == ([], [], [])


@pytest.mark.parametrize(
    ("text", "unknown", "unreadable", "doubled"),
    [
        ("1 21", ["21"], [], []),
        ("0", ["0"], [], []),
        ("12-14", ["13"], [], []),
        ("1-999999", ["1-999999"], [], []),
        ("ana 3aa a3 1-", [], ["ana", "3aa", "a3", "1-"], []),
        ("9-5", [], ["9-5"], []),
        ("1-2-3", [], ["1-2-3"], []),
        ("99999999999999999999", [], ["99999999999999999999"], []),
        ("\u0664", [], ["\u0664"], []),
        ("3 3a", [], [], [3]),
        ("1-5 3a", [], [], [3]),
    ],
)
def test_what_cannot_be_is_named(text, unknown, unreadable, doubled):
    typed = read_lines(text, KNOWN)

    assert (typed.unknown, typed.unreadable, typed.doubled) == (unknown, unreadable, doubled)


def test_nothing_is_known_on_an_empty_list():
    assert read_lines("1", set()).unknown == ["1"]


@pytest.mark.parametrize(
    ("language", "text", "marks", "strange"),
    [
        ("sq", "3a 4V 5n 6p", {3: "excused", 4: "late", 5: "absent", 6: "present"}, []),
        ("en", "3a 4L 5e 6p", {3: "absent", 4: "late", 5: "excused", 6: "present"}, []),
        ("sq", "1-2n", {1: "absent", 2: "absent"}, []),
        ("sq", "3l 4e 5x 6", {6: "present"}, ["3l", "4e", "5x"]),
        ("en", "3v 4n 6", {6: "present"}, ["3v", "4n"]),
    ],
)
def test_a_letter_means_what_it_means_in_the_readers_language(language, text, marks, strange):
    with translation.override(language):
        typed = read_lines(text, KNOWN)

    assert (typed.marks, typed.strange) == (marks, strange)
    assert typed.unreadable == []
