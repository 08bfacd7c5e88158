"""Grids of several months side by side on one sheet: each has its own days, or is asked about."""

import pytest

from events.importing.shape.questions import Answers
from participants.models import Participant
from tests.events.importing.import_files import load
from tests.events.importing.shape.grids import (
    BOTH,
    CAME,
    KNOWN,
    LATER_MARKS,
    MARKS,
    NAMES,
    NOVEMBER,
    OCTOBER,
    SECOND,
    ask,
    came,
    meetings,
    take,
    workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def beside(*, repeats_names, later=LATER_MARKS, turned=False):
    """Names and the days of October, then those of November; with the names once more, or not."""
    heads = ["Nr", "Emri", "Mbiemri"]
    rows = [[n, *name] for n, name in enumerate(NAMES, 1)]
    again = list(zip(rows, later, strict=True))
    again = again[::-1] if turned else again
    lines = []
    for row, marks, (other, more) in zip(rows, MARKS, again, strict=True):
        lines.append([*row, *marks, *(["", *other] if repeats_names else []), *more])
    gap = ["", "Nr", "Emri", "Mbiemri"] if repeats_names else []
    months = ["", "", "", "Tetor 2021", "", "", *[""] * len(gap), "Nëntor 2021"]
    return [months, [*heads, *OCTOBER, *gap, *NOVEMBER], *lines]


@pytest.mark.parametrize("repeats_names", [True, False])
def test_two_months_side_by_side_go_in_whole(repeats_names):
    content = workbook({"Fleta1": beside(repeats_names=repeats_names)})
    assert ask(content) == ["event", "empty"]

    take(content)

    assert came() == CAME
    assert {title for title, _day in meetings()} == {"Klubi"}
    assert sum(there + absent for there, absent in meetings().values()) == 18
    assert Participant.objects.count() == 3
    before = meetings()
    assert take(content).counts["registrations"]["unchanged"] == 18
    assert meetings() == before


def test_names_that_stand_in_another_order_beside_have_their_own_marks():
    take(workbook({"Fleta1": beside(repeats_names=True, turned=True)}))

    assert came() == CAME


@pytest.mark.parametrize("repeats_names", [True, False])
def test_a_month_beside_in_which_nobody_is_marked_is_none_of_meetings(repeats_names):
    nobody = [["", "", ""]] * 3

    result = take(workbook({"Fleta1": beside(repeats_names=repeats_names, later=nobody)}))

    assert came() == {day: names for day, names in CAME.items() if day.month == 10}
    assert len(meetings()) == 3
    assert any("“3”, “5”, “9”" in note.reason for note in result.left_out)


@pytest.mark.parametrize("repeats_names", [True, False])
def test_the_months_of_grids_side_by_side_are_asked_for_one_by_one(repeats_names):
    content = workbook({"Fleta1": beside(repeats_names=repeats_names)[1:]})

    assert ask(content) == ["month:Fleta1", "month:Fleta1 (2)"]
    result = load(content, answers=Answers(asks=True), dry_run=True)
    assert [question["sentence"] for question in result.questions[-2:]] == [
        "Of which month and year are the columns “4”, “6”, “8” on the sheet “Fleta1”?",
        "Of which month and year are the columns “3”, “5”, “9” on the sheet “Fleta1”? "
        "They are in table 2 of the sheet.",
    ]
    take(content, months={"Fleta1": "10.2021", "Fleta1 (2)": "11.2021"})

    assert came() == CAME


def labelled(first, second, *above, repeats_names=True, **marks):
    """`beside` with these words above the days of the two tables, and these lines above all."""
    lines = beside(repeats_names=repeats_names, **marks)
    lines[0] = [{"Tetor 2021": first, "Nëntor 2021": second}.get(cell, cell) for cell in lines[0]]
    return [*above, *lines]


@pytest.mark.parametrize("repeats_names", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "above", "asked"),
    [
        ("Tetor 2021", "Nentr 2021", [], SECOND),
        ("Tetor 2021", "", [], SECOND),
        ("", "", [["Prezenca tetor 2021"]], SECOND),
        ("", "", [["Prezenca tetor – nëntor 2021"]], BOTH),
        ("Tetor 2021", "Tetor 2021", [], BOTH),
        ("Tetor 2021", "Nëntor", [], SECOND),
        ("Dhjetor 2021", "Janar", [], SECOND),
        ("Dhjetor", "Janar", [["Viti 2021"]], BOTH),
        ("Dhjetor 2021", "Janar", [["Viti 2021"]], SECOND),
    ],
)
def test_month_and_year_of_a_grid_are_not_those_of_the_one_beside(
    repeats_names, first, second, above, asked
):
    content = workbook({"Fleta1": labelled(first, second, *above, repeats_names=repeats_names)})

    assert ask(content, **KNOWN) == asked
    take(content, months={"Fleta1": "10.2021", "Fleta1 (2)": "11.2021"})

    written = 12 if asked == SECOND and first.startswith("Dhjetor") else 10  # which stays
    assert came() == {
        day.replace(month=written) if day.month == 10 else day: who for day, who in CAME.items()
    }


def test_the_month_of_a_sheet_is_not_that_of_each_grid_side_by_side():
    content = workbook({"Tetor 2021": beside(repeats_names=True)[1:]})

    assert ask(content, **KNOWN) == ["month:Tetor 2021", "month:Tetor 2021 (2)"]


def test_the_year_of_a_month_beside_that_is_said_without_one_is_asked_again():
    content = workbook({"Fleta1": labelled("Dhjetor 2021", "Jnr")})

    assert ask(content, months={"Fleta1 (2)": "janar"}, **KNOWN) == SECOND
    assert ask(content, months={"Fleta1 (2)": "janar 2022"}, **KNOWN) == []


@pytest.mark.parametrize(
    ("first", "second", "line", "years"),
    [
        ("Tetor", "Nëntor", "Viti 2021", {2021}),
        ("Dhjetor", "Janar", "Viti shkollor 2021-2022", {2021, 2022}),
        ("Nëntor 2021", "Tetor 2021", "Viti 2019", {2021}),
    ],
)
def test_a_year_above_grids_side_by_side_is_that_of_each_as_far_as_it_can_be(
    first, second, line, years
):
    take(workbook({"Fleta1": labelled(first, second, [line])}))

    assert {day.year for day in came()} == years
    assert len(came()) == 6


def test_an_answer_that_is_the_month_above_the_grid_beside_asks_for_that_one_too():
    content = workbook({"Fleta1": labelled("Tetor 2021", "")})
    months = {"Fleta1 (2)": "10.2021"}

    assert ask(content, months=months, **KNOWN) == BOTH[:1]
    take(content, months=months | {"Fleta1": "11.2021"})

    assert came() == {day.replace(month=21 - day.month): who for day, who in CAME.items()}


def test_a_year_above_all_is_not_that_of_days_before_a_month_that_is_answered():
    lines = labelled("", "", ["Viti 2021"])
    lines[2][10:12] = ["3 janar", "5 janar"]
    for line, more in zip(lines[2:], [[10], ["x"], [""], [""]], strict=True):
        line += more
    content = workbook({"Fleta1": lines})
    assert ask(content, **KNOWN) == BOTH

    take(content, months={"Fleta1": "12.2021", "Fleta1 (2)": "1.2022"})

    assert {(day.year, day.month) for day in came()} == {(2021, 12), (2022, 1)}
    assert len(meetings()) == 7


def test_the_command_refuses_a_month_beside_that_it_cannot_know():
    content = workbook({"Fleta1": labelled("Tetor 2021", "Tetor 2021")})

    with pytest.raises(Exception, match="“4”, “6”, “8”"):
        load(content, answers=Answers(event="Klubi", empty="absent"), letters="sq")


def test_numbers_that_begin_anew_and_are_no_days_are_columns_to_ask_about():
    content = workbook({"Fleta1": beside(repeats_names=False)[1:]})

    asked = ask(content, months={"Fleta1": ""}, **KNOWN)

    assert asked == [*[f"column:{n}" for n in (*OCTOBER, *NOVEMBER)], "starts_at"]


def test_the_command_takes_both_months_too():
    content = workbook({"Fleta1": beside(repeats_names=True)})

    load(content, answers=Answers(event="Klubi", empty="absent"), letters="sq")

    assert came() == CAME


def sentences(content, **answers):
    """What is asked about months, in words, with the examples that are given."""
    given = Answers(asks=True, **KNOWN, **answers)
    questions = load(content, answers=given, dry_run=True).questions
    return [(question["sentence"], question["samples"]) for question in questions]


MONTH_AND_YEAR, YEAR = "Of which month and year are", "Of which year are"
FIRST_DAYS = "the columns “4”, “6”, “8” on the sheet “Fleta1”?"
LATER_DAYS = "the columns “3”, “5”, “9” on the sheet “Fleta1”? They are in table 2 of the sheet."


@pytest.mark.parametrize("repeats_names", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "above", "kinds"),
    [
        ("Tetor", "Nëntor", [], [YEAR, YEAR]),
        ("October", "November", [], [YEAR, YEAR]),
        ("Dhjetor", "Janar", [["Viti 2021"]], [YEAR, YEAR]),
        ("Tetor 2021", "Nëntor", [], [YEAR]),
        ("Tetor 2021", "", [], [MONTH_AND_YEAR]),
        ("Tetor", "", [], [YEAR, MONTH_AND_YEAR]),
        ("Tetor 2021", "Tetor 2021", [], [MONTH_AND_YEAR, MONTH_AND_YEAR]),
        ("Tetor 2021", "Tetor 2021", [["Viti 2021"]], [MONTH_AND_YEAR, MONTH_AND_YEAR]),
    ],
)
def test_the_year_alone_is_asked_for_where_the_month_is_said(
    repeats_names, first, second, above, kinds
):
    content = workbook({"Fleta1": labelled(first, second, *above, repeats_names=repeats_names)})

    asked = sentences(content)

    days = [FIRST_DAYS, LATER_DAYS][-len(kinds) :]
    example = {YEAR: ["2021"], MONTH_AND_YEAR: ["10.2021"]}
    assert asked == [(f"{kind} {of}", example[kind]) for kind, of in zip(kinds, days, strict=True)]


def test_years_that_are_answered_are_those_of_the_months_above_each():
    content = workbook({"Fleta1": labelled("Dhjetor", "Janar", ["Viti 2021"])})

    take(content, months={"Fleta1": "2021", "Fleta1 (2)": "2022"})

    assert {(day.year, day.month) for day in came()} == {(2021, 12), (2022, 1)}
    assert len(came()) == 6


def test_a_year_that_is_answered_with_a_month_too_is_of_that_month():
    content = workbook({"Fleta1": labelled("Tetor 2021", "Nëntor")})

    take(content, months={"Fleta1 (2)": "11.2021"})

    assert came() == CAME
