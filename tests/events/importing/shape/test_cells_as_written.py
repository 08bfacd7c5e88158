"""Births, ditto marks, days at the foot and counts, as people write them by hand."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from events.importing.shape.questions import Answers
from events.models import Registration
from participants.models import Participant
from tests.events.importing.import_files import load, xlsx_file
from tests.events.importing.shape.test_tables_below_with_numbers import START, take

pytestmark = pytest.mark.django_db
WHOLE = "Nr;Emri Mbiemri;Mosha;Firma\n1;Ana Deda;12;\n2;Beni Leka;9;\n"
TWO = {("Ana", "Deda"), ("Beni", "Leka")}


def names():
    return set(Participant.objects.values_list("first_name", "last_name"))


def ask(content, **given):
    answers = Answers(asks=True, **{"event": "Lojë", "starts_at": START} | given)
    return load(content.encode(), answers=answers, letters="sq", skip_bad_rows=True)


@pytest.mark.parametrize(
    ("heading", "text", "day", "year"),
    [
        ("Datëlindja", "viti 2010", None, 2010),
        ("Viti i lindjes", "viti 2010", None, 2010),
        ("Datëlindja", "21 05 2010", date(2010, 5, 21), None),
        ("Mosha", "2010", None, 2010),
    ],
)
def test_a_birth_is_read_as_it_is_written(heading, text, day, year):
    take(f"Emri;Mbiemri;{heading}\nAna;Deda;{text}\n")

    assert Participant.objects.values_list("birth_date", "birth_year").get() == (day, year)


@pytest.mark.parametrize("text", ["maj 2010", "05.2010", "5/2010", "Maj. 2010"])
def test_a_month_of_birth_without_its_day_is_refused_with_what_to_write(english, text):
    result = ask(f"Emri;Mbiemri;Datëlindja\nAna;Deda;{text}\n")

    assert [str(problem.reason) for problem in result.rejected] == [
        "The day is missing: enter the whole date, or in this column the year alone."
    ]


def test_a_year_in_place_of_an_age_beside_a_date_of_birth_is_refused():
    result = ask("Emri;Mbiemri;Datëlindja;Mosha\nAna;Deda;21.05.2010;2010\n")

    assert [problem.column for problem in result.rejected] == ["age"]


@pytest.mark.parametrize("mark", ['"', "-//-", "– // –", '-"-', "idem", "Idem.", "〃"])
def test_a_ditto_mark_says_what_stands_above(mark):
    lines = [
        ["Emri", "Mbiemri", "Organizata", "Tel"],
        ["Ana", "Deda", "Bashkia", "0691234567"],
        ["Beni", mark, mark, ""],
        ["Drita", "Çela", mark, ""],
    ]

    take(xlsx_file(lines))

    assert names() == {("Ana", "Deda"), ("Beni", "Deda"), ("Drita", "Çela")}
    assert set(Registration.objects.values_list("organisation__name", flat=True)) == {"Bashkia"}


def test_a_ditto_mark_below_nothing_and_for_a_phone_is_refused():
    lines = "Emri;Mbiemri;Organizata;Tel\nAna;Deda;;0691234567\nBeni;Leka;-//-;\nEra;Kola;;-//-\n"

    assert {(problem.row, problem.column) for problem in ask(lines).rejected} == {
        (3, "organisation"),
        (4, "phone"),
    }


def test_a_day_at_the_foot_is_shown_where_the_day_is_asked(english):
    result = ask(f"{WHOLE};Data: 06.10.2021;;\n", starts_at="")

    asked = {question["name"]: question["samples"] for question in result.questions}
    assert asked == {"starts_at": ["Data: 06.10.2021"]}
    assert "No name: “Data: 06.10.2021”." in [str(one.reason) for one in result.left_out]


@pytest.mark.parametrize(
    "line", ["Tiranë, më 06.10.2021", "Tiranë më 6/10/2021", "Kamëz, 6.10.2021"]
)
def test_place_and_day_beside_the_signatures_are_nobody(line):
    take(f"{WHOLE};Përgatiti: Drita Hoxha;;\n;{line};;\n")

    assert names() == TWO


def test_a_pasted_day_that_is_the_meetings_own_is_asked():
    result = ask("Ana Deda 6.10.2021\nBeni Leka 6.10.2021\n")

    assert [question["name"] for question in result.questions] == ["column:Column 2"]


def test_other_pasted_days_are_births():
    take("Ana Deda 21.05.2010\nBeni Leka 6.10.2011\n")

    assert set(Participant.objects.values_list("birth_date", flat=True)) == {
        date(2010, 5, 21),
        date(2011, 10, 6),
    }


@pytest.mark.parametrize(
    "content",
    ["Data;Aktiviteti;Vajza;Djem;Gjithsej\n06.10.2021;Kor;5;7;12\n", "Muaji;F;M\nTetor;5;7\n"],
)
def test_a_list_that_only_counts_is_told_where_counts_go(english, content):
    with pytest.raises(ValidationError) as refusal:
        ask(content)

    assert "under “Count people without names”" in refusal.value.messages[0]


def test_a_document_may_be_pasted(english):
    with pytest.raises(ValidationError) as refusal:
        ask("%PDF-1.7")

    assert "paste it" in refusal.value.messages[0]


@pytest.mark.parametrize("line", ["069 123 4567 Ana Deda", "12 vjeç Ana Deda", "12 vjeç, Ana Deda"])
def test_a_phone_or_an_age_may_stand_before_a_name(line):
    take(f"{line}\n{line.replace('Ana Deda', 'Beni Leka').replace('4567', '4568')}\n")

    assert names() == TWO


def test_vula_is_a_surname_unless_nothing_else_is_said():
    take("Emri Mbiemri;Mosha\nVula Gashi;12\nBeni Leka;9\nVula;\nVula dhe firma;\n")

    assert names() == {("Vula", "Gashi"), ("Beni", "Leka")}


@pytest.mark.parametrize(
    "first", ["Ana Deda", "Ana Deda;9 vjeç", "Ana Deda;s'ka", "Vajzat\nAna Deda;9"]
)
def test_the_first_of_a_table_without_headings_is_somebody(first):
    content = f"{first}\nBeni Leka;8\nMira Çela;7\n"
    (question,) = ask(content).questions

    take(content, columns={question["name"].partition(":")[2]: "age"})

    assert names() == {*TWO, ("Mira", "Çela")}
