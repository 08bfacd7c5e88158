"""A title between pasted names says its sex, category or mark of those below it, and no further."""

import pytest

from participants.models import Participant
from tests.events.importing.shape.test_lists_of_strangers import marks, names, take
from tests.events.importing.shape.test_numbers_and_letters_behind_names import NUMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def said(field):
    return dict(Participant.objects.values_list("first_name", field))


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize(
    ("girls", "boys"),
    [("Vajza:", "Djem:"), ("Vajzat", "Djemtë"), ("👧 Vajza", "👦 Djem"), ("FEMRA:", "MESHKUJ:")],
)
def test_title_of_a_sex_is_that_of_those_below_it(girls, boys, numbered):
    lines = ["Ana Deda", "Mira Çela", "Beni Leka"]
    lines = [f"{n}. {line}" for n, line in enumerate(lines, 1)] if numbered else lines

    take("\n".join([girls, *lines[:2], boys, lines[2]]))

    assert said("sex") == {"Ana": "female", "Mira": "female", "Beni": "male"}


@pytest.mark.parametrize(
    "title", ["Grupi 2", "Vajza dhe djem", "Djem (1)", "Çunat e lagjes:", "Mungojnë:"]
)
def test_another_title_ends_what_the_one_above_says(title):
    take(f"Vajza:\nAna Deda\nMira Çela\n{title}\nBeni Leka", empty="present")

    assert said("sex") == {"Ana": "female", "Mira": "female", "Beni": "unknown"}


def test_title_of_a_category_is_that_of_those_below_it():
    take("Prindër:\nAna Deda\nFëmijë:\nVajza\nMira Çela\nDjem\nBeni Leka")

    assert said("category__code") == {"Ana": "parent", "Mira": "child", "Beni": "child"}
    assert said("sex") == {"Ana": "unknown", "Mira": "female", "Beni": "male"}


def test_titles_and_numbers_go_together():
    take(
        "Vajza:\nAna Deda 12\nDjem:\nBeni Leka 9\nMungojnë:\nMira Çela 10",
        columns={NUMBER: "age"},
        empty="present",
    )

    assert said("told_age") == {"Ana": 12, "Beni": 9, "Mira": 10}
    assert marks() == {("Ana", "present"), ("Beni", "present"), ("Mira", "absent")}
    assert names() == {("Ana", "Deda"), ("Beni", "Leka"), ("Mira", "Çela")}


def test_count_between_the_rows_of_a_table_ends_what_the_title_above_says():
    take("Emri Mbiemri;Mosha\nVajza\nAna Deda;12\nDjem: 1\nBeni Leka;9\n")

    assert said("sex") == {"Ana": "female", "Beni": "unknown"}
