"""A title “Mungojnë” between the rows says of those below it that they did not come."""

import pytest

from tests.events.importing.import_files import xlsx_file
from tests.events.importing.shape.test_lists_of_strangers import asked, marks, names, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CAME = {("Ana", "present"), ("Beni", "absent")}
TITLES = [
    ("Prezent", "Mungojnë"),
    ("Prezentë:", "Munguan:"),
    ("Të pranishëm", "Të munguar"),
    ("Morën pjesë", "Nuk morën pjesë"),
    ("Fëmijët që erdhën", "Fëmijët që nuk erdhën"),
    ("Lista e të pranishmëve", "Lista e mungesave"),
    ("PRESENT", "ABSENT"),
]


@pytest.mark.parametrize(("present", "absent"), TITLES)
@pytest.mark.parametrize(
    "listed",
    [
        "{}\n1. Ana Deda\n{}\n1. Beni Leka\n",
        "{}\nAna Deda\n\n{}\nBeni Leka\n",
        "Nr;Emri;Mbiemri;Mosha\n;{};;\n1;Ana;Deda;12\n;{};;\n1;Beni;Leka;9\n",
        "Nr;Emri Mbiemri\n{};\n1;Ana Deda\n{};\n1;Beni Leka\n",
        "{};;\nNr;Emri;Mbiemri\n1;Ana;Deda\n{};;\nNr;Emri;Mbiemri\n1;Beni;Leka\n",
        "{};;\nNr;Emri;Mbiemri;Mosha\n1;Ana;Deda;12\n{};;\nNr;Mbiemri;Emri;\n1;Leka;Beni;\n",
    ],
)
def test_who_stands_below_a_title_came_or_did_not_as_it_says(listed, present, absent):
    result = take(listed.format(present, absent))

    assert result.rejected == []
    assert marks() == CAME
    assert names() == {("Ana", "Deda"), ("Beni", "Leka")}


@pytest.mark.parametrize(
    "listed",
    [
        "Prezent (1)\n1. Ana Deda\nMungojnë (1)\n1. Beni Leka\nGjithsej: 2\n",
        "Nr;Emri;Mbiemri;Mosha\n;Prezent: 1;;\n1;Ana;Deda;12\n;Mungojnë: 1;;\n1;Beni;Leka;9\n",
    ],
)
def test_title_may_say_how_many_they_are(listed):
    take(listed)

    assert marks() == CAME


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("Me vonesë", "late"),
        ("U vonuan:", "late"),
        ("Mungesa me arsye", "excused"),
        ("Mungojnë me arsye (1)", "excused"),
        ("Mungesa pa arsye", "absent"),
    ],
)
def test_title_names_each_mark(title, mark):
    take(f"Prezent\nAna Deda\n{title}\nBeni Leka\n")

    assert marks() == {("Ana", "present"), ("Beni", mark)}


def test_names_behind_a_mark_on_its_line_have_it():
    take("Prezent: Ana Deda, Mira Çela\nMungojnë: Beni Leka\n")

    assert marks() == {("Ana", "present"), ("Mira", "present"), ("Beni", "absent")}


@pytest.mark.parametrize(
    "listed",
    [
        "Ana Deda\nMungojnë\nBeni Leka\n",
        "Nr;Emri;Mbiemri\n1;Ana;Deda\nMungojnë:;;\n1;Beni;Leka\n",
    ],
)
def test_who_stands_above_the_first_title_is_asked_about(listed):
    assert asked(listed) == ["empty"]

    take(listed, empty="present")

    assert marks() == CAME


def test_mark_of_a_line_itself_counts_below_a_title():
    take("Prezent\n1. Ana Deda\n2. Beni Leka - mungon\n")

    assert marks() == CAME


def test_column_of_marks_counts_below_a_title():
    take("Emri;Mbiemri;Prezenca\nMungojnë;;\nAna;Deda;po\nBeni;Leka;\n")

    assert marks() == CAME


def test_groups_within_marks_keep_them_and_marks_within_groups_end_with_them():
    heads = "Nr;Emri;Mbiemri;Mosha\n"
    within = ";Prezent;;\n;Fëmijë;;\n1;Ana;Deda;12\n;Mungojnë;;\n;Fëmijë;;\n2;Beni;Leka;11\n"
    beside = ";Klasa 5A;;\n;Mungojnë;;\n2;Beni;Leka;11\n;Klasa 5B;;\n3;Ana;Deda;10\n"

    take(heads + within)
    assert marks() == CAME
    assert asked(heads + beside) == ["empty"]


def test_counts_of_who_came_at_the_foot_say_nothing_of_rows_on_the_next_page():
    heads = "Nr;Emri Mbiemri;Mosha\n"

    take(f"{heads}1;Ana Deda;12\n;Prezent: 1;\n;Mungojnë: 5;\n{heads}2;Mira Çela;9\n")

    assert marks() == {("Ana", "present"), ("Mira", "present")}


def test_titles_of_tables_side_by_side_are_each_of_its_own():
    lines = [
        ["Prezent", "", "", "Mungojnë"],
        ["Emri", "Mbiemri", "", "Emri", "Mbiemri"],
        ["Ana", "Deda", "", "Beni", "Leka"],
    ]

    take(xlsx_file(lines), beside="all")

    assert marks() == CAME


def test_days_of_a_grid_have_marks_of_their_own():
    lines = [["Tetor 2021"], ["Emri", "Mbiemri", 4, 6], ["Mungojnë"], ["Ana", "Deda", "x", "x"]]

    take(xlsx_file(lines), starts_at="")

    assert marks() == {("Ana", "present")}


@pytest.mark.parametrize("title", ["Po", "Late", "Pjesëmarrësit", "Fëmijët", "Lista e fëmijëve"])
def test_other_titles_say_nothing_of_who_came(title):
    take(f"Nr;Emri;Mbiemri;Mosha\n;{title};;\n1;Ana;Deda;12\n", skip_bad_rows=True)

    assert ("Ana", "present") in marks()
