"""A title such as “Dr.” before a name is no part of it, and is said to be left out."""

import pytest

from tests.events.importing.shape.test_lists_of_strangers import names, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LISTS = [
    "{} Ana Deda\nBeni Leka",
    "1. {} Ana Deda\n2. Beni Leka",
    "Emri Mbiemri\n{} Ana Deda\nBeni Leka",
    "Emri;Mbiemri\n{} Ana;Deda\nBeni;Leka",
]


@pytest.mark.parametrize("title", ["Dr.", "Dr", "Znj.", "znj", "Prof. Dr.", "Mrs", "Zt."])
@pytest.mark.parametrize("list_of_two", LISTS)
def test_title_before_a_name_is_no_part_of_it(title, list_of_two):
    result = take(list_of_two.format(title))

    assert names() == {("Ana", "Deda"), ("Beni", "Leka")}
    told = [note.reason for note in result.left_out]
    assert told == [f"“{title}” before the name is not taken."]


@pytest.mark.parametrize(
    "name", ["Z. Hoxha", "Mrika Deda", "Drita Deda", "Profka Leka", "Ingrid Leka", "D. R. Leka"]
)
def test_name_that_begins_like_a_title_stays_whole(name):
    result = take(f"Emri Mbiemri\n{name}\nBeni Leka")

    assert {" ".join(both) for both in names()} == {name, "Beni Leka"}
    assert result.left_out == []
