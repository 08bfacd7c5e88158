"""What stands below tables side by side: a wider table, or a day or month that is of them all."""

from datetime import date

import pytest

from events.importing.shape.questions import Answers
from events.models import Registration
from participants.models import Participant
from tests.events.importing.import_files import load, xlsx_file
from tests.events.importing.shape.grids import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
START = "2021-10-06 10:00"
HEADS = ["Nr", "Emri", "Mbiemri"]
GRID = [*HEADS, 4, 6]
OCTOBER, NOVEMBER, NEXT = date(2021, 10, 6), date(2021, 11, 6), date(2021, 10, 13)


def take(lines, **answers):
    given = {"event": "Klubi", "empty": "absent"} | answers
    result = load(xlsx_file(lines), answers=Answers(asks=True, **given), letters="sq")
    assert not result.questions
    assert result.rejected == []
    return result


def days():
    """{first name: {day: attendance}}."""
    found = {}
    for place in Registration.objects.select_related("event", "participant"):
        of_one = found.setdefault(place.participant.first_name, {})
        of_one[place.event.starts_on] = place.attendance
    return found


@pytest.mark.parametrize("beside", ["first", "all"])
def test_a_wider_table_below_others_keeps_all_its_columns(beside):
    lines = [
        [*HEADS, "", *HEADS],
        [1, "Ana", "Deda", "", 1, "Drita", "Çela"],
        [],
        ["Data: 13.10.2021"],
        [*HEADS, "Gjinia", "Mosha", "Telefoni", "Prezenca"],
        [1, "Gent", "Rama", "M", 9, "0691234567", "jo"],
    ]

    take(lines, beside=beside, starts_at=START)

    gent = Participant.objects.get(first_name="Gent")
    assert (gent.sex, gent.told_age, gent.phone) == ("male", 9, "+355691234567")
    beyond = {"Drita": {OCTOBER: "present"}} if beside == "all" else {}
    assert days() == {"Ana": {OCTOBER: "present"}, "Gent": {NEXT: "absent"}} | beyond


@pytest.mark.parametrize("beside", ["first", "all"])
def test_marks_below_tables_side_by_side_are_those_of_their_own_table(beside):
    lines = [
        ["Emri", "Mbiemri", "Prezenca", "Emri", "Mbiemri"],
        ["Ana", "Deda", "po", "Drita", "Çela"],
        ["Emri", "Mbiemri", "Mosha", "Prezenca"],
        ["Gent", "Rama", 9, "jo"],
    ]

    take(lines, beside=beside, starts_at=START)

    assert days()["Ana"] == {OCTOBER: "present"}
    assert days()["Gent"] == {OCTOBER: "absent"}
    assert set(days()) == {"Ana", "Gent"} | ({"Drita"} if beside == "all" else set())


def test_a_longer_register_below_two_side_by_side_has_all_its_days():
    lines = [
        ["Tetor 2021", "", "", "", "", "Nëntor 2021"],
        [*GRID, *GRID],
        [1, "Ana", "Deda", "x", "x", 1, "Ema", "Kola", "x", "x"],
        ["Dhjetor 2021"],
        [*HEADS, 1, 3, 6, 8],
        [1, "Gent", "Rama", "x", "", "", "x"],
    ]

    take(lines)

    came = {day for day, mark in days()["Gent"].items() if mark == "present"}
    assert came == {date(2021, 12, 1), date(2021, 12, 8)}


@pytest.mark.parametrize("again", [True, False])
def test_a_day_between_tables_side_by_side_is_of_all_of_them(again):
    heads = ["Emri", "Mbiemri", "Emri", "Mbiemri"]
    lines = [
        heads,
        ["Ana", "Deda", "Drita", "Çela"],
        ["Data: 13.10.2021"],
        *([heads] if again else []),
        ["Beni", "Leka", "Ema", "Kola"],
    ]

    take(lines, beside="all", starts_at=START)

    assert days() == {name: {OCTOBER: "present"} for name in ("Ana", "Drita")} | {
        name: {NEXT: "present"} for name in ("Beni", "Ema")
    }


def test_days_of_each_table_side_by_side_stay_its_own():
    lines = [
        ["Emri", "Mbiemri", "Emri", "Mbiemri"],
        ["Ana", "Deda", "Drita", "Çela"],
        ["Data: 13.10.2021", "", "Data: 20.10.2021"],
        ["Beni", "Leka", "Ema", "Kola"],
    ]

    take(lines, beside="all", starts_at=START)

    assert days()["Beni"] == {NEXT: "present"}
    assert days()["Ema"] == {date(2021, 10, 20): "present"}


@pytest.mark.parametrize("again", [True, False])
def test_a_month_between_registers_side_by_side_is_asked_of_the_others(again):
    lines = [
        ["Tetor 2021"],
        [*GRID, *GRID],
        [1, "Ana", "Deda", "x", "x", 1, "Ema", "Kola", "x", "x"],
        ["Nëntor 2021"],
        *([[*GRID, *GRID]] if again else []),
        [1, "Ana", "Deda", "x", "x", 1, "Lule", "Vata", "x", "x"],
    ]
    asked = ["month:Sheet (2)", "month:Sheet (4)"]
    assert ask(xlsx_file(lines), event="Klubi", empty="absent") == asked

    # Of two that are of one month each is asked.
    above, below = dict.fromkeys(["Sheet", "Sheet (2)"], "10.2021"), ["Sheet (3)", "Sheet (4)"]
    take(lines, months=above | dict.fromkeys(below, "11.2021"))

    assert set(days()["Ana"]) == {date(2021, month, day) for month in (10, 11) for day in (4, 6)}
    assert set(days()["Ema"]) == {date(2021, 10, 4), OCTOBER}
    assert set(days()["Lule"]) == {date(2021, 11, 4), NOVEMBER}
