"""Days of a grid on which nobody is marked, as those that are still ahead."""

from datetime import date

import pytest

from tests.events.importing.shape.grids import MARKS, came, grid, meetings, take, thrice, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_day_without_any_mark_is_no_meeting():
    days, marks = [*range(1, 32), "Gjithsej"], []
    for of in MARKS:
        marks.append(["", "", "", of[0], "", of[1], "", of[2], *[""] * 23, "2"])

    result = take(workbook({"Tetor 2021": grid(days, marks=marks)}))

    assert meetings() == thrice("Klubi", 10)
    assert any("“31”" in note.reason or "…" in note.reason for note in result.left_out)


def test_an_empty_sheet_for_a_month_ahead_brings_nobody():
    ahead = grid([3, 5, 9], marks=[["", "", ""]] * 3)
    content = workbook({"Tetor 2021": grid([4, 6, 8]), "Nëntor 2021": ahead})

    take(content, ["Tetor 2021", "Nëntor 2021"])

    assert meetings() == thrice("Klubi", 10)


def came_to_one_meeting(*above):
    """A list of one meeting, with columns for two days that nobody has come to yet."""
    heads = ["Emri", "Mbiemri", "Prezenca", "13.10.2021", "20.10.2021"]
    return [*above, heads, ["Ana", "Deda", "po"], ["Beni", "Leka", "jo"]]


@pytest.mark.parametrize("others", [{}, {"B": [["Emri", "Mbiemri"], ["Drita", "Çela"]]}])
def test_a_list_with_marks_and_empty_columns_for_days_ahead_goes_in_whole(others):
    sheets = {"A": came_to_one_meeting(["Data: 06.10.2021"])} | others

    result = take(workbook(sheets), sheets if others else (), starts_at="2021-10-06")

    assert meetings() == {("Klubi", date(2021, 10, 6)): (1 + len(others), 1)}
    assert any("“13.10.2021”, “20.10.2021”" in note.reason for note in result.left_out)


def test_a_column_for_attendance_is_no_mark_of_the_days_beside_it():
    lines = came_to_one_meeting(["Data: 06.10.2021"])
    lines[2] += ["x", ""]
    lines[3] += ["", "x"]

    result = take(workbook({"A": lines}))

    assert came() == {date(2021, 10, 13): {"Ana"}, date(2021, 10, 20): {"Beni"}}
    assert meetings() == {("Klubi", date(2021, 10, day)): (1, 1) for day in (13, 20)}
    assert "[A] Columns left out: “Prezenca”." in [note.reason for note in result.left_out]


def test_the_lines_of_a_sheet_in_which_nobody_is_marked_are_said():
    ahead = grid([3, 5, 9], marks=[["", "", ""]] * 3)
    content = workbook({"Tetor 2021": grid([4, 6, 8]), "Nëntor 2021": ahead})

    result = take(content, ["Tetor 2021", "Nëntor 2021"])

    assert (
        "[Nëntor 2021] Nobody is marked under “3”, “5”, “9”: none of the 3 lines is taken "
        "for these days."
    ) in [note.reason for note in result.left_out]
