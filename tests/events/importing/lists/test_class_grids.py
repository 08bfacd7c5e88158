"""Class grids: names down, days across, a sheet for each month or group; whole, or a question."""

import io
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from events.importing.shape.grids import month_in
from events.importing.shape.questions import Answers
from events.models import Event, Registration
from participants.models import Participant
from tests.events.importing.import_files import load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAMES = [("Ana", "Deda"), ("Beni", "Leka"), ("Drita", "Çela")]
MARKS = [["x", "", "x"], ["", "x", "x"], ["x", "x", ""]]
MONTHS = {"Tetor 2021": 10, "Nëntor 2021": 11, "Dhjetor 2021": 12}
KNOWN = {"event": "Klubi", "empty": "absent"}


def workbook(sheets):
    """{title: lines} as an XLSX file."""
    book = Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def grid(days, *above, marks=MARKS):
    """The lines of a sheet with these days across."""
    lines = [[n, *name, *of] for n, (name, of) in enumerate(zip(NAMES, marks, strict=True), 1)]
    return [*above, ["Nr", "Emri", "Mbiemri", *days], *lines]


def ask(content, **answers):
    """What is asked once these answers are known."""
    result = load(content, answers=Answers(asks=True, **answers), dry_run=True)
    return [question["name"] for question in result.questions]


def take(content, sheets=(), **answers):
    given = KNOWN | answers
    result = load(content, answers=Answers(asks=True, sheets=tuple(sheets), **given), letters="sq")
    assert not result.questions
    assert not result.rejected
    return result


def meetings():
    """{(title, day): (came, absent)} of all events."""
    found = {}
    for event in Event.objects.all():
        places = Registration.objects.filter(event=event)
        came = places.filter(attendance="present").count()
        found[str(event), event.starts_on] = (came, places.filter(attendance="absent").count())
    return found


def thrice(title, month):
    return {(title, date(2021, month, day)): (2, 1) for day in (4, 6, 8)}


DAYS = {
    "cells that are days": lambda month: [datetime(2021, month, day) for day in (4, 6, 8)],
    "days in full": lambda month: [f"0{day}.{month}.2021" for day in (4, 6, 8)],
    "days of the month": lambda _month: [4, 6, 8],
    "days and months": lambda month: [f"{day}.{month}" for day in (4, 6, 8)],
}


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("days", [2, 3, 12])
@pytest.mark.parametrize("written", ["{:02}.10.2021", "{}.10.21", "2021-10-{:02}", "{}.10"])
def test_full_days_beside_two_columns_of_a_name_are_headings(between, days, written):
    above = [] if "21" in written else [f"Tetor 2021{between * (days + 1)}"]
    head = ["Emri", "Mbiemri", *(written.format(day) for day in range(1, days + 1))]
    lines = [head, ["Ana", "Leka", *["po"] * days], ["Beni", "Kola", *["jo"] * days]]
    content = "\n".join([*above, *map(between.join, lines)]).encode()

    take(content)

    assert meetings() == {("Klubi", date(2021, 10, day)): (1, 1) for day in range(1, days + 1)}
    assert Participant.objects.count() == 2


@pytest.mark.parametrize("way", DAYS)
def test_three_months_on_three_sheets_go_in_whole(way):
    content = workbook({title: grid(DAYS[way](month)) for title, month in MONTHS.items()})

    take(content, MONTHS)

    wanted = {}
    for month in MONTHS.values():
        wanted |= thrice("Klubi", month)
    assert meetings() == wanted
    assert Participant.objects.count() == 3


def test_what_several_sheets_leave_open_is_asked_once():
    content = workbook({title: grid([4, 6, 8]) for title in MONTHS})

    assert ask(content) == ["sheets", "event", "empty"]


@pytest.mark.parametrize(
    "above",
    [
        [["Muaji: Tetor 2021"]],
        [["Klubi i leximit"], ["", "", "", "tetor 2021"]],
        [["Viti shkollor 2021-2022"], ["", "", "", "Tetor"]],
        [["Viti 2021", "Muaji", "tetori"]],
        [["10/2021"]],
    ],
)
def test_the_month_stands_above_the_days(above):
    take(workbook({"Fleta1": grid([4, 6, 8], *above)}))

    assert meetings() == thrice("Klubi", 10)


def test_the_second_half_of_a_school_year_is_of_its_second_year():
    take(workbook({"Shkurt": grid([4, 6, 8], ["Viti shkollor 2021/22"])}))

    assert {day for _title, day in meetings()} == {date(2022, 2, day) for day in (4, 6, 8)}


def test_groups_that_meet_on_the_same_days_are_meetings_of_their_own():
    content = workbook({title: grid(DAYS["days in full"](10)) for title in ("Grupi A", "Grupi B")})

    take(content, ("Grupi A", "Grupi B"))

    assert meetings() == thrice("Klubi – Grupi A", 10) | thrice("Klubi – Grupi B", 10)


def test_a_day_without_any_mark_is_no_meeting():
    days, marks = [*range(1, 32), "Gjithsej"], []
    for of in MARKS:
        marks.append(["", "", "", of[0], "", of[1], "", of[2], *[""] * 23, "2"])

    result = take(workbook({"Tetor 2021": grid(days, marks=marks)}))

    assert meetings() == thrice("Klubi", 10)
    assert any("“31”" in note.reason or "…" in note.reason for note in result.left_out)


def test_a_month_that_nobody_wrote_is_asked_for_each_sheet():
    content = workbook({title: grid([4, 6, 8]) for title in ("Fleta1", "Fleta2")})
    sheets = ("Fleta1", "Fleta2")

    assert ask(content, sheets=sheets) == ["month:Fleta1", "month:Fleta2"]
    assert ask(content, sheets=sheets, months={"Fleta1": "10.2021"}, **KNOWN) == ["month:Fleta2"]

    take(content, sheets, months={"Fleta1": "10.2021", "Fleta2": "nëntor 2021"})
    assert meetings() == thrice("Klubi", 10) | thrice("Klubi", 11)


# Two months side by side on one sheet

OCTOBER, NOVEMBER = (4, 6, 8), (3, 5, 9)
LATER_MARKS = [["", "x", "x"], ["x", "", ""], ["x", "x", ""]]


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


def came():
    """{day: first names of those who came}."""
    found = {}
    for place in Registration.objects.filter(attendance="present").select_related():
        found.setdefault(place.event.starts_on, set()).add(place.participant.first_name)
    return found


CAME = {
    date(2021, 10, 4): {"Ana", "Drita"},
    date(2021, 10, 6): {"Beni", "Drita"},
    date(2021, 10, 8): {"Ana", "Beni"},
    date(2021, 11, 3): {"Beni", "Drita"},
    date(2021, 11, 5): {"Ana", "Drita"},
    date(2021, 11, 9): {"Ana"},
}


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
    take(content, months={"Fleta1": "10.2021", "Fleta1 (2)": "11.2021"})

    assert came() == CAME


def labelled(first, second, *above, repeats_names=True, **marks):
    """`beside` with these words above the days of the two tables, and these lines above all."""
    lines = beside(repeats_names=repeats_names, **marks)
    lines[0] = [{"Tetor 2021": first, "Nëntor 2021": second}.get(cell, cell) for cell in lines[0]]
    return [*above, *lines]


BOTH_NAMES = ("Fleta1", "Fleta1 (2)")
BOTH = [f"month:{name}" for name in BOTH_NAMES]
SECOND = BOTH[1:]


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


def test_the_command_refuses_a_month_beside_that_it_cannot_know():
    content = workbook({"Fleta1": labelled("Tetor 2021", "Tetor 2021")})

    with pytest.raises(Exception, match="“4”, “6”, “8”"):
        load(content, answers=Answers(event="Klubi", empty="absent"), letters="sq")


# Registers one below the other on one sheet


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


def test_an_answer_for_days_that_a_month_has_not_leaves_the_others_as_they_are():
    content = workbook({"Fleta1": grid([26, 29, 30, 31], ["Shkurt 2021"], marks=[["x"] * 4] * 3)})
    assert ask(content, **KNOWN) == ["month:Fleta1"]

    take(content, months={"Fleta1": "3.2021"})

    assert set(came()) == {date(2021, 2, 26), *(date(2021, 3, day) for day in (29, 30, 31))}


def groups(first, second, *above, days=("4.10.2021", "6.10.2021")):
    """Two tables with other people and the same days, with these words above each."""
    heads = ["Nr", "Emri", "Mbiemri", *days]
    return [
        *above,
        ["", "", "", first, "", "", "", "", "", second],
        [*heads, "", *heads],
        [1, "Ana", "Deda", "x", "", "", 1, "Drita", "Çela", "x", "x"],
        [2, "Beni", "Leka", "", "x", "", 2, "Eda", "Zeqo", "", "x"],
    ]


def who_came():
    """{(title, day): first names of those who came}."""
    found = {}
    for place in Registration.objects.filter(attendance="present").select_related():
        key = (str(place.event), place.event.starts_on.day)
        found.setdefault(key, set()).add(place.participant.first_name)
    return found


def of_groups(one, two):
    return {(one, 4): {"Ana"}, (one, 6): {"Beni"}, (two, 4): {"Drita"}, (two, 6): {"Drita", "Eda"}}


TOGETHER = {("Klubi", 4): {"Ana", "Drita"}, ("Klubi", 6): {"Beni", "Drita", "Eda"}}


@pytest.mark.parametrize(
    ("first", "second", "above", "wanted"),
    [
        ("Grupi A", "Grupi B", [], of_groups("Klubi – Grupi A", "Klubi – Grupi B")),
        ("Vajza", "Djem", [["Klasa 5"]], of_groups("Klubi – Vajza", "Klubi – Djem")),
        ("", "Grupi B", [], of_groups("Klubi – Fleta1", "Klubi – Grupi B")),
        ("", "", [], TOGETHER),
        ("", "", [["Klasa 5"]], TOGETHER),
        ("Tetor 2021", "Tetor 2021", [], TOGETHER),
        ("Klasa 5", "Klasa 5", [], TOGETHER),
    ],
)
def test_groups_side_by_side_with_the_same_days_are_meetings_of_their_own(
    first, second, above, wanted
):
    take(workbook({"Fleta1": groups(first, second, *above)}))

    assert who_came() == wanted


def test_groups_side_by_side_have_the_name_of_the_event_above_them_too():
    content = workbook({"Fleta1": groups("Grupi A", "Grupi B", ["Aktiviteti: Lojë"])})

    take(content, event="")

    assert who_came() == of_groups("Lojë – Grupi A", "Lojë – Grupi B")


def test_groups_side_by_side_whose_month_is_asked_are_meetings_of_their_own():
    lines = groups("Grupi A", "Grupi B", days=(4, 6))
    content = workbook({"Fleta1": lines})
    assert ask(content, **KNOWN) == BOTH

    take(content, months={"Fleta1": "10.2021", "Fleta1 (2)": "10.2021"})

    assert who_came() == of_groups("Klubi – Grupi A", "Klubi – Grupi B")


def test_groups_side_by_side_on_several_sheets_are_told_apart():
    sheets = {title: groups("Grupi A", "Grupi B") for title in ("Klasa 5", "Klasa 6")}

    take(workbook(sheets), sheets)

    assert {title for title, _day in who_came()} == {
        f"Klubi – {sheet} – Grupi {group}" for sheet in sheets for group in "AB"
    }


def test_numbers_that_begin_anew_and_are_no_days_are_columns_to_ask_about():
    content = workbook({"Fleta1": beside(repeats_names=False)[1:]})

    asked = ask(content, months={"Fleta1": ""}, **KNOWN)

    assert asked == [*[f"column:{n}" for n in (*OCTOBER, *NOVEMBER)], "starts_at"]


def test_the_command_takes_both_months_too():
    content = workbook({"Fleta1": beside(repeats_names=True)})

    load(content, answers=Answers(event="Klubi", empty="absent"), letters="sq")

    assert came() == CAME


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


def test_numbers_that_are_no_days_are_columns_to_ask_about():
    content = workbook({"Fleta1": grid([4, 6, 8])})

    asked = ask(content, months={"Fleta1": ""}, **KNOWN)

    assert asked == ["column:4", "column:6", "column:8", "starts_at"]


def test_a_day_that_the_month_does_not_have_is_asked_about():
    content = workbook({"Nëntor 2021": grid([29, 30, 31])})

    assert ask(content, **KNOWN) == ["column:31"]


def test_day_and_month_that_could_be_two_days_are_not_guessed():
    content = workbook({"Viti 2021": grid(["4/10", "6/10", "8/10"])})

    assert ask(content, **KNOWN) == ["month:Viti 2021"]


def test_the_command_names_the_columns_that_it_does_not_know():
    content = workbook({"Fleta1": grid([4, 6, 8])})

    with pytest.raises(Exception, match="“4”"):
        load(content, answers=Answers(event="Klubi", starts_at="2021-10-06"))


def test_the_month_is_answered_on_the_page(client, staff):
    client.force_login(staff)
    content = workbook({"Fleta1": grid([4, 6, 8])})
    file = SimpleUploadedFile("grid.xlsx", content)
    asked = client.post(reverse("events:import"), {"file": file})

    for said in ({"q0": "tetor 2021"}, {"q0": "Klubi", "q1": "absent"}):
        sent = {key: asked.context[key] for key in ("asked", "ticket")}
        sent |= {"upload": asked.context["token"]} | said
        asked = client.post(reverse("events:import_answer"), sent)

    assert asked.context["result"].counts["events"]["created"] == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tetor 2021", (10, None)),
        ("muaji i tetorit", (None, None)),
        ("November", (11, None)),
        ("10.2021", (10, 2021)),
        ("2021-10", (10, 2021)),
        ("Tetor – Nëntor", (None, None)),
        ("Klasa 5", (None, None)),
    ],
)
def test_a_month_is_read_where_one_is_named(text, found):
    assert month_in(text) == found
