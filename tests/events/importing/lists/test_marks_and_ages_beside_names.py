"""A mark or an age means the same beside a name in a message as in a cell of a list."""

import pytest

from events.importing.codes import SIGNS
from participants.models import Participant
from tests.events.importing.lists.test_lists_of_strangers import asked, marks, names, take

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
