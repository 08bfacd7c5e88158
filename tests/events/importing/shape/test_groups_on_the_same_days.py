"""Groups that meet on the same days, on sheets of their own or side by side."""

import pytest

from events.models import Registration
from tests.events.importing.shape.grids import (
    BOTH,
    KNOWN,
    ask,
    grid,
    meetings,
    take,
    thrice,
    workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_groups_that_meet_on_the_same_days_are_meetings_of_their_own():
    content = workbook(
        {
            title: grid(["04.10.2021", "06.10.2021", "08.10.2021"])
            for title in ("Grupi A", "Grupi B")
        }
    )

    take(content, ("Grupi A", "Grupi B"))

    assert meetings() == thrice("Klubi – Grupi A", 10) | thrice("Klubi – Grupi B", 10)


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
