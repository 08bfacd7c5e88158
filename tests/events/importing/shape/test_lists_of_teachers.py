"""Headings and cells as teachers and social workers of Albania write them."""

from datetime import date

import pytest

from events.models import Registration
from participants.models import Participant
from tests.events.importing.import_files import xlsx_file
from tests.events.importing.shape.grids import came
from tests.events.importing.shape.test_lists_of_strangers import asked, names, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TWO = {("Ana", "Deda"), ("Beni", "Leka")}


@pytest.mark.parametrize("heading", ["V/D", "F/M", "M/F", "Gj", "Gj.", "Vajzë/Djalë", "Gjinia V/D"])
@pytest.mark.parametrize("cells", [("V", "D"), ("F", "M"), ("Vajzë", "Dj."), ("Fem.", "Mash.")])
def test_sex_is_read_under_each_heading_for_it(heading, cells):
    take(f"Nr;Emri;Mbiemri;{heading};Mosha\n1;Ana;Deda;{cells[0]};12\n2;Beni;Leka;{cells[1]};9\n")

    sexes = set(Participant.objects.values_list("first_name", "sex"))
    assert sexes == {("Ana", "female"), ("Beni", "male")}


@pytest.mark.parametrize(
    "headings",
    [
        "Nxënësi",
        "Nxënësit",
        "Emri i nxënësit",
        "Emër Mbiemër i nxënësit",
        "Emri dhe mbiemri i fëmijës",
    ],
)
def test_names_stand_under_a_heading_for_pupils(headings):
    take(f"Nr;{headings};Mosha\n1;Ana Deda;12\n2;Beni Leka;9\n")

    assert names() == TWO


@pytest.mark.parametrize("whose", ["e fëmijës", "e nxënësit"])
def test_what_is_said_of_a_pupil_stands_under_headings_that_say_whose_it_is(whose):
    headings = f"Emri i nxënësit;Mbiemri i nxënësit;Gjinia {whose};Mosha {whose}"
    take(f"{headings}\nAna;Deda;F;12\nBeni;Leka;M;9\n")

    told = set(Participant.objects.values_list("first_name", "sex", "told_age"))
    assert told == {("Ana", "female", 12), ("Beni", "male", 9)}


def test_first_name_of_a_pupil_stands_beside_the_surname():
    take("Nr;Emri i nxënësit;Mbiemri i nxënësit;Mosha\n1;Ana;Deda;12\n2;Beni;Leka;9\n")

    assert names() == TWO


@pytest.mark.parametrize(
    ("days", "answer"),
    [
        (["E hënë 4.10", "E mërkurë 6.10"], {}),
        (["e hënë, 4/10", "e mërkurë, 6/10"], {}),
        (["E hënë 4 tetor", "E mërkurë 6 tetor"], {}),
        (["Monday 4.10", "Wednesday 6.10"], {}),
        (["4/10/21", "6/10/21"], {"dates": "day_first"}),
        (["04/10/2021", "06/10/2021"], {"dates": "day_first"}),
        (["10/4/2021", "10/6/2021"], {"dates": "month_first"}),
    ],
)
def test_headings_are_days_with_their_weekday_and_with_strokes(days, answer):
    lines = [["Tetor 2021"], ["Emri", "Mbiemri", *days], ["Ana", "Deda", "x", "x"]]
    lines.append(["Beni", "Leka", "x", "m"])

    assert asked(xlsx_file(lines), starts_at="") == list(answer)
    take(xlsx_file(lines), starts_at="", **answer)

    assert came() == {date(2021, 10, 4): {"Ana", "Beni"}, date(2021, 10, 6): {"Ana"}}


def test_one_heading_that_can_be_read_one_way_tells_how_the_others_are():
    lines = [["Emri", "Mbiemri", "6/10/21", "13/10/21"], ["Ana", "Deda", "x", "x"]]

    take(xlsx_file(lines), starts_at="")

    assert set(came()) == {date(2021, 10, 6), date(2021, 10, 13)}


@pytest.mark.parametrize(
    ("contact", "phone"),
    [
        ("ana.deda@example.al / 069 123 4567", "+355691234567"),
        ("069 123 4567, e-mail: ana@example.al", "+355691234567"),
        ("ana@example.al", ""),
    ],
)
def test_address_beside_a_telephone_is_said_and_left_out(contact, phone):
    result = take(f"Nr;Emri Mbiemri;Kontakt\n1;Ana Deda;{contact}\n")

    assert result.rejected == []
    assert Participant.objects.get().phone == phone
    assert (2, "An e-mail address is not taken.") in {
        (note.row, note.reason) for note in result.left_out
    }


@pytest.mark.parametrize(
    "cell", ["Ana Deda 0691234567", "Ana Deda, tel. 069 123 4567", "Ana Deda (069 123 4567)"]
)
def test_telephone_in_the_cell_of_a_name_is_that_of_who_is_named(cell):
    take(f"Nr;Emri Mbiemri;Mosha\n1;{cell};12\n")

    assert names() == {("Ana", "Deda")}
    assert Participant.objects.get().phone == "+355691234567"


@pytest.mark.parametrize("row", ["Deda 0691234567;0697654321", "0691234567;"])
def test_second_telephone_or_one_in_the_place_of_a_name_is_a_bad_cell(row):
    result = take(f"Emri;Mbiemri;Tel\nAna;{row}\n", skip_bad_rows=True)

    assert [problem.column for problem in result.rejected] == ["last_name"]


def test_father_in_brackets_is_the_father_where_the_heading_has_three_names():
    take("Nr;Emër Atësi Mbiemër\n1;Ana (Agim) Deda\n2;Beni (Luan Kol) Leka Gjoni\n")

    found = Participant.objects.values_list("first_name", "father_name", "last_name")
    assert set(found) == {("Ana", "Agim", "Deda"), ("Beni", "Luan Kol", "Leka Gjoni")}
    assert Registration.objects.count() == 2


@pytest.mark.parametrize("cell", ["Ana Deda 12.05.2010", "Ana Deda 06.10.2021"])
def test_day_in_the_cell_of_a_name_is_no_telephone(cell):
    result = take(f"Nr;Emri Mbiemri;Mosha\n1;{cell};12\n", skip_bad_rows=True)

    assert [problem.row for problem in result.rejected] == [2]


@pytest.mark.parametrize(
    "signed",
    [
        ";Konfirmoi: Gent Kola;\n;Punonjëse sociale;\n;Drita Hoxha;\n",
        ";Punonjësja sociale: Drita Hoxha;\n;Psikologia: Mira Kola;\n",
        "Drejtoresha e shkollës;;Mësuesja kujdestare\nDrita Hoxha;;Mira Kola\n(V.V.);;\n",
        ";Mësues kujdestar;\n;Gent Kola;\n",
        ";Asistente sociale:;\n;Drita Hoxha;\n",
        ";Përgjegjësja e qendrës;\n;Drita Hoxha;\n",
    ],
)
def test_each_post_that_signs_a_list_is_nobody_of_it(signed):
    result = take(f"Nr;Emër Mbiemër;Mosha\n1;Ana Deda;12\n2;Beni Leka;9\n{signed}")

    assert result.rejected == []
    assert names() == TWO


def test_groups_with_their_ages_between_the_rows_are_titles():
    result = take("Nr;Emri;Mbiemri;Mosha\n;Grupi 1: 6-10 vjeç;;\n1;Ana;Deda;8\n2;Beni;Leka;9\n")

    assert names() == TWO
    assert {note.reason for note in result.left_out if note.row == 2} == {
        "A heading between the rows: “Grupi 1: 6-10 vjeç”."
    }


def test_status_of_people_is_asked_about_and_no_error_of_each_row():
    content = "Emri Mbiemri;Statusi\nTeuta Deda;nënë\nAna Deda;fëmijë\n"

    assert asked(content) == ["column:Statusi"]
    take(content, columns={"Statusi": "category"})

    places = Registration.objects.values_list("participant__first_name", "category__code")
    assert set(places) == {("Teuta", "parent"), ("Ana", "child")}


@pytest.mark.parametrize("mark", ["x", "✓", "1", "po", "+"])
def test_mark_under_a_disability_says_that_there_is_one(mark):
    take(f"Emri;Mbiemri;PAK\nAna;Deda;{mark}\nBeni;Leka;\n")

    found = Participant.objects.values_list("first_name", "disability")
    assert set(found) == {("Ana", "yes"), ("Beni", "unknown")}


@pytest.mark.parametrize(
    "of_class", ["kl 5", "kl. 5", "klasa e 5", "klasa 5 b", "kl.VI", "(kl. 7-a)"]
)
def test_class_behind_a_name_in_a_message_is_no_part_of_it(of_class):
    take(f"1.Ana Deda {of_class}\n2.Beni Leka {of_class}\n")

    assert names() == TWO


@pytest.mark.parametrize("name", ["J 1234 5678 K", "Ana J 1234 5678 K", "Ana Deda, J 1234-5678 K"])
@pytest.mark.parametrize(
    "content", ["Emri;Mbiemri\n{};Hoxha\nBeni;Leka\n", "1. {}\n2. Beni Leka\n"]
)
def test_an_identity_number_is_refused_and_no_part_of_it_is_a_telephone(content, name):
    take(content.format(name))

    assert not Participant.objects.exclude(phone="").exists()
    assert not Participant.objects.filter(first_name__contains="J").exists()


@pytest.mark.parametrize("number", ["J12345678K", "J 1234 5678 K", "nr. j-1234-5678-k"])
def test_a_column_of_identity_numbers_is_left_out_however_they_are_written(number):
    content = f"Emri;Mbiemri;Dokumenti\nAna;Deda;{number}\nBeni;Leka;{number}\n"

    left_out = [str(problem.reason) for problem in take(content).left_out]

    assert any(reason.startswith("Identity numbers are never kept") for reason in left_out)
