"""Tables that begin with the first person: it is asked what figures beside names are."""

import pytest

from events.importing.shape.questions import Answers
from participants.models import Participant
from tests.events.importing.import_files import load
from tests.events.importing.shape.test_tables_below_with_numbers import START, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PARTS = "1.\tAna\tDeda\t12\t0692345678\n2.\tBeni\tLeka\t9\t0683456789\n"
WHOLE = "1\tAna Deda\t12\t0692345678\n2\tBeni Leka\t9\t0683456789\n"


def people():
    return set(Participant.objects.values_list("first_name", "last_name", "told_age", "phone"))


BOTH = {("Ana", "Deda", 12, "+355692345678"), ("Beni", "Leka", 9, "+355683456789")}


def asked(content):
    answers = Answers(asks=True, event="Lojë", starts_at=START)
    questions = load(content.encode(), answers=answers, dry_run=True).questions
    return {question["name"]: question["samples"] for question in questions}


@pytest.mark.parametrize(
    ("content", "questions"),
    [
        (WHOLE, {"column:Column 3": ["12", "9"]}),
        ("Ana Deda;12\nBeni Leka;9\n", {"column:Column 2": ["12", "9"]}),
        ("Ana Deda,12\nBeni Leka,9\n", {"column:Column 2": ["12", "9"]}),
        (
            "Ana;Deda\nBeni;Leka\n",
            {"column:Column 1": ["Ana", "Beni"], "column:Column 2": ["Deda", "Leka"]},
        ),
        ("Nr;Kryefamiljari;Banorë\n1;Ana Deda;5\n2;Beni Leka;4\n", {"column:Banorë": ["5", "4"]}),
    ],
)
def test_what_stands_beside_names_without_a_heading_is_asked(content, questions):
    assert asked(content) == questions


def test_columns_that_were_answered_are_taken_so():
    columns = {"Column 2": "first_name", "Column 3": "last_name", "Column 4": "age"}

    take(PARTS, columns=columns)

    assert people() == BOTH


def test_a_column_of_telephones_is_known_by_itself():
    take(WHOLE, columns={"Column 3": "age"})

    assert people() == BOTH


def test_lines_above_a_table_without_headings_are_the_event():
    take(
        f"Aktiviteti: Kor\nData: 06.10.2021\n{WHOLE}",
        event="",
        starts_at="",
        columns={"Column 3": "age"},
    )

    assert people() == BOTH


@pytest.mark.parametrize(
    "content",
    ["Ana Deda\nBeni Leka\n", "Ana Deda, Beni Leka, Mira Çela", "Ana Deda;po\nBeni Leka;jo\n"],
)
def test_a_list_of_names_alone_is_no_table(content):
    assert asked(content) == {}


@pytest.mark.parametrize(
    "line",
    [
        "Ana Deda 12 vjeç tel 0692345678",
        "Ana Deda, 12 vjeç, cel: 069 234 5678",
        "Ana Deda 12 vjeç nr. 069-234-5678",
        "Ana Deda 12 vjeç telefoni: 0692345678",
    ],
)
def test_the_word_before_a_telephone_is_no_surname(line):
    take(f"1. {line}\n2. Beni Leka 9 vjeç tel 0683456789\n")

    assert people() == BOTH


@pytest.mark.parametrize("surname", ["Celaj", "Telhai", "Mobile-Deda"])
def test_a_surname_like_a_word_for_telephones_stays(surname):
    take(f"Ana {surname} 0692345678\nBeni Leka tel 0683456789\n")

    assert ("Ana", surname, None, "+355692345678") in people()


@pytest.mark.parametrize("behind", ["VI-A", "6/A", "(kl. VI-A)", "klasa 6-B"])
def test_a_class_behind_a_name_is_no_surname(behind):
    take(f"Ana Deda {behind}\nBeni Leka {behind}\n")

    assert {person[:2] for person in people()} == {("Ana", "Deda"), ("Beni", "Leka")}


@pytest.mark.parametrize(
    "behind", ["21.05.2010", "21/05/2010", "lindur më 21.05.2010", "dtl 21.05.2010", "2010-05-21"]
)
def test_a_day_behind_a_name_is_the_birth_and_no_telephone(behind):
    take(f"Ana Deda {behind}\nBeni Leka 21.05.2010\n")

    births = Participant.objects.values_list("first_name", "birth_date", "phone")
    assert {(name, str(born), phone) for name, born, phone in births} == {
        ("Ana", "2010-05-21", ""),
        ("Beni", "2010-05-21", ""),
    }
