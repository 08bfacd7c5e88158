"""Sheets one below the other whose lines are numbered, and what stands above a list."""

from datetime import date

import pytest

from events.importing.shape.questions import Answers
from events.models import Event, Headcount, Registration
from participants.models import Participant
from tests.events.importing.import_files import load, xlsx_file
from tests.events.importing.shape.grids import came

pytestmark = pytest.mark.django_db
START = "2021-10-06 10:00"
PEOPLE = "Nr;Emri;Mbiemri;Mosha\n1;Ana;Deda;12\n2;Beni;Leka;9\n"


def take(content, **answers):
    given = {"event": "Lojë", "starts_at": START} | answers
    content = content.encode() if isinstance(content, str) else content
    result = load(content, answers=Answers(asks=True, **given), letters="sq")
    assert not result.questions
    assert result.rejected == []
    return result


def meetings():
    """{(title, day): first names of those who were there}."""
    found = {}
    for place in Registration.objects.select_related("event", "participant"):
        meeting = str(place.event), str(place.event.starts_on)
        found.setdefault(meeting, set()).add(place.participant.first_name)
    return found


def test_a_sheet_printed_twice_on_a_page_has_two_meetings():
    lines = [
        ["Takimi:", "Lojë"],
        ["Data:", "06.10.2021"],
        ["Nr", "Emri dhe mbiemri", "Nënshkrimi"],
        [1, "Ana Deda", "a"],
        ["Takimi:", "Kor"],
        ["Nr", "Emri dhe mbiemri", "Nënshkrimi"],
        [1, "Drita Çela", "d"],
    ]

    take(xlsx_file(lines))

    assert meetings() == {("Lojë", "2021-10-06"): {"Ana"}, ("Kor", "2021-10-06"): {"Drita"}}


@pytest.mark.parametrize("again", ["Nr;Emri;Mbiemri;Mosha\n", ""])
@pytest.mark.parametrize("line", ["Data:;13.10.2021;;", "Data:;;13.10.2021;"])
def test_a_day_under_the_number_begins_another_meeting(again, line):
    take(f"Data:;06.10.2021;;\n{PEOPLE}{line}\n{again}1;Drita;Çela;8\n", starts_at="")

    assert meetings() == {
        ("Lojë", "2021-10-06"): {"Ana", "Beni"},
        ("Lojë", "2021-10-13"): {"Drita"},
    }


def test_an_event_under_the_number_begins_another_meeting():
    take(
        f"Takimi:;Lojë\nData:;06.10.2021\n{PEOPLE}Takimi:;Vizatim\n1;Drita;Çela;8\n2;Ana;Deda;12\n"
    )

    assert meetings() == {
        ("Lojë", "2021-10-06"): {"Ana", "Beni"},
        ("Vizatim", "2021-10-06"): {"Ana", "Drita"},
    }


@pytest.mark.parametrize("label", ["Vendi:", "Facilitator:", "Qyteti:"])
def test_a_label_under_the_number_makes_nobody_of_its_value(label):
    content = f"{PEOPLE}{label};Vorë;;\nNr;Emri;Mbiemri;Mosha\n1;Drita;Çela;8\n"

    load(content.encode(), answers=Answers(asks=True, event="Lojë", starts_at=START), letters="sq")

    assert "Vorë" not in Participant.objects.values_list("first_name", flat=True)


def test_numbers_of_people_below_another_day_are_of_that_day():
    above = "Data:;06.10.2021\nKategoria;Numri i pjesëmarrësve\nFëmijë;12\n"

    take(f"{above}Data:;13.10.2021\nFëmijë;9\n", starts_at="")

    counted = Headcount.objects.values_list("event__starts_on", "count")
    assert set(counted) == {(date(2021, 10, 6), 12), (date(2021, 10, 13), 9)}


@pytest.mark.parametrize(
    "above",
    [
        "Emri;Klubi Dielli\nFshati;Kamëz\n",
        "Name;Drita Hoxha\nCentre;Tirana\n",
        "Emër mbiemër;Drita Hoxha\nPozicioni;Mësuese\n",
        "Emri;Qendra Kamëz\nAdresa;Rruga e Kavajës\n",
    ],
)
def test_labels_above_a_list_are_nobody(above):
    take(above + PEOPLE)

    assert set(Participant.objects.values_list("first_name", flat=True)) == {"Ana", "Beni"}
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "above",
    [
        "Emrat\nKlubi Dielli\n",
        "Emrat\nQendra Kamëz\nShkolla 1 Maji\n",
        "Lista\nPjesëmarrës\nBashkia Tiranë\nShkolla Kushtrimi\nQendra Dielli\n",
        "Names\nTirana Youth Centre\n",
    ],
)
def test_what_places_are_called_above_a_list_is_nobody(above):
    take(above + PEOPLE)

    assert set(Participant.objects.values_list("first_name", flat=True)) == {"Ana", "Beni"}


def test_a_label_above_a_list_asks_nothing_that_is_said():
    above = "Full name;Drita Hoxha\nPosition;Teacher\nActivity;Games\nDate;06.10.2021\n"

    take(f"{above}Name;Sex;Age\nAna Deda;F;12\n", event="", starts_at="")

    assert meetings() == {("Games", "2021-10-06"): {"Ana"}}


@pytest.mark.parametrize(
    "title",
    [
        "Klubi i vajzave – Nëntor 2021",
        "Regjistri i klubit për muajin nëntor 2021",
        "Nëntor 2021",
    ],
)
def test_a_register_below_is_of_the_month_in_its_own_title(title):
    lines = [
        ["Tetor 2021"],
        ["Nr", "Emri", "Mbiemri", 4, 6, 8],
        [1, "Ana", "Deda", "x", "", "x"],
        [title],
        ["Nr", "Emri", "Mbiemri", 3, 5, 9],
        [1, "Beni", "Leka", "x", "x", ""],
    ]

    take(xlsx_file(lines), starts_at="", empty="absent")

    assert came() == {
        date(2021, 10, 4): {"Ana"},
        date(2021, 10, 8): {"Ana"},
        date(2021, 11, 3): {"Beni"},
        date(2021, 11, 5): {"Beni"},
    }


def test_registers_of_the_same_days_are_of_the_months_in_their_titles():
    lines = [
        ["Klubi – Tetor 2021"],
        ["Nr", "Emri", "Mbiemri", 4, 6],
        [1, "Ana", "Deda", "x", "x"],
        ["Klubi – Nëntor 2021"],
        ["Nr", "Emri", "Mbiemri", 4, 6],
        [1, "Beni", "Leka", "x", "x"],
    ]

    take(xlsx_file(lines), starts_at="", empty="absent")

    assert came() == {
        date(2021, month, day): {name}
        for month, name in ((10, "Ana"), (11, "Beni"))
        for day in (4, 6)
    }


@pytest.mark.parametrize("word", ["Emër", "Emri"])
def test_a_numbered_line_with_a_word_for_name_is_no_heading(word):
    content = f"{PEOPLE}3;{word};;\n4;Drita;Çela;8\n"

    load(content.encode(), answers=Answers(asks=True, event="Lojë", starts_at=START), letters="sq")

    found = Participant.objects.values_list("first_name", "last_name", "told_age")
    assert {("Ana", "Deda", 12), ("Beni", "Leka", 9), ("Drita", "Çela", 8)} <= set(found)


def load_with_bad_rows(content):
    answers = Answers(asks=True, event="Lojë", starts_at=START, empty="absent")
    return load(content.encode(), answers=answers, letters="sq", skip_bad_rows=True)


@pytest.mark.parametrize("word", ["Pjesëmarrës", "Pjesëmarrësit", "Participants", "Name"])
def test_a_line_with_an_age_and_a_word_for_name_is_a_row(word):
    result = load_with_bad_rows(f"{PEOPLE}3;{word};;9\n4;Drita;Çela;8\n")

    found = Participant.objects.values_list("first_name", "last_name", "told_age")
    assert set(found) == {("Ana", "Deda", 12), ("Beni", "Leka", 9), ("Drita", "Çela", 8)}
    assert [problem.row for problem in result.rejected] == [4]
    assert 4 not in {problem.row for problem in result.left_out}


@pytest.mark.parametrize(
    ("heads", "line"),
    [
        ("Emri;Mbiemri;Numri i pjesëmarrësve", "Pjesëmarrës;;9"),
        ("Nr;Emri;Mbiemri;Numri i pjesëmarrësve", ";Pjesëmarrës;;9"),
        ("Nr;Emri dhe mbiemri;Mosha;Viti i lindjes", "2;Pjesëmarrës;9;12"),
        ("Nr;Emri dhe mbiemri;Djem;Vajza", "2.;Pjesëmarrës;9;12"),
        ("Nr;Emri;Mbiemri;Mosha;Telefoni", "2;Pjesëmarrës;;9;12"),
        ("Nr;Emri;Mbiemri;Mosha", "2;Emri;Mbiemri;9"),
        ("Nr;Emri;Mbiemri;Mosha", "2.;Emër;Mbiemër;9"),
    ],
)
def test_numbers_beside_a_word_for_name_are_no_days(heads, line):
    count = heads.count(";")
    ana, beni = (["Ana", "Deda"], ["Beni", "Leka"])
    names = (
        ["1" if heads.startswith("Nr") else "", *([" ".join(who)] if "dhe" in heads else who)]
        for who in (ana, beni)
    )
    rows = [";".join(cells if heads.startswith("Nr") else cells[1:]) for cells in names]
    rows = [row + ";" * (count - row.count(";")) for row in rows]

    result = load_with_bad_rows("\n".join([heads, rows[0], line, rows[1]]))

    assert set(Participant.objects.values_list("first_name", flat=True)) == {"Ana", "Beni"}
    assert [problem.row for problem in result.rejected] == [3]
    assert set(Event.objects.values_list("starts_on", flat=True)) == {date(2021, 10, 6)}


@pytest.mark.parametrize("again", ["Nr;Emri;Mbiemri;Mosha", "Nr.;Emër;Mbiemër;Moshë"])
def test_headings_again_are_no_row(again):
    result = load_with_bad_rows(f"{PEOPLE}{again}\n3;Drita;Çela;8\n")

    assert Participant.objects.count() == 3
    assert result.rejected == []


def test_headings_with_days_of_another_month_begin_another_table():
    lines = [
        ["Tetor 2021"],
        ["Nr", "Emri dhe mbiemri", "Mosha", "4", "6"],
        [1, "Ana Deda", 9, "x", "x"],
        ["Nëntor 2021"],
        ["Nr", "Emri dhe mbiemri", "", "3", "5"],
        [1, "Ana Deda", "", "x", ""],
    ]

    take(xlsx_file(lines), starts_at="", empty="absent")

    assert came() == {
        date(2021, 10, 4): {"Ana"},
        date(2021, 10, 6): {"Ana"},
        date(2021, 11, 3): {"Ana"},
    }


def test_a_numbered_line_of_a_register_with_a_word_for_name_moves_no_mark():
    lines = [
        ["Tetor 2021"],
        ["Nr", "Emri", 4, 6, 8],
        [1, "Ana Deda", "x", "", "x"],
        [2, "Emri", 1],
        [3, "Beni Leka", "x", "x", ""],
    ]
    answers = Answers(asks=True, event="Lojë", empty="absent")

    load(xlsx_file(lines), answers=answers, letters="sq")

    days = {day for day, names in came().items() if "Beni" in names}
    assert days == {date(2021, 10, 4), date(2021, 10, 6)}


@pytest.mark.parametrize("again", [True, False])
def test_a_child_called_as_a_month_is_no_month(again):
    heads = ["Nr", "Emri dhe mbiemri", "Viti i lindjes", 4, 6, 8]
    lines = [
        ["Tetor 2021"],
        heads,
        [1, "Ana Deda", 2012, "x", "", "x"],
        ["", "April", 2011],
        *([heads] if again else []),
        [3, "Beni Leka", 2010, "x", "", ""],
    ]

    take(xlsx_file(lines), starts_at="", empty="absent")

    assert came() == {date(2021, 10, 4): {"Ana", "Beni"}, date(2021, 10, 8): {"Ana"}}
    assert Participant.objects.filter(first_name="April", birth_year=2011).exists()


def test_a_month_in_albanian_is_nobody_born_in_its_year():
    heads = ["Nr", "Emri dhe mbiemri", "Viti i lindjes", 4, 6, 8]
    ana = [1, "Ana Deda", 2012, "x", "", ""]

    take(
        xlsx_file([["Tetor 2021"], heads, ana, ["", "Nëntor", 2021], ana]),
        starts_at="",
        empty="absent",
    )

    assert set(came()) == {date(2021, 10, 4), date(2021, 11, 4)}


def test_headings_of_several_days_below_are_asked_about_with_a_number_before_them():
    lines = [
        ["Tetor 2021"],
        ["Nr", "Emri", "Mbiemri", 4, 6, 8],
        [1, "Ana", "Deda", "x", "", "x"],
        ["Nëntor 2021"],
        [11, "Emri", "Mbiemri", 3, 5, 9],
        [1, "Ana", "Deda", "", "x", ""],
    ]
    answers = Answers(asks=True, event="Lojë", empty="absent")

    result = load(xlsx_file(lines), answers=answers, letters="sq")

    assert "column:11" in {question["name"] for question in result.questions}
    assert came() == {}
