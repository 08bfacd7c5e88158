"""Class grids: names down, days across, a sheet for each month; whole, or a question."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.importing.shape.months import month_in
from events.importing.shape.questions import Answers
from participants.models import Participant
from tests.events.importing.import_files import load
from tests.events.importing.shape.grids import (
    KNOWN,
    ask,
    came,
    grid,
    meetings,
    take,
    thrice,
    workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MONTHS = {"Tetor 2021": 10, "Nëntor 2021": 11, "Dhjetor 2021": 12}
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


def test_a_month_that_nobody_wrote_is_asked_for_each_sheet():
    content = workbook({title: grid([4, 6, 8]) for title in ("Fleta1", "Fleta2")})
    sheets = ("Fleta1", "Fleta2")

    assert ask(content, sheets=sheets) == ["month:Fleta1", "month:Fleta2"]
    assert ask(content, sheets=sheets, months={"Fleta1": "10.2021"}, **KNOWN) == ["month:Fleta2"]

    take(content, sheets, months={"Fleta1": "10.2021", "Fleta2": "nëntor 2021"})
    assert meetings() == thrice("Klubi", 10) | thrice("Klubi", 11)


def test_an_answer_for_days_that_a_month_has_not_leaves_the_others_as_they_are():
    content = workbook({"Fleta1": grid([26, 29, 30, 31], ["Shkurt 2021"], marks=[["x"] * 4] * 3)})
    assert ask(content, **KNOWN) == ["month:Fleta1"]

    take(content, months={"Fleta1": "3.2021"})

    assert set(came()) == {date(2021, 2, 26), *(date(2021, 3, day) for day in (29, 30, 31))}


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


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("10.2021", "The answer was “10.2021”, a month without these days."),
        ("2021", "The answer was “2021”: enter a month and a year such as 10.2021."),
        ("tetor", "The answer was “tetor”: enter a month and a year such as 10.2021."),
    ],
)
@pytest.mark.parametrize("above", [[], [["Tetor 2021"], *grid([4, 6, 8])[:-1], []]])
def test_a_month_that_does_not_fit_is_asked_for_again_with_the_reason(above, answer, why):
    content = workbook({"Fleta1": [*above, *grid(["3.11", "5.11", 31, "9.11"])]})
    name = "Fleta1 (2)" if above else "Fleta1"
    known = Answers(asks=True, **KNOWN, months={name: answer})

    (question,) = load(content, answers=known, dry_run=True).questions

    assert question["name"] == f"month:{name}"
    assert question["sentence"].endswith(f" {why}")


def test_days_of_an_answered_month_that_fit_are_not_among_those_asked_for_again():
    content = workbook({"Fleta1": grid([28, 29, 30, 31], marks=[["x"] * 4] * 3)})
    known = Answers(asks=True, **KNOWN, months={"Fleta1": "2.2021"})

    (question,) = load(content, answers=known, dry_run=True).questions

    assert question["sentence"] == (
        "Of which month and year are the columns “29”, “30”, “31” on the sheet “Fleta1”? "
        "The answer was “2.2021”, a month without these days."
    )


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


@pytest.mark.parametrize(
    ("sheet", "days", "asks_month"),
    [
        ("Tetor", ["4", "6", "8"], False),
        ("Fleta1", ["3 nëntor", "5 nëntor", "9 nëntor"], False),
        ("Fleta1", ["13.10", "15.10", "18.10"], False),
        ("Fleta1", ["3.11", "5.11", "9.11"], True),
        ("Nëntor", ["3.11", "5.11", "9.11"], False),
        ("Nëntor", ["29", "30", "31"], True),
        ("Shkurt", ["27", "28", "29"], False),
        ("2021", ["4", "6", "8"], True),
    ],
)
def test_the_month_is_asked_for_only_where_it_is_not_said(sheet, days, asks_month):
    content = workbook({sheet: grid(days)})

    (question,) = load(content, answers=Answers(asks=True, **KNOWN), dry_run=True).questions

    assert question["sentence"].startswith("Of which month and year are") == asks_month
    assert question["sentence"].startswith("Of which year are") != asks_month


def test_the_page_gives_a_year_as_the_example_where_the_year_is_missing(client, staff):
    client.force_login(staff)
    examples = []
    for title in ("Tetor", "Fleta1"):
        file = SimpleUploadedFile("grid.xlsx", workbook({title: grid([4, 6, 8])}))
        page = client.post(reverse("events:import"), {"file": file}).content.decode()
        examples.append(["For example 2021." in page, "For example 10.2021." in page])

    assert examples == [[True, False], [False, True]]
