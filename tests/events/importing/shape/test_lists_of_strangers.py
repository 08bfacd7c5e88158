"""Lists as strangers keep them: taken in as they are meant, asked about, or refused at the cell."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from events.importing.shape.questions import Answers
from events.models import Event, Registration
from participants.models import Participant
from tests.events.importing.import_files import load, xlsx_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
THREE = {("Ana", "Deda"), ("Beni", "Leka"), ("Mira", "Çela")}
NO_NOTES = {"Shënime": ""}
MARKED = {("Ana", "present"), ("Beni", "absent"), ("Mira", "present")}


def take(content, *, skip_bad_rows=False, **answers):
    """The result once the event is known; nothing else may be asked."""
    known = {"event": "Lojë", "starts_at": "2021-10-06 10:00"} | answers
    content = content if isinstance(content, bytes) else content.encode()
    result = load(content, answers=Answers(asks=True, **known), skip_bad_rows=skip_bad_rows)
    assert result.questions == []
    return result


def asked(content, **answers):
    content = content if isinstance(content, bytes) else content.encode()
    known = {"event": "Lojë", "starts_at": "2021-10-06 10:00"} | answers
    result = load(content, answers=Answers(asks=True, **known), dry_run=True)
    return [question["name"] for question in result.questions]


def names():
    return set(Participant.objects.values_list("first_name", "last_name"))


def marks():
    return set(Registration.objects.values_list("participant__first_name", "attendance"))


@pytest.mark.parametrize(
    "sent",
    [
        "06/10/21, 18:05 - ~ Drita: Ana Deda\n06/10/21, 18:06 - +355 69 123 4567: Beni Leka\n"
        "06/10/21, 18:07 - Klea Kola: Mira Çela",
        "[06.10.21, 18:05:10] ~ Drita: 1) Ana Deda\n[06.10.21, 18:06:11] Drita: 2) Beni Leka\n"
        "[06.10.21, 18:07:10] Klea: 3) Mira Çela",
        "[10:21, 06/10/2021] Drita: Pjesëmarrësit e takimit:\n1) Ana Deda\n2) Beni Leka\n"
        "3) Mira Çela",
        "Ana Deda, Beni Leka, Mira Çela",
        "Pjesëmarrës: Ana Deda, Beni Leka, Mira Çela",
        "1.Ana Deda 2.Beni Leka 3.Mira Çela",
        "1. ana deda\n2. beni leka\n3. mira çela",
        "👉 Ana Deda\n▪ Beni Leka\n1️⃣ Mira Çela",
        "Lista E Fëmijëve\nAna Deda\nBeni Leka\nMira Çela\nFaleminderit Drita",
    ],
)
def test_a_message_with_names_is_these_three_people(sent):
    result = take(sent)

    assert result.rejected == []
    assert names() == THREE
    assert {mark for _name, mark in marks()} == {"present"}


@pytest.mark.parametrize(
    "sent",
    [
        "✅ Ana Deda\n❌ Beni Leka\n✅ Mira Çela",
        "1. Ana Deda ✅\n2. Beni Leka ❌\n3. Mira Çela ✔️",
        "Ana Deda - erdhi\nBeni Leka - mungon\nMira Çela - erdhi",
        "Ana Deda (erdhi)\nBeni Leka (nuk erdhi)\nMira Çela (erdhi)",
        "Ana Deda po\nBeni Leka jo\nMira Çela po",
        "Emri;Prezenca\nAna Deda;✔️\nBeni Leka;❌\nMira Çela;✅",
    ],
)
def test_marks_beside_names_are_marks_and_no_part_of_a_name(sent):
    take(sent)

    assert marks() == MARKED
    assert names() == THREE


@pytest.mark.parametrize(
    "sent",
    [
        "Ana Deda\nBeni Leka (mungon)\nMira Çela",
        "Ana Deda\nBeni Leka ✅\nMira Çela",
        "Emri;Mbiemri;Prezenca\nAna;Deda;\nBeni;Leka;\n",
        xlsx_file([["Emri", "Mbiemri", datetime(2021, 10, 6)], ["Ana", "Deda"], ["Ben", "Leka"]]),
    ],
)
def test_who_has_no_mark_where_marks_are_kept_is_asked_about(sent):
    assert asked(sent) == ["empty"]


def test_ages_and_years_of_birth_beside_names_are_read():
    take("1. Ana Deda (2011)\n2. Beni Leka, 10 vj\n3. Mira Çela 11-vjeçare, +355(0)692345678")

    ana, beni, mira = Participant.objects.order_by("first_name")
    assert (ana.birth_year, beni.told_age, mira.told_age) == (2011, 10, 11)
    assert mira.phone == "+355692345678"


@pytest.mark.parametrize(
    ("cell", "age"),
    [("8 muaj", 0), ("18 muajsh", 1), ("10-vjeçar", 10), ("vj. 9", 9), ("10vj", 10), ("'12", 12)],
)
def test_an_age_in_months_is_no_age_in_years(cell, age):
    take(f"Emri;Mbiemri;Mosha\nAna;Deda;{cell}\n")

    assert Participant.objects.get().told_age == age


@pytest.mark.parametrize("cell", ["8 javë", "6-10", "10+", "9,5"])
def test_what_is_no_age_is_a_bad_cell(cell):
    result = take(f"Emri;Mbiemri;Mosha\nAna;Deda;{cell}\n")

    assert [problem.column for problem in result.rejected] == ["age"]


@pytest.mark.parametrize(
    "cell",
    [
        "Arben e Drita Hoxha",
        "ARBEN DHE DRITA HOXHA",
        "Ana, Ben, Mira Hoxha",
        '"Ana Deda\nBeni Leka"',
        "Ana e bija e Agimit",
        "Mira me vajzën",
        "iPhone",
        "Ana’s iPhone",
        "Grupi i dytë",
        "Ana Deda - mungon",
    ],
)
def test_what_is_not_the_name_of_one_person_is_a_bad_cell(cell):
    result = take(f"Emri Mbiemri;Mosha\n{cell};12\nIna Kola;10\n", skip_bad_rows=True)

    assert [problem.row for problem in result.rejected] == [2]
    assert names() == {("Ina", "Kola")}


@pytest.mark.parametrize("cell", ["Ana E. Deda", "Ana I Deda", "ANA DEDA", "Ana Maria Deda Kola"])
def test_initials_and_several_names_are_one_person(cell):
    assert take(f"Emri Mbiemri;Mosha\n{cell};12\n").rejected == []


def test_who_writes_surnames_in_capitals_writes_them_first():
    take("Pjesëmarrësi;Mosha\nDEDA Ana;12\nLEKA Beni;10\nÇELA Mira;11\n")

    assert names() == THREE


def test_signs_that_nobody_sees_are_no_part_of_a_name():
    take("Emri;Mbiemri\nAna\u200b;Deda\u00a0\n\u200fBeni\u200e;Leka\nMi\u00adra;\ufeffÇela\n")

    assert names() == THREE


@pytest.mark.parametrize(
    "columns",
    ["F;M\nAna;1;0\nBeni;0;1", "Femra;Meshkuj\nAna;x;\nBeni;-;x", "F;M\nAna;po;jo\nBeni;jo;po"],
)
def test_of_two_columns_for_the_sex_the_marked_one_counts(columns):
    take(f"Emri;{columns}\n")

    sexes = Participant.objects.order_by("first_name").values_list("sex", flat=True)
    assert list(sexes) == ["female", "male"]


@pytest.mark.parametrize("cells", ["1;1", "12;", ";10"])
def test_two_marks_or_a_number_for_the_sex_are_a_bad_cell(cells):
    result = take(f"Emri;Mbiemri;Femra;Meshkuj\nAna;Deda;{cells}\n")

    assert [problem.column for problem in result.rejected] == ["sex"]


@pytest.mark.parametrize(
    "day", ["më 6 tetor 2021", "6.X.2021", "e mërkurë, 6 tetor 2021", "06.10.2021 (e mërkurë)"]
)
def test_days_as_people_write_them_are_read(day):
    take(f"Takimi: Lojë\nData: {day}, ora 10-12\nEmri;Mbiemri\nAna;Deda\n", event="", starts_at="")

    event = Event.objects.get()
    hours = [timezone.localtime(moment) for moment in (event.starts_at, event.ends_at)]
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in hours] == [
        "2021-10-06 10:00",
        "2021-10-06 12:00",
    ]


@pytest.mark.parametrize(
    "headings",
    [
        "Emri / First name;Mbiemri (Surname);Gjinia (Sex)",
        "Nome;Cognome;Sesso",
        "Όνομα;Επώνυμο;Φύλο",
    ],
)
def test_headings_in_other_or_two_languages_are_known(headings):
    take(f"{headings}\nAna;Deda;♀\n")

    assert Participant.objects.filter(first_name="Ana", last_name="Deda", sex="female").exists()


def test_what_nobody_knows_is_left_open():
    take(
        "Emri;Mbiemri;Atësia;Mosha;Gjinia;Telefoni\nAna;Deda;-;/;n/a;s'ka\nBeni;Leka;;;;355692345678.0\n"
    )

    ana = Participant.objects.get(first_name="Ana")
    assert (ana.father_name, ana.told_age, ana.sex, ana.phone) == ("", None, "unknown", "")
    assert Participant.objects.get(first_name="Beni").phone == "+355692345678"


BESIDE = [
    ["Nr", "Emri", "Mbiemri", "", "Nr", "Emri", "Mbiemri"],
    [1, "Ana", "Deda", "", 3, "Mira", "Çela"],
    [2, "Beni", "Leka"],
]


def test_tables_beside_each_other_are_asked_about_and_taken_as_said():
    content = xlsx_file(BESIDE)

    assert asked(content) == ["beside"]
    take(content, beside="first")
    assert names() == {("Ana", "Deda"), ("Beni", "Leka")}
    take(content, beside="all")
    assert names() == THREE


def test_of_tables_beside_each_other_the_first_alone_is_taken_however_long_the_others_are():
    longer = [*BESIDE[:2], [*BESIDE[2], "", 4, "Eda", "Zeqo"], [*[""] * 4, 5, "Klea", "Kola"]]

    result = take(xlsx_file(longer), beside="first")

    assert names() == {("Ana", "Deda"), ("Beni", "Leka")}
    assert result.rejected == []
    assert any("“Nr”, “Emri”, “Mbiemri”" in note.reason for note in result.left_out)


def test_nobody_has_the_surname_of_somebody_beside():
    content = "Emri;Mbiemri;Mosha;Emri;Mbiemri\nAna;Deda;;Mira;Deda\nCen;;9;Drita;Kola\n"

    result = take(content, beside="first", skip_bad_rows=True)

    assert not {("Cen", "Kola"), ("Mira", "Deda")} & names()
    assert ("Ana", "Deda") in names()
    assert any("“Emri”, “Mbiemri”" in note.reason for note in result.left_out)


def test_whose_marks_stand_behind_the_names_of_others_is_asked():
    content = "Emri;Mbiemri;Emri;Mbiemri;Prezenca\nAna;Deda;Mira;Deda;po\nBeni;Leka;Eda;Leka;jo\n"

    assert asked(content, beside="first") == ["column:Prezenca"]
    take(content, beside="first", columns={"Prezenca": "attendance"})

    assert marks() == {("Ana", "present"), ("Beni", "absent")}


def test_a_second_column_for_the_same_is_said_to_be_left_out():
    result = take("Emri;Mbiemri;Mosha;Vjeç\nAna;Deda;12;\nBeni;Leka;10;11\n")

    assert Participant.objects.get(first_name="Beni").told_age == 10
    assert any("“Vjeç”" in note.reason for note in result.left_out)


@pytest.mark.parametrize(
    "second",
    [["Mbiemri", "Emri", "Mosha"], ["Mbiemri", "Emri", ""], ["Mbiemri", "Emri", "Nënshkrimi"]],
)
def test_another_table_below_has_headings_of_its_own(second):
    take(
        xlsx_file(
            [
                ["Emri", "Mbiemri", "Mosha"],
                ["Ana", "Deda", 12],
                ["Beni", "Leka", 9],
                [],
                second,
                ["Çela", "Mira"],
            ]
        )
    )

    assert names() == THREE


MEETINGS = "{fact}06.10.2021\nEmri;Mbiemri;Mosha\nAna;Deda;12\nBeni;Leka;10\n;;\n{fact}13.10.2021\n"


@pytest.mark.parametrize("again", ["Emri;Mbiemri;Mosha\n", ""])
def test_several_meetings_on_one_sheet_are_told_apart_by_their_days(again):
    content = (
        "Takimi: Lojë;;\n" + MEETINGS.format(fact="Data: ") + again + "Ana;Deda;12\nMira;Çela;11\n"
    )

    result = take(content, event="", starts_at="")

    assert result.rejected == []
    places = Registration.objects.values_list("event__starts_on", "participant__first_name")
    assert sorted((str(day), name) for day, name in places) == [
        ("2021-10-06", "Ana"),
        ("2021-10-06", "Beni"),
        ("2021-10-13", "Ana"),
        ("2021-10-13", "Mira"),
    ]
    assert Participant.objects.count() == 3


POOR = "Emri;Mbiemri\nAna;Deda\nBeni;Leka\n"
RICH = "Emri;Mbiemri;Mosha\nDrita;Kola;12\nEda;Zeqo;13\n"
TURNED = "Mosha;Mbiemri;Emri;Gjinia\n12;Gjoni;Ina;F\n13;Marku;Klea;F\n"
LONE = "Emri Mbiemri\nSara Tafa\n"
TITLED = "Pjesëmarrësit\nSara Tafa\nMira Vata\nLuan Rama\n"
WHOLE = "Emri Mbiemri\nSara Tafa\nMira Vata\n"
PEOPLE = {
    WHOLE: {("Sara", "Tafa"), ("Mira", "Vata")},
    LONE: {("Sara", "Tafa")},
    TITLED: {("Sara", "Tafa"), ("Mira", "Vata"), ("Luan", "Rama")},
    POOR: {("Ana", "Deda"), ("Beni", "Leka")},
    RICH: {("Drita", "Kola"), ("Eda", "Zeqo")},
    TURNED: {("Ina", "Gjoni"), ("Klea", "Marku")},
}


@pytest.mark.parametrize("between", ["", "\n", "Grupi i dytë\n"])
@pytest.mark.parametrize(
    "tables",
    [
        (POOR, RICH),
        (RICH, POOR),
        (POOR, TURNED),
        (TURNED, POOR),
        (POOR, RICH, TURNED),
        (WHOLE, RICH),
        (LONE, RICH),
        (TITLED, RICH),
    ],
)
def test_all_tables_one_below_the_other_go_in_whatever_each_says(tables, between):
    take(between.join(tables), skip_bad_rows=bool(between))

    assert names() == set().union(*(PEOPLE[table] for table in tables))


@pytest.mark.parametrize(("first", "second"), [(POOR, RICH), (RICH, POOR), (POOR, TURNED)])
def test_each_table_below_another_has_its_own_day(first, second):
    take(f"Data: 6.10.2021\n{first}\nData: 13.10.2021\n{second}", starts_at="")

    places = Registration.objects.values_list("participant__first_name", "event__starts_on")
    assert {(name, day.day) for name, day in places} == {
        *((name, 6) for name, _surname in PEOPLE[first]),
        *((name, 13) for name, _surname in PEOPLE[second]),
    }


@pytest.mark.parametrize("title", ["Pjesëmarrësit", "Participants:"])
def test_titles_above_a_list_are_nobody(title):
    take(f"{title};;\nKlubi Leximi;;\nQendra Tirana;;\nEmri;Mbiemri;Mosha\nAna;Deda;12\n")

    assert names() == {("Ana", "Deda")}


def test_what_an_export_says_of_its_meeting_above_the_list_is_no_table():
    take(
        "Topic;User Name;Start time;End time\nLojë;Klea Kola;06.10.2021 10:00;06.10.2021 12:00\n\n"
        "Name;Sex;Age;Phone\nAna Deda;F;12\nBeni Leka;M;10\nMira Çela;F;9;0691234567\n",
        event="",
        starts_at="",
    )

    assert names() == THREE


def test_tables_beside_each_other_below_another_are_asked_about_too():
    content = xlsx_file([["Emri", "Mbiemri", "Mosha"], ["Klea", "Kola", 12], [], *BESIDE])

    assert asked(content) == ["beside"]
    take(content, beside="first")
    assert names() == {("Klea", "Kola"), ("Ana", "Deda"), ("Beni", "Leka")}
    take(content, beside="all")
    assert names() == THREE | {("Klea", "Kola")}


NOTES = ["Takimi: u largua herët", "Data: 20.10.2021 vjen nëna", "Dita: 2 herë", "Ora: 10:15"]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("again", ["", "Emri;Mbiemri;Mosha;Shënime\n", "Mbiemri;Emri;;\n"])
def test_a_note_about_somebody_says_nothing_of_the_event(note, again):
    below = "Çela;Mira;11;" if again.startswith("Mbiemri") else "Mira;Çela;11;"
    content = f"Emri;Mbiemri;Mosha;Shënime\nAna;Deda;12;\nBeni;Leka;;{note}\n{again}{below}\n"

    result = take(content, columns={"Shënime": "", "Column 3": "age", "Column 4": ""})

    assert result.rejected == []
    assert names() == THREE
    assert [(str(event), str(event.starts_on)) for event in Event.objects.all()] == [
        ("Lojë", "2021-10-06")
    ]


@pytest.mark.parametrize("name", ["Emri Mbiemri", "Emri"])
def test_a_note_beside_a_whole_name_says_nothing_of_the_event(name):
    take(f"{name};Shënime\nAna Deda;\nBeni Leka;Takimi: u largua\nMira Çela;\n", columns=NO_NOTES)

    assert names() == THREE
    assert str(Event.objects.get()) == "Lojë"


def test_a_note_beside_a_number_of_people_says_nothing_of_the_event():
    content = "Gjinia;Numri i personave;Shënime\nF;5;Takimi: u larguan\nM;4;\n"

    take(content, columns=NO_NOTES)

    assert Event.objects.get().headcounts.count() == 2


@pytest.mark.parametrize("again", ["Emri;Mbiemri;Mosha\n", "Mbiemri;Emri;Mosha\n", ""])
@pytest.mark.parametrize(
    "line", ["Klubi i leximit;;Data: 13.10.2021", "Data:;13.10.2021", ";;Data: 13.10.2021"]
)
def test_a_day_beside_a_title_or_a_label_is_that_of_the_rows_below(line, again):
    below = "Çela;Mira;11" if again.startswith("Mbiemri") else "Mira;Çela;11"
    content = f"Data: 06.10.2021\nEmri;Mbiemri;Mosha\nAna;Deda;12\n{line}\n{again}{below}\n"

    assert take(content, starts_at="").rejected == []

    places = Registration.objects.values_list("event__starts_on", "participant__first_name")
    assert {(str(day), name) for day, name in places} == {
        ("2021-10-06", "Ana"),
        ("2021-10-13", "Mira"),
    }


@pytest.mark.parametrize(
    "start",
    ["<html><body>", "\ufeff<HTML>", "<table>", "MIME-Version: 1.0\nX-Document: Workbook\n"],
)
def test_a_web_page_that_is_called_a_workbook_says_what_to_do(start):
    with pytest.raises(ValidationError, match="save it as XLSX"):
        take(f"{start}<tr><td>Emri</td><td>Mbiemri</td></tr><tr><td>Ana</td><td>Deda</td></tr>")


def test_tables_beside_each_other_are_answered_on_the_page(client, staff):
    client.force_login(staff)
    file = SimpleUploadedFile("lista.xlsx", xlsx_file(BESIDE))
    asked_about = client.post(reverse("events:import"), {"file": file})
    sent = {"q0": "all", "q1": "Lojë", "q2": "2021-10-06 10:00"}
    sent |= {key: asked_about.context[key] for key in ("asked", "ticket")}

    checked = client.post(
        reverse("events:import_answer"), sent | {"upload": asked_about.context["token"]}
    )

    assert {*asked_about.context["form"].fields} == {"q0", "q1", "q2", "chosen"}
    assert checked.context["result"].counts["participants"]["created"] == 3


def test_a_table_without_names_makes_nobody_of_its_words():
    with pytest.raises(ValidationError, match="numbers of people and no names"):
        take("Aktiviteti;Data;Vajza;Djem\nLojë;06.10.2021;14;10\n")

    assert not Participant.objects.exists()
