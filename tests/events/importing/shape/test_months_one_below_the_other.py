"""Registers of several months one below the other on one sheet: each has the month above it."""

from datetime import date

import pytest

from participants.models import Participant
from tests.events.importing.shape.grids import (
    BOTH,
    BOTH_NAMES,
    CAME,
    KNOWN,
    LATER_MARKS,
    OCTOBER,
    SECOND,
    ask,
    came,
    grid,
    meetings,
    take,
    thrice,
    workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LOWER = grid([1, 3, 10], marks=LATER_MARKS)
CAME_BELOW = {day: names for day, names in CAME.items() if day.month == 10} | {
    date(2021, 11, 1): {"Beni", "Drita"},
    date(2021, 11, 3): {"Ana", "Drita"},
    date(2021, 11, 10): {"Ana"},
}


def turned(lines):
    """The same lines with the surname before the name."""
    return [[*line[:1], *line[2:0:-1], *line[3:]] for line in lines]


@pytest.mark.parametrize("lower", [LOWER, turned(LOWER)])
@pytest.mark.parametrize(
    "months", [{"Fleta1 (2)": "11.2021"}, dict.fromkeys(BOTH_NAMES, "11.2021")]
)
def test_a_month_that_is_answered_is_none_of_the_table_above(lower, months):
    content = workbook({"Fleta1": [*grid(OCTOBER, ["Tetor 2021"]), [], *lower]})
    assert ask(content, **KNOWN) == SECOND

    take(content, months=months)

    assert came() == CAME_BELOW


@pytest.mark.parametrize("heads", [LOWER, turned(LOWER)])
@pytest.mark.parametrize(
    "above",
    [["Nëntor 2021"], ["", "Nëntor 2021"], ["Muaji", "nëntor", "2021"], ["Muaji: Nëntor 2021"]],
)
def test_registers_one_below_the_other_have_the_month_above_each(heads, above):
    content = workbook({"Fleta1": [*grid(OCTOBER, ["Tetor 2021"]), [], above, *heads]})
    assert ask(content) == ["event", "empty"]

    take(content)

    assert came() == CAME_BELOW
    assert Participant.objects.count() == 3


@pytest.mark.parametrize("again", [True, False])
def test_registers_one_below_the_other_with_the_same_days_are_of_their_months(again):
    lower = grid(OCTOBER, ["Nëntor 2021"])
    lines = [*grid(OCTOBER, ["Tetor 2021"]), [], lower[0], *lower[1 if again else 2 :]]

    take(workbook({"Fleta1": lines}))

    assert meetings() == thrice("Klubi", 10) | thrice("Klubi", 11)


def test_a_month_without_its_year_above_a_register_is_asked_about():
    lines = [*grid(OCTOBER, ["Tetor 2021"]), [], ["", "Nëntor"], *LOWER]

    assert ask(workbook({"Fleta1": lines}), **KNOWN) == SECOND


def test_a_register_for_a_month_ahead_below_another_brings_nobody():
    ahead = grid([1, 3, 10], ["Nëntor 2021"], marks=[["", "", ""]] * 3)

    result = take(workbook({"Fleta1": [*grid(OCTOBER, ["Tetor 2021"]), [], *ahead]}))

    assert meetings() == thrice("Klubi", 10)
    assert any("“1”, “3”, “10”" in note.reason for note in result.left_out)


@pytest.mark.parametrize(
    "lines",
    [
        [*grid(OCTOBER, ["Tetor 2021"]), [], LOWER[0]],
        [LOWER[0], *grid(OCTOBER, ["Tetor 2021"])],
    ],
)
def test_headings_with_nobody_below_them_are_no_register_to_ask_about(lines):
    content = workbook({"Fleta1": lines})
    assert ask(content, **KNOWN) == []

    take(content)

    assert meetings() == thrice("Klubi", 10)


def test_headings_that_a_new_page_repeats_are_no_child():
    lines = grid(OCTOBER, ["Tetor 2021"])
    lines.insert(4, ["Nr", "Emri", "Mbiemri", "04.", "06.", "08."])

    result = take(workbook({"Fleta1": lines}))

    assert meetings() == thrice("Klubi", 10)
    assert Participant.objects.count() == 3
    assert any("The headings again." in note.reason for note in result.left_out)


@pytest.mark.parametrize("name", ["Shkurte", "Jan", "May Kola"])
def test_a_child_that_is_called_as_a_month_is_no_month(name):
    heads = ["Nr", "Emri Mbiemri"]
    marked = [1, "Ana Deda", "x", "x", "x"]
    lines = [[*heads, *OCTOBER], marked, ["", name], [*heads, 1, 3, 10], marked]

    take(workbook({"Tetor 2021": lines}))

    assert Participant.objects.filter(first_name=name.split()[0]).exists()
    assert Participant.objects.count() == 2


def test_the_months_of_grids_one_below_the_other_are_asked_for_one_by_one():
    content = workbook({"Fleta1": [*grid(OCTOBER), [], *LOWER]})

    assert ask(content, **KNOWN) == BOTH
    take(content, months={"Fleta1": "10.2021", "Fleta1 (2)": "11.2021"})

    assert came() == CAME_BELOW
