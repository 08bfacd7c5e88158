"""Who signed a list, titles of groups, lines nobody has taken yet and totals are nobody."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from events.importing.shape.asking import QuestionsForm
from events.importing.shape.questions import Answers
from events.models import Centre, Headcount, Registration
from participants.models import Participant
from tests.events.importing.import_files import load, xlsx_file
from tests.events.importing.shape.grids import came
from tests.events.importing.shape.test_tables_below_with_numbers import PEOPLE, START, take

pytestmark = pytest.mark.django_db
WHOLE = "Nr;Emri Mbiemri;Mosha;Firma\n1;Ana Deda;12;\n2;Beni Leka;9;\n"


def names():
    return set(Participant.objects.values_list("first_name", "last_name"))


TWO = {("Ana", "Deda"), ("Beni", "Leka")}


@pytest.mark.parametrize(
    "foot",
    [
        ";Përgatiti:;;Miratoi:\n;Drita Hoxha;;Gëzim Kola\n;Koordinatore;;Drejtor\n",
        ";Mësuesja;;\n;Drita Hoxha;;\n",
        "Drejtoresha:;;;\n;Drita Hoxha;;\n",
        ";Hartoi;Pranoi;\n;Drita Hoxha;Gëzim Kola;\n",
        ";Koordinatorja: Drita Hoxha;;\n",
        ";Approved by;;\n;Drita Hoxha;;\n",
    ],
)
def test_who_signed_below_a_list_did_not_take_part(english, foot):
    result = take(WHOLE + foot)

    assert names() == TWO
    said = [str(problem.reason) for problem in result.left_out if problem.row > 3]
    assert len(said) == foot.count("\n")
    assert all(reason.startswith("The end of the list: “") for reason in said)


@pytest.mark.parametrize(
    "below",
    [
        ";Përgatiti: Drita Hoxha;;\n3;Mira Çela;8;\n",  # signed on each page
        ";Mira Çela;;\n",  # added without a number
        ";Përgatiti: Drita Hoxha;;\n;Mira Çela;8;\n",
        "Nr;Emri Mbiemri;Mosha;Firma\n3;Mira Çela;8;\n",
    ],
)
def test_who_stands_below_a_list_and_signed_nothing_took_part(below):
    take(WHOLE + below)

    assert names() == {*TWO, ("Mira", "Çela")}


def test_a_list_of_names_alone_goes_on_below_whoever_signed():
    take("Emri Mbiemri;Organizata\nAna Deda;\nPërgatiti: Drita Hoxha;\nBeni Leka;Bashkia\n")

    assert names() == TWO


def test_a_post_before_a_name_is_no_end_of_a_list():
    content = "Pozicioni;Emri Mbiemri;Tel\nKoordinatori;Ana Deda;0691234567\nDrejtori;Beni Leka;\n"

    take(content, columns={"Pozicioni": ""})

    assert names() == TWO


@pytest.mark.parametrize(
    "content",
    [
        "Nr;Emri Mbiemri\n1;Ana Deda\n2;Beni Leka\n3;\n4.;\n",
        "Nr;Emri;Mbiemri;Kategoria\n1;Ana;Deda;Fëmijë\n2;Beni;Leka;Fëmijë\n3;;;Fëmijë\n4;;;Fëmijë\n",
        "Nr;Emri Mbiemri;Organizata\n1;Ana Deda;Bashkia\n2;Beni Leka;\n3;;Bashkia\n4;;Bashkia\n",
    ],
)
def test_a_numbered_line_that_nobody_has_taken_is_said_and_left_out(english, content):
    result = take(content)

    assert names() == TWO
    said = {problem.row: str(problem.reason) for problem in result.left_out}
    assert said[4].startswith("No name: “3”")
    assert said[5].startswith("No name: “4")


def test_a_line_with_a_fact_of_somebody_lacks_the_name():
    answers = Answers(asks=True, event="Lojë", starts_at=START)

    result = load(f"{PEOPLE}3;;;8\n".encode(), answers=answers)

    assert [problem.row for problem in result.rejected] == [4]


@pytest.mark.parametrize(
    ("girls", "boys"),
    [("Vajzat", "Djemtë"), ("FEMRA", "MESHKUJ"), ("Girls", "Boys"), ("Gratë", "Burrat")],
)
@pytest.mark.parametrize("heads", ["Nr;Emri;Mbiemri;Mosha", "Nr;Emri Mbiemri"])
def test_the_title_of_a_group_says_the_sex_of_the_rows_below(heads, girls, boys):
    ana, beni = ("1;Ana Deda", "1;Beni Leka")
    if "Mosha" in heads:
        ana, beni = ("1;Ana;Deda;12", "1;Beni;Leka;9")

    take(f"{heads}\n;{girls}\n{ana}\n;{boys}\n{beni}\n")

    assert set(Participant.objects.values_list("first_name", "sex")) == {
        ("Ana", "female"),
        ("Beni", "male"),
    }


def test_girls_among_the_children_are_children_and_parents_are_of_no_sex():
    take(
        "Nr;Emri;Mbiemri;Mosha\n;Fëmijë;;\n;Vajza;;\n1;Ana;Deda;12\n;Djem;;\n2;Beni;Leka;9\n"
        ";Prindër;;\n3;Drita;Çela;40\n"
    )

    places = Registration.objects.values_list(
        "participant__first_name", "participant__sex", "category__code"
    )
    assert set(places) == {
        ("Ana", "female", "child"),
        ("Beni", "male", "child"),
        ("Drita", "unknown", "parent"),
    }


@pytest.mark.parametrize("word", ["Fëmijë", "Prindër", "Femra", "Meshkuj"])
def test_a_group_that_is_counted_below_a_list_is_nobody(word):
    result = take(f"{WHOLE};{word};2;\n")

    assert names() == TWO
    assert 4 in {problem.row for problem in result.left_out}


def test_a_lone_word_between_rows_that_say_more_is_pointed_at(english):
    heads, *rows = WHOLE.splitlines()

    result = take("\n".join([heads, ";Kamëz;;", *rows]))

    assert [(problem.row, problem.column) for problem in result.unlikely] == [(2, "first_name")]
    assert "“Kamëz”" in result.unlikely[0].reason


def test_the_word_for_names_alone_is_nobody():
    answers = Answers(asks=True, event="Lojë", starts_at=START)
    content = f"{PEOPLE}3;Emri;;9\n4;Emri;Hoxha;9\n"

    result = load(content.encode(), answers=answers, skip_bad_rows=True)

    assert names() == {*TWO, ("Emri", "Hoxha")}
    assert [problem.row for problem in result.rejected] == [4]


@pytest.mark.parametrize(
    "content",
    [
        "Emri Mbiemri;Mosha\n1. Ana Deda;12\n2) Beni Leka;9\n",
        "Emri;Mbiemri\n1.Ana;Deda\n2. Beni;Leka\n",
    ],
)
def test_the_number_of_a_line_is_no_part_of_the_name_behind_it(content):
    take(content)

    assert names() == TWO


@pytest.mark.parametrize("struck", [["B3"], ["B3", "C3"], ["A3", "B3", "C3", "D3"]])
def test_a_name_that_is_struck_through_is_asked_about_with_the_name(struck):
    book = Workbook()
    for line in (
        ["Nr", "Emri", "Mbiemri", "Mosha"],
        [1, "Ana", "Deda", 12],
        [2, "Beni", "Leka", 9],
    ):
        book.active.append(line)
    for cell in struck:
        book.active[cell].font = Font(strike=True)

    questions = load(saved(book), answers=Answers(asks=True, event="L", starts_at=START)).questions

    assert [(row["name"], row["samples"]) for row in questions] == [("hidden", ["Beni Leka"])]


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_hidden_sheet_says_so_and_is_not_chosen_beforehand(english):
    book = Workbook()
    for sheet in (book.active, book.create_sheet("Vjet")):
        sheet.append(["Emri", "Mbiemri"])
        sheet.append(["Ana", "Deda"])
    book["Vjet"].sheet_state = "hidden"

    questions = load(saved(book), answers=Answers(asks=True, event="L", starts_at=START)).questions

    assert questions[0]["choices"] == [["Sheet", "Sheet"], ["Vjet", "Vjet (a hidden sheet)"]]
    form = QuestionsForm(questions, centre=Centre.objects.get(), offered={})
    assert form.fields["q0"].initial == ["Sheet"]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (["Nr", "Emri", "Mbiemri", "E hënë", "E mërkurë", "Gjithsej"], ["", "", "", 4, 6, ""]),
        (["Nr", "Emri", "Mbiemri", "Tetor 2021", "", "Gjithsej"], ["", "", "", 4, 6, ""]),
    ],
)
def test_days_below_the_headings_of_a_grid_are_its_days(upper, lower):
    lines = [["Tetor 2021"], upper, lower]
    lines += [[1, "Ana", "Deda", "x", "", 1], [2, "Beni", "Leka", "x", "x", 2]]

    take(xlsx_file(lines), starts_at="", empty="absent")

    assert came() == {date(2021, 10, 4): {"Ana", "Beni"}, date(2021, 10, 6): {"Beni"}}


def test_numbers_below_known_headings_are_no_days():
    take("Numri i pjesëmarrësve;Mosha nga;Mosha deri\n12;14;17\n9;6;13\n")

    counted = Headcount.objects.values_list("count", "age_from", "age_to")
    assert set(counted) == {(12, 14, 17), (9, 6, 13)}
