"""Counts, days, notes and who signed at the foot of a list are said: nobody, and no error."""

import pytest

from events.importing.shape.asking import QuestionsForm
from events.importing.shape.questions import Answers
from events.models import Centre, Registration
from participants.models import Participant
from tests.events.importing.import_files import load, xlsx_file
from tests.events.importing.shape.test_lists_of_strangers import names, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TWO = {("Ana", "Deda"), ("Beni", "Leka")}
WHOLE = "Nr;Emri Mbiemri;Mosha;Firma\n1;Ana Deda;12;\n2;Beni Leka;9;\n"


def asked(content, **answers):
    """{name of a question: what is shown to answer it by}, all of it beside its field."""
    content = content if isinstance(content, bytes) else content.encode()
    result = load(content, answers=Answers(asks=True, **answers), dry_run=True)
    form = QuestionsForm(result.questions, centre=Centre.objects.get(), offered={})
    for field, question in zip(form.fields.values(), result.questions, strict=False):
        assert all(sample in field.help_text for sample in question["samples"])
    return {question["name"]: question["samples"] for question in result.questions}


@pytest.mark.parametrize(
    "foot",
    [
        ";Data: 06.10.2021;;",
        ";;;\n;Data: 06.10.2021;;",
        ";Tiranë, më 06.10.2021;;",
        ";06.10.2021;;",
        ";6 tetor 2021;;",
        ";Data 06.10.2021;;Firma: ________",
        ";Vendi: Shkolla Kushtrimi;;\n;Data: 06.10.2021;;\n;Mësuesja: Drita Hoxha;;",
        ";Data: 06.10.2021;;\n;Mësuesja;;\n;Drita Hoxha;;",
        ";Mësuesja;;\n;Drita Hoxha;;\n;Tiranë, më 06.10.2021;;",
    ],
)
def test_day_at_the_foot_is_shown_where_the_day_is_asked(foot):
    content = f"{WHOLE}{foot}\n"

    [shown] = asked(content, event="Lojë")["starts_at"]

    assert "06.10.2021" in shown or "6 tetor 2021" in shown
    result = take(content)
    assert result.rejected == []
    assert names() == TWO
    assert {note.row for note in result.left_out} >= set(range(4, 4 + len(foot.split("\n")))) - {
        4 if foot.startswith(";;;") else 0
    }


def test_title_of_a_meeting_at_the_foot_is_shown_where_the_event_is_asked():
    foot = ";Takimi: Klubi i leximit;;\n;Data: 06.10.2021;;\n"

    shown = asked(WHOLE + foot)

    assert shown == {"event": ["Takimi: Klubi i leximit"], "starts_at": ["Data: 06.10.2021"]}


@pytest.mark.parametrize(
    ("above", "shown"),
    [
        ("Takimi me prindërit, 06.10.2021", "Takimi me prindërit, 06.10.2021"),
        ("E mërkurë, 6 tetor 2021", "E mërkurë, 6 tetor 2021"),
        ("Datë 06.10.2021, ora 10.00", "Datë 06.10.2021, ora 10.00"),
        ("Data: 6 tetor", "6 tetor"),
        ("Data: e mërkurë 6.10", "e mërkurë 6.10"),
        ("Data: 6-8 tetor 2021", "6-8 tetor 2021"),
        ("Data: ________", None),
    ],
)
def test_what_is_no_day_above_a_list_is_asked_and_no_error_of_each_row(above, shown):
    content = f"{above};;;\n{WHOLE}"

    assert asked(content, event="Lojë") == {"starts_at": [shown] if shown else []}
    assert take(content).rejected == []
    assert names() == TWO


def test_days_at_the_feet_of_tables_are_of_the_rows_above_them():
    take(
        "Emri;Mbiemri\nAna;Deda\nData: 06.10.2021;\nEmri;Mbiemri\nMira;Çela\nData: 13.10.2021;\n",
        starts_at="",
    )

    places = Registration.objects.values_list("participant__first_name", "event__starts_on__day")
    assert set(places) == {("Ana", 6), ("Mira", 13)}


def test_who_signed_below_the_last_of_several_days_did_not_take_part():
    content = f"Data: 06.10.2021;;;\n{WHOLE};Data: 13.10.2021;;\n3;Mira Çela;8;\n"

    take(f"{content};Data: 20.10.2021;;\n;Mësuesja;;\n;Drita Hoxha;;\n", starts_at="")

    places = Registration.objects.values_list("participant__first_name", "event__starts_on__day")
    assert set(places) == {("Ana", 6), ("Beni", 6), ("Mira", 13)}


COUNTS = [
    "Vajza: 12",
    "Gjithsej: 25",
    "Total: 25",
    "Vajza 12",
    "Vajza;12",
    "Djemtë;13",
    "Gjithsej;25",
    "Vajza: 12, Djem: 13",
    "F=12 M=13",
    "Numri i pjesëmarrësve: 25",
    "Nr. total i fëmijëve: 25",
    "25 fëmijë",
    "12 vajza dhe 13 djem",
    "Morën pjesë 25 fëmijë",
    "Prezent: 20",
    "Mungojnë;5",
    "Mosha mesatare: 10,5",
    "Number of participants: 25",
]


@pytest.mark.parametrize("count", COUNTS)
def test_count_at_the_foot_is_said_with_the_rows_above_it(count):
    result = take(f"{WHOLE};{count};;\n")

    assert result.rejected == []
    assert names() == TWO
    [said] = [note.reason for note in result.left_out if note.row == 4]
    assert said.startswith("A count: “")
    assert said.endswith("Above it 2 rows were read.")
    assert set(Registration.objects.values_list("attendance", flat=True)) == {"present"}


@pytest.mark.parametrize(
    "column", ["Nr;Emri;Mbiemri;Gjinia;Mosha", "Emri;Mbiemri;Gjinia;Mosha;Tel"]
)
def test_counts_by_sex_in_any_columns_are_said(column):
    ana, beni = ("Ana;Deda;F;12", "Beni;Leka;M;9")
    rows = f"1;{ana}\n2;{beni}\n" if column.startswith("Nr") else f"{ana};\n{beni};\n"

    result = take(f"{column}\n{rows};;Vajza;1;\n;;Djem;1;\n;;;F=1;\n")

    assert result.rejected == []
    assert names() == TWO
    assert [note.row for note in result.left_out if note.reason.startswith("A count")] == [4, 5, 6]


def test_counts_below_the_days_of_a_grid_are_nobody():
    lines = [
        ["Tetor 2021"],
        ["Nr", "Emër Mbiemër", 4, 6, 11],
        [1, "Ana Deda", "x", "x", "x"],
        [2, "Beni Leka", "x", "x", "x"],
        ["", "Vajza", 1, 1, 1],
        ["", "Djem", 1, 1, 1],
        ["", "Mungojnë", 0, 0, 0],
        ["", "Gjithsej", 2, 2, 2],
    ]

    result = take(xlsx_file(lines), starts_at="")

    assert result.rejected == []
    assert names() == TWO
    assert Registration.objects.count() == 6


@pytest.mark.parametrize("line", ["3;Vajza;12;", "3;Fëmijë;2;", ";Ana Goca;12;", ";;12;"])
def test_line_of_somebody_is_no_count(line):
    result = take(f"{WHOLE}{line}\n", skip_bad_rows=True)

    assert not any(note.reason.startswith("A count") for note in result.left_out)


@pytest.mark.parametrize(
    "note",
    [
        ";Shënim: fëmijët ishin aktivë;;",
        ";Vërejtje:;mungoi uji;",
        ";Mungojnë: Mira Çela, Gent Kola;;",
        ";Klasa 5A;;",
        ";Shënim;;",
    ],
)
def test_note_or_title_in_the_column_of_names_is_said_and_blocks_nothing(note):
    result = take(f"{WHOLE}{note}\n")

    assert result.rejected == []
    assert names() == TWO
    assert 4 in {note.row for note in result.left_out}


@pytest.mark.parametrize("cell", ["Ana Kola:;12", "Mira Vata: mungon;", "Ina Kola: po;"])
def test_name_with_a_colon_is_a_row(cell):
    result = take(f"{WHOLE};{cell};\n", skip_bad_rows=True)

    assert 4 in {problem.row for problem in result.rejected}


@pytest.mark.parametrize("number", ["{}. ", ""])
def test_counts_and_a_day_below_a_message_are_nobody(number):
    people = "".join(
        f"{number.format(n)}{who}\n" for n, who in enumerate(["Ana Deda", "Beni Leka"], 1)
    )

    result = take(f"{people}Vajza 1\n1 djalë\nGjithsej 2 fëmijë\nData 06.10.2021\n")

    assert result.rejected == []
    assert names() == TWO
    assert {note.row for note in result.left_out} == {3, 4, 5, 6}


def test_birth_behind_a_first_name_in_a_message_is_no_day_at_the_foot():
    take("Ana, 12.05.2010\nBeni Leka, 03.11.2009\n")

    born = Participant.objects.values_list("first_name", "birth_date__year")
    assert set(born) == {("Ana", 2010), ("Beni", 2009)}
