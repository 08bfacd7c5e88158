"""Tables of staff, trainers or guests on the sheet of a list are left out with a word."""

from datetime import date

import pytest

from events.importing.shape.questions import Answers
from events.models import Registration
from participants.models import Participant
from tests.events.importing.import_files import load
from tests.events.importing.shape.test_tables_below_with_numbers import PEOPLE, START, take

pytestmark = pytest.mark.django_db
STAFF = "Emri;Telefoni\nDrita Hoxha;0691234567\nGëzim Kola;0697654321\n"


@pytest.mark.parametrize(
    ("above", "line", "lines"),
    [
        (f"Trajnerët\n{STAFF}\nPjesëmarrësit\n", 2, "lines 3–4"),
        (f"Të ftuarit:\n{STAFF}", 2, "lines 3–4"),
        (f"Aktiviteti: Lojë\nLista e stafit\n{STAFF}", 3, "lines 4–5"),
        (
            "Stafi i pranishëm\nEmri;Mbiemri;Pozicioni\nDrita;Hoxha;Mësuese\n\nFëmijët\n",
            2,
            "line 3",
        ),
        ("Trajnimi\nEmri;Roli\nDrita Hoxha;Trajnere\nGëzim Kola;Trajner\n\n", 2, "lines 3–4"),
    ],
)
def test_staff_and_guests_above_a_list_are_left_out_with_a_word(english, above, line, lines):
    result = take(above + PEOPLE)

    assert set(Participant.objects.values_list("first_name", flat=True)) == {"Ana", "Beni"}
    said = {(str(problem.row), str(problem.reason)) for problem in result.left_out}
    reason = f"A table of staff or guests is left out, with its {lines}."
    more = "Import those who took part as a list of their own."
    assert (str(line), f"{reason} {more}") in said


@pytest.mark.parametrize(
    "above",
    [
        f"Trajnimi i trajnerëve\n{STAFF}",
        f"Trajnerja: Drita Hoxha\n{STAFF}",
        f"Stafi: Drita Hoxha\n{STAFF}",
        f"Trajnerët – grupi A\n{STAFF}Trajnerët – grupi B\n",
        f"Mësuesit\n{STAFF}",
        f"Stafeta\n{STAFF}",
        f"Trajnerët dhe pjesëmarrësit\n{STAFF}",
        f"Staff training\n{STAFF}",
        f"Stafi, fëmijët\n{STAFF}",
        f"Stafi / fëmijët\n{STAFF}",
        f"Trajnerët edhe pjesëmarrësit\n{STAFF}",
        f"Trainers with children\n{STAFF}",
    ],
)
def test_people_above_a_list_that_are_no_staff_are_take(above):
    content, answers = above + PEOPLE, Answers(asks=True, event="Lojë", starts_at=START)

    load(content.encode(), answers=answers, letters="sq", skip_bad_rows=True)

    names = set(Participant.objects.values_list("first_name", flat=True))
    assert {"Ana", "Beni", "Drita", "Gëzim"} <= names


def test_a_list_of_staff_alone_is_a_list():
    take(f"Trajnerët\n{STAFF}")

    assert set(Participant.objects.values_list("first_name", flat=True)) == {"Drita", "Gëzim"}


SAME = "Nr;Emri;Mbiemri;Mosha\n1;Drita;Hoxha;40\n2;Gëzim;Kola;35\n"


def notes(result):
    return {str(problem.row): str(problem.reason) for problem in result.left_out}


def names():
    return set(Participant.objects.values_list("first_name", flat=True))


@pytest.mark.parametrize(
    ("below", "line", "lines"),
    [
        (f"Trajnerët\n{STAFF}", 5, "lines 6–7"),
        (f"\nTë ftuarit:\n{STAFF}", 6, "lines 7–8"),
        (f";Lista e stafit\n{STAFF}", 5, "lines 6–7"),
        (f"Mysafirë\n{STAFF}", 5, "lines 6–7"),
        (f"Stafi / Të ftuarit\n{STAFF}", 5, "lines 6–7"),
        ("Guests\nName;Organization\nDrita Hoxha;Bashkia\n", 5, "line 6"),
        ("Trajnimi\nEmri;Roli\nDrita Hoxha;Trajnere\nGëzim Kola;Trajner\n", 5, "lines 6–7"),
        (f"Trajnerët\n{SAME}", 5, "lines 6–7"),
        (f"\nStaff\n\n{SAME}", 7, "lines 8–9"),
    ],
)
def test_staff_and_guests_below_a_list_are_left_out_with_a_word(english, below, line, lines):
    result = take(PEOPLE + below)

    assert names() == {"Ana", "Beni"}
    assert notes(result)[str(line)] == (
        f"A table of staff or guests is left out, with its {lines}. "
        "Import those who took part as a list of their own."
    )


@pytest.mark.parametrize("staff", [STAFF, SAME])
def test_staff_between_two_lists_are_left_out_and_no_one_else(english, staff):
    result = take(f"{PEOPLE}Trajnerët\n{staff}Fëmijët\nNr;Emri;Mbiemri;Mosha\n1;Mira;Çela;8\n")

    assert names() == {"Ana", "Beni", "Mira"}
    assert sum("staff or guests" in reason for reason in notes(result).values()) == 1


def test_staff_above_with_the_headings_of_the_list_are_left_out(english):
    take(f"Trajnerët\n{SAME}Pjesëmarrësit\n{PEOPLE}")

    assert names() == {"Ana", "Beni"}


def test_headings_again_on_a_new_page_of_staff_are_still_of_staff(english):
    take(f"Pjesëmarrësit\n{PEOPLE}Trajnerët\n{SAME}{SAME.replace('Drita', 'Mira')}")

    assert names() == {"Ana", "Beni"}


@pytest.mark.parametrize(
    "below",
    [
        f"Trajnimi i trajnerëve\n{STAFF}",
        f"Trajnerja: Drita Hoxha\n{STAFF}",
        f"Grupi B\n{SAME}",
        f"Mësuesit\n{STAFF}",
        f"Stafeta\n{SAME}",
        f"Trainers and participants\n{SAME}",
        f"Stafi & fëmijët\n{SAME}",
        "Emri;Institucioni\nDrita Hoxha;Trajner\nGëzim Kola;Bashkia\n",
    ],
)
def test_people_below_a_list_that_are_no_staff_are_taken(below):
    content, answers = PEOPLE + below, Answers(asks=True, event="Lojë", starts_at=START)

    load(content.encode(), answers=answers, letters="sq", skip_bad_rows=True)

    assert {"Ana", "Beni", "Drita", "Gëzim"} <= names()


def test_two_lists_of_staff_alone_are_lists():
    take(f"Trajnerët\n{STAFF}Të ftuarit\n{SAME}")

    assert names() == {"Drita", "Gëzim"}


DAYS = """Data: 06.10.2021
Emri;Mbiemri;Roli
Drita;Hoxha;Staf
Data: 13.10.2021
Emri;Mbiemri;Roli
Drita;Hoxha;Staf
Ana;Deda;Fëmijë
"""


@pytest.mark.parametrize("again", ["Emri;Mbiemri;Roli\n", ""])
def test_day_of_a_list_to_which_staff_alone_came_is_no_table_of_staff(again):
    first, heads, rest = DAYS.partition("Emri;Mbiemri;Roli\n")

    take(first + heads + rest.replace(heads, again), starts_at="")

    came = Registration.objects.values_list("event__starts_on", "participant__first_name")
    assert set(came) == {
        (date(2021, 10, 6), "Drita"),
        (date(2021, 10, 13), "Drita"),
        (date(2021, 10, 13), "Ana"),
    }


@pytest.mark.parametrize("title", ["Edukatorët", "Mësuesit", "Vullnetarët", "Staff"])
def test_title_of_a_group_among_the_rows_is_nobody(title):
    content = f"Emri;Mbiemri;Mosha\nAna;Deda;12\n{title};;\nDrita;Hoxha;40\n"
    answers = Answers(asks=True, event="Lojë", starts_at=START)

    load(content.encode(), answers=answers, letters="sq", skip_bad_rows=True)

    assert names() == {"Ana", "Drita"}


HEADS = "Nr;Emri;Mbiemri;Mosha\n"
OF_STAFF = "1;Drita;Hoxha;40\n2;Gëzim;Kola;35\n"
OF_CHILDREN = "1;Ana;Deda;12\n2;Beni;Leka;9\n"


@pytest.mark.parametrize("title", ["Trajnerët", "Të ftuarit:", "Lista e stafit", "Mysafirë"])
@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (f"{OF_CHILDREN};TITLE;;\n{OF_STAFF}", 4),
        (f"TITLE;;;\n{OF_STAFF};Fëmijët;;\n{OF_CHILDREN}", 2),
        (f"TITLE;;;\n{OF_STAFF};Nxënësit;;\n{OF_CHILDREN}", 2),
        (f";TITLE;;\n{OF_STAFF}\n{OF_CHILDREN}", 2),
        (f";TITLE;;\n\n{OF_STAFF};;;\n{OF_CHILDREN}", 2),
    ],
)
def test_staff_under_a_mere_title_are_left_out_with_a_word(english, title, rows, line):
    content = HEADS + rows.replace("TITLE", title)
    answers = Answers(asks=True, event="Lojë", starts_at=START)

    result = load(content.encode(), answers=answers, letters="sq", skip_bad_rows=True)

    assert names() - {"Nxënësit"} == {"Ana", "Beni"}
    assert notes(result)[str(line)].startswith("A table of staff or guests is left out")


def test_staff_named_alone_under_a_title_are_left_out():
    take(f"{HEADS}{OF_CHILDREN};Trajnerët;;\n;Drita Hoxha;;\n;Gëzim Kola;;\n")

    assert names() == {"Ana", "Beni"}


def test_staff_alone_under_a_mere_title_are_a_list():
    content = f"{HEADS};Trajnerët;;\n{OF_STAFF}"
    answers = Answers(asks=True, event="Lojë", starts_at=START)

    load(content.encode(), answers=answers, letters="sq", skip_bad_rows=True)

    assert names() == {"Drita", "Gëzim"}
