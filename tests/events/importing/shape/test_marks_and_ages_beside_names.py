"""A mark or an age means the same beside a name in a message as in a cell of a list."""

import pytest

from events.importing.codes import SIGNS
from events.importing.shape.questions import Answers
from events.models import Registration
from participants.models import Participant
from tests.events.importing.import_files import attendance, load
from tests.events.importing.shape.test_lists_of_strangers import asked, marks, names, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TWO = {("Ana", "Deda"), ("Beni", "Leka")}
SAID = [
    ("me vonesë", "late"),
    ("Me vonese", "late"),
    ("late", "late"),
    ("me arsye", "excused"),
    ("mungesë me arsye", "excused"),
    ("mungesë", "absent"),
    ("munguar", "absent"),
    ("nuk mori pjesë", "absent"),
    ("no", "absent"),
    ("e pranishme", "present"),
    ("pranishme", "present"),
    ("prezent", "present"),
]


@pytest.mark.parametrize("message", ["Ana Deda - {}", "Ana Deda ({})", "Ana Deda {}"])
@pytest.mark.parametrize(("word", "mark"), SAID)
def test_word_for_a_mark_beside_a_name(message, word, mark):
    take(f"{message.format(word)}\nBeni Leka - erdhi\n")

    assert marks() == {("Ana", mark), ("Beni", "present")}
    assert names() == TWO


@pytest.mark.parametrize(("word", "mark"), SAID)
def test_word_for_a_mark_in_a_cell(word, mark):
    take(f"Emri;Mbiemri;Prezenca\nAna;Deda;{word}\nBeni;Leka;erdhi\n")

    assert marks() == {("Ana", mark), ("Beni", "present")}


@pytest.mark.parametrize(
    "list_of_two", ["{} Ana Deda\nBeni Leka erdhi\n", "Ana Deda {}\nBeni Leka po"]
)
@pytest.mark.parametrize(("sign", "mark"), [(s, mark) for mark in SIGNS for s in SIGNS[mark]])
def test_sign_for_a_mark_beside_a_name_and_in_a_cell(list_of_two, sign, mark):
    take(list_of_two.format(sign))
    beside, found = marks(), names()
    take(f"Emri;Mbiemri;Prezenca\nAna;Deda;{sign}\nBeni;Leka;erdhi\n", event="Tjetër")

    assert beside == marks() == {("Ana", mark), ("Beni", "present")}
    assert found == names() == TWO


@pytest.mark.parametrize(
    "nobody_ticked",
    [
        "☐ Ana Deda\n☐ Beni Leka\n",
        "Emri;Mbiemri;Prezenca\nAna;Deda;☐\nBeni;Leka;☐\ufe0f\n",
        "Emri;Mbiemri;06.10.2021\nAna;Deda;☐\nBeni;Leka;☐\n",
    ],
)
def test_list_in_which_no_box_is_ticked_is_asked_about(nobody_ticked):
    assert asked(nobody_ticked) == ["empty"]

    take(nobody_ticked, empty="present")

    assert marks() == {("Ana", "present"), ("Beni", "present")}
    assert names() == TWO


BOXES_OF_WORD = [
    "☒ Ana Deda\n☐ Beni Leka\n",
    "Emri;Mbiemri;Prezenca\nAna;Deda;☒\ufe0f\nBeni;Leka;☐\n",
    "Emri;Mbiemri;06.10.2021\nAna;Deda;☒\nBeni;Leka;☐\n",
]


@pytest.mark.parametrize("boxes", BOXES_OF_WORD)
@pytest.mark.parametrize(("crossed", "other"), [("present", "absent"), ("absent", "present")])
def test_list_in_which_boxes_are_crossed_and_none_is_ticked_is_asked_about(boxes, crossed, other):
    assert asked(boxes) == ["crossed"]

    take(boxes, crossed=crossed)

    assert marks() == {("Ana", crossed), ("Beni", other)}
    assert names() == TWO


@pytest.mark.parametrize(
    ("boxes", "open_for_the_list"),
    [
        ("☒ Ana Deda\n☒ Beni Leka\n", ["crossed"]),
        ("☒ Ana Deda\n☐ Beni Leka\nMira Çela - mungon\n", ["crossed"]),
        ("☒ Ana Deda\n☐ Beni Leka\nMira Çela\n", ["empty", "crossed"]),
        ("Emri;Mbiemri;Prezenca\nAna;Deda;☒\nBeni;Leka;x\n", ["crossed"]),
        ("☒ Ana Deda\n☑ Beni Leka\n☐ Mira Çela", []),
        ("☒ Ana Deda\n☐ Beni Leka\nMira Çela - erdhi\n", []),
    ],
)
def test_crossed_box_is_an_absence_where_somebody_is_present_by_another_mark(
    boxes, open_for_the_list
):
    assert asked(boxes) == open_for_the_list
    if not open_for_the_list:
        take(boxes)
        assert ("Ana", "absent") in marks()


def test_line_with_both_boxes_is_refused_at_its_cell():
    result = take("☒ ☐ Ana Deda\n✓ Beni Leka\n", skip_bad_rows=True)

    assert [problem.column for problem in result.rejected] == ["attendance"]


TWO_MARKS = pytest.mark.parametrize(
    "list_of_two",
    [
        "{} Ana Deda {}\nBeni Leka - erdhi\n",
        "Emri;Mbiemri;Prezenca\nAna;Deda;{} {}\nBeni;Leka;po\n",
    ],
)


@TWO_MARKS
@pytest.mark.parametrize(("sign", "word"), [("❌", "po"), ("✓", "mungon"), ("☐", "erdhi")])
def test_sign_and_word_that_contradict_are_refused_at_their_cell(list_of_two, sign, word):
    result = take(list_of_two.format(sign, word), skip_bad_rows=True)

    assert [problem.column for problem in result.rejected] == ["attendance"]
    assert names() == {("Beni", "Leka")}


@TWO_MARKS
@pytest.mark.parametrize(
    ("sign", "word", "mark"),
    [("✓", "me vonesë", "late"), ("❌", "me arsye", "excused"), ("✅", "po", "present")],
)
def test_word_says_more_than_a_sign_that_agrees(list_of_two, sign, word, mark):
    take(list_of_two.format(sign, word))

    assert ("Ana", mark) in marks()


def test_crossed_boxes_that_nobody_can_be_asked_about_are_bad_rows():
    rows = [attendance(attendance="☒"), attendance(first_name="Beni", attendance="☐")]

    result = load(rows, dry_run=True)

    assert [problem.column for problem in result.rejected] == ["attendance", "attendance"]
    assert "--crossed present|absent" in result.rejected[0].reason
    assert load(rows, answers=Answers(crossed="present")).rejected == []
    assert marks() == {("Ana", "present"), ("Beni", "absent")}


@pytest.mark.parametrize(
    "first_name", ["Marie-Claire", "Marie Claire", "1. Marie-Claire", "✅ Mira"]
)
@pytest.mark.parametrize("word", ["Po", "Jo", "No", "Yes", "Late"])
def test_last_word_that_may_be_a_surname_is_asked_about(first_name, word):
    number = "2. " if first_name[0] == "1" else ""
    pasted = f"{first_name} {word}\n{number}Beni Leka\n"
    assert asked(pasted, empty="absent") == ["last_word"]

    take(pasted, last_word="name", empty="absent")

    assert names() == {(first_name.lstrip("1. ✅"), word), ("Beni", "Leka")}
    mine = Registration.objects.get(participant__last_name=word)
    assert mine.attendance == "present"


@pytest.mark.parametrize(
    "pasted",
    [
        "Ana po\nBeni jo\n",
        "Ana Po\nBeni Jo\n",
        "Ana Po\nBeni Jo\nMira - erdhi\n",
        "Ana PO\nBeni JO\nMira Çela Po",
        "1. ana po\n2. beni jo",
        "Ana po, 12 vjeç\nBeni jo, 11 vjeç",
    ],
)
def test_last_word_is_a_mark_where_somebody_says_so(pasted):
    assert asked(pasted) == ["last_word"]

    take(pasted, last_word="mark")

    assert {("Ana", "present"), ("Beni", "absent")} <= marks()
    assert {("Ana", ""), ("Beni", "")} <= names()


def test_last_word_is_asked_about_before_empty_cells():
    pasted = "Ana Po\nBeni Jo\nMira - erdhi\nDrita Kola\n"

    assert asked(pasted) == ["last_word"]
    assert asked(pasted, last_word="mark") == asked(pasted, last_word="name") == ["empty"]


@pytest.mark.parametrize("others", ["Beni Leka jo\nMira Çela po", "Beni Leka erdhi"])
def test_last_word_is_a_mark_where_all_other_lines_bear_it_out(others):
    take(f"Ana Po\n{others}\n")

    assert ("Ana", "present") in marks()
    assert ("Ana", "") in names()


@pytest.mark.parametrize("line", ["Ana - Po", "Ana (po)", "Ana: po", "Ana – Po", "Ana Deda po"])
def test_mark_that_can_be_no_surname_is_not_asked_about(line):
    take(f"{line}\nBeni Leka - jo\n")

    assert marks() == {("Ana", "present"), ("Beni", "absent")}


def test_last_word_that_nobody_can_be_asked_about_makes_a_bad_row():
    known = {"event": "Lojë", "starts_at": "2021-10-06 10:00"}
    pasted = b"Ana Po\nBeni Leka\n"

    result = load(pasted, answers=Answers(**known), dry_run=True)

    assert [(problem.row, problem.column) for problem in result.rejected] == [(1, "attendance")]
    assert "--last-word mark|name" in result.rejected[0].reason
    load(pasted, answers=Answers(**known, last_word="name"))
    assert names() == {("Ana", "Po"), ("Beni", "Leka")}


@pytest.mark.parametrize(
    ("said", "age"),
    [
        ("8 muaj", 0),
        ("18 muajsh", 1),
        ("8 months old", 0),
        ("3 vite", 3),
        ("12 vjeç", 12),
        ("12-vjeçare", 12),
        ("12 years old", 12),
        ("9vj", 9),
        ("vj. 9", 9),
        ("12 v.", 12),
    ],
)
@pytest.mark.parametrize(
    "list_of_two",
    ["Ana Deda, {}\nBeni Leka\n", "Ana Deda ({})\nBeni Leka", "Emri Mbiemri;Mosha\nAna Deda;{}\n"],
)
def test_age_beside_a_name_and_in_a_cell(list_of_two, said, age):
    take(list_of_two.format(said))

    ana = Participant.objects.get(first_name="Ana")
    assert (ana.last_name, ana.told_age) == ("Deda", age)


@pytest.mark.parametrize(
    "title",
    [
        "Takimi 3 muaj",
        "Klasa 5 v",
        "Foshnja 8 muaj",
        "Kursi (6 muaj)",
        "Klubi 3 muaj",
        "Klubi Dielli (3 vjeç)",
        "Shkolla 9 vjeç",
        "Kampi 6 muaj",
        "Club (6 months)",
        "Qendra Dielli",
    ],
)
def test_title_beside_an_age_is_nobody(title):
    result = take(f"{title}\nAna Deda, 12 vjeç\nBeni Leka\n")

    assert names() == TWO
    assert [note.reason for note in result.left_out] == [f"No name: “{title}”."]


def test_numbered_title_beside_an_age_is_refused_at_its_line():
    result = take("1. Foshnja 8 muaj\n2. Ana Deda\n3. Beni Leka\n", skip_bad_rows=True)

    assert names() == TWO
    assert [problem.column for problem in result.rejected] == ["first_name"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_name_beside_an_age_among_whole_names_is_taken_and_pointed_at(place):
    lines = ["Ana Deda, 12 vjeç", "Beni Leka"]
    lines.insert(place, "Vallja 3 muaj")

    result = take("\n".join(lines))

    assert names() == TWO | {("Vallja", "")}
    assert [(note.row, note.column) for note in result.unlikely] == [(place + 1, "first_name")]
    assert "“Vallja”" in result.unlikely[0].reason


@pytest.mark.parametrize(
    "pasted",
    [
        "Ana 12 vjeç\nBeni, 9 v.\nMira Çela\n",  # half of them and more
        "Ana\nBeni Leka\nMira Çela\n",  # without an age
        "Ana Deda 12 vjeç\nBeni Leka 9 vjeç",
    ],
)
def test_names_that_are_no_odd_ones_are_not_pointed_at(pasted):
    assert take(pasted).unlikely == []


def test_surnames_much_like_places_stay_people():
    take("Ana Klubeni, 12 vjeç\nBeni Qendro\nMira Shkollari\n")

    assert names() == {("Ana", "Klubeni"), ("Beni", "Qendro"), ("Mira", "Shkollari")}


def test_first_names_beside_ages_stay_people():
    take("Ana 12 vjeç\nBeni, 9 v.\n")

    assert names() == {("Ana", ""), ("Beni", "")}
