"""A number or a letter behind a name is what somebody says it is, and a letter for a sex is one."""

from itertools import product

import pytest

from events.importing.shape.questions import Answers
from participants.models import Participant
from tests.events.importing.import_files import load
from tests.events.importing.shape.test_lists_of_strangers import asked, marks, names, take
from tests.often import often

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TWO = {("Ana", "Deda"), ("Beni", "Leka")}
NUMBER, LETTER = "Number behind the name", "Letter behind the name"
LISTS = [
    "{}\n{}\n",
    "1. {}\n2. {}\n",
    "Emri Mbiemri\n{}\n{}\n",
    "Nr;Emri Mbiemri;Prezenca\n1;{};po\n2;{};po\n",
    "Takimi i prindërve\n{} ✅\n{} ✅\n",
]
WRITTEN = ["{} - {}", "{} ({})", "{} {}", "{}: {}", "{}({})"]
# Each kind of list and each way to write once in each run, all of them together in `test-more`.
EACH_ONCE = often(
    *zip(LISTS, WRITTEN, strict=True),
    then=[both for n, both in enumerate(product(LISTS, WRITTEN)) if n % (len(LISTS) + 1)],
)


def of_both(list_of_two, written, ana="12", beni="9"):
    return list_of_two.format(
        written.format("Ana Deda", ana), written.format("Beni Leka", beni)
    ).replace("\n1. ", "\n")


def said(field):
    return dict(Participant.objects.values_list("first_name", field))


@pytest.mark.parametrize(("list_of_two", "written"), EACH_ONCE)
def test_number_behind_each_name_is_what_somebody_says_it_is(list_of_two, written):
    content = of_both(list_of_two, written)
    assert asked(content) == [f"column:{NUMBER}"]

    take(content, columns={NUMBER: "age"})

    assert names() == TWO
    assert said("told_age") == {"Ana": 12, "Beni": 9}


def test_number_behind_each_name_can_be_left_out():
    result = take(of_both(LISTS[0], "{} - {}"), columns={NUMBER: ""})

    assert names() == TWO
    assert said("told_age") == {"Ana": None, "Beni": None}
    assert f"Columns left out: “{NUMBER}”." in [note.reason for note in result.left_out]


@pytest.mark.parametrize(("list_of_two", "written"), EACH_ONCE)
@pytest.mark.parametrize(
    ("female", "male"), [("F", "M"), ("f", "m"), ("V", "D"), ("vajzë", "djalë"), ("femer", "mashk")]
)
def test_letter_or_word_for_a_sex_behind_each_name_is_a_sex(list_of_two, written, female, male):
    take(of_both(list_of_two, written, female, male))

    assert names() == TWO
    assert said("sex") == {"Ana": "female", "Beni": "male"}


@pytest.mark.parametrize(
    "written", ["{} (F), 12", "{} 12 F", "{} - F - 12", "{}, 12 vjeç (F)", "{} (12, F)", "{} 12/F"]
)
def test_number_and_letter_behind_a_name_are_both_taken(written):
    mine, other = written.format("Ana Deda"), written.format("Beni Leka")
    content = f"1. {mine}\n2. {other.replace('F', 'M').replace('12', '9')}\n"

    take(content, columns={NUMBER: "age"})

    assert names() == TWO
    assert (said("sex"), said("told_age")) == (
        {"Ana": "female", "Beni": "male"},
        {"Ana": 12, "Beni": 9},
    )


@pytest.mark.parametrize("written", ["{} - {}", "{} ({})"])
@pytest.mark.parametrize(
    ("ana", "beni", "answer", "expected"),
    [
        ("P", "M", "attendance", {("Ana", "present"), ("Beni", "absent")}),
        ("M", "M", "sex", {("Ana", "present"), ("Beni", "present")}),
        ("V", "V", "sex", {("Ana", "present"), ("Beni", "present")}),
        ("A", "B", "", {("Ana", "present"), ("Beni", "present")}),
    ],
)
def test_letter_that_may_be_no_sex_is_asked_about(written, ana, beni, answer, expected):
    content = of_both(LISTS[0], written, ana, beni)
    assert asked(content) == [f"column:{LETTER}"]

    take(content, columns={LETTER: answer}, letters="sq")

    assert names() == TWO
    assert marks() == expected


def test_column_of_sexes_has_the_last_word():
    content = "Emri Mbiemri;Gjinia\nAna Deda (F);F\nBeni Leka (M);M\n"
    assert asked(content) == [f"column:{LETTER}"]

    take(content, columns={LETTER: ""})

    assert said("sex") == {"Ana": "female", "Beni": "male"}


@pytest.mark.parametrize("initials", [("D", "L"), ("F", "F"), ("M", "M"), ("F", "D")])
def test_initial_stays_part_of_the_name(initials):
    take("Emri Mbiemri\nAna Mira {}\nBeni {}\n".format(*initials))

    assert names() == {("Ana Mira", initials[0]), ("Beni", initials[1])}


def test_number_behind_one_of_many_names_is_a_bad_cell():
    lines = ["Ana Deda", "Mira Çela", "Beni Leka 12"]

    pasted = take("\n".join(lines), skip_bad_rows=True)
    headed = take("\n".join(["Emri Mbiemri", *lines]), skip_bad_rows=True)

    for result in (pasted, headed):
        assert [problem.column for problem in result.rejected] == ["last_name"]
    assert names() == {("Ana", "Deda"), ("Mira", "Çela")}


@pytest.mark.parametrize("title", ["Salla 3", "Klubi Dielli 12", "Grupi (F)", "Gjithsej 24"])
def test_title_with_a_number_is_nobody(title):
    content = f"{title}\nAna Deda 12\nBeni Leka 9\n"

    take(content, columns={NUMBER: "age"})

    assert names() == TWO


def test_file_in_our_own_form_is_read_to_the_letter():
    content = "event,starts_at,first_name,last_name\nLojë,2021-10-06 10:00,Ana,Deda 12\n"

    result = load(content.encode(), dry_run=True)

    assert [problem.column for problem in result.rejected] == ["last_name"]


def test_number_that_nobody_can_be_asked_about_makes_a_bad_row():
    known = {"event": "Lojë", "starts_at": "2021-10-06 10:00"}
    pasted = b"Ana Deda 12\nBeni Leka 9\n"

    result = load(pasted, answers=Answers(**known), dry_run=True)

    assert "--leave-out-columns" in result.rejected[0].reason
    load(pasted, answers=Answers(**known, leave_out_columns=True))
    assert names() == TWO


def offered(content):
    known = {"event": "Lojë", "starts_at": "2021-10-06 10:00"}
    result = load(content.encode(), answers=Answers(asks=True, **known), dry_run=True)
    return {key for question in result.questions for key, _label in question["choices"]}


@pytest.mark.parametrize(
    "content",
    [
        "Ana Deda 12 ✅\nBeni Leka 9 ❌\n",
        "Ana Deda (12) - erdhi\nBeni Leka (9) - mungon\n",
        "Emri Mbiemri;Mosha;Prezenca\nAna Deda 12;;po\nBeni Leka 9;;jo\n",
    ],
)
def test_number_beside_a_mark_may_be_an_age(content):
    assert "age" in offered(content)

    take(content, columns={NUMBER: "age"})

    assert said("told_age") == {"Ana": 12, "Beni": 9}
    assert marks() == {("Ana", "present"), ("Beni", "absent")}


def test_number_beside_an_age_is_no_age():
    assert "age" not in offered("Emri Mbiemri;Mosha\nAna Deda 1;12\nBeni Leka 2;9\n")


def test_ages_with_and_without_a_word_go_together():
    content = "Ana Deda 12\nBeni Leka 9\nMira Çela 10 vjeç\n"
    assert "age" in offered(content)

    take(content, columns={NUMBER: "age"})

    assert said("told_age") == {"Ana": 12, "Beni": 9, "Mira": 10}


@pytest.mark.parametrize(
    "written",
    ["{} {} {}", "{0} - {2} - {1}", "{0} {2} ({1})", "{} {} - tel. {}"],
)
@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("0692345678", "+355692345678"),
        ("069 234 5678", "+355692345678"),
        ("+355 69 23 45 678", "+355692345678"),
        ("04 222 3344", "+35542223344"),
        ("022 212 345", "+35522212345"),
    ],
)
def test_number_beside_a_telephone_is_none_of_its_figures(written, phone, kept):
    two = [written.format("Ana Deda", 12, phone), written.format("Beni Leka", 9, "068 234 5678")]

    take("\n".join(two), columns={NUMBER: "age"})

    assert said("phone") == {"Ana": kept, "Beni": "+355682345678"}
    assert said("told_age") == {"Ana": 12, "Beni": 9}


def test_number_and_telephone_in_the_cell_of_a_name_make_no_longer_telephone():
    result = take("Emri Mbiemri;Gjinia\nAna Deda 12 069 234 5678;F\n", skip_bad_rows=True)

    assert [problem.column for problem in result.rejected] == ["last_name"]


@pytest.mark.parametrize("written", ["{} F", "{} 12 F", "{} 12 vjeç F"])
def test_one_letter_behind_all_names_is_no_initial(written):
    content = "".join(written.format(name) + "\n" for name in ["Ana Deda", "Mira Çela", "Ina Kola"])
    assert f"column:{LETTER}" in asked(content)

    take(content, columns={NUMBER: "age", LETTER: "sex"})

    assert names() == {("Ana", "Deda"), ("Mira", "Çela"), ("Ina", "Kola")}
    assert set(said("sex").values()) == {"female"}
