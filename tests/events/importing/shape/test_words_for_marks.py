"""What is a word for a mark is no part of a name, in a cell and behind a name in a message."""

import pytest

from events.importing.codes import mark_words
from events.importing.marks import MAY_BE_NAMES, NO_NAMES
from tests.events.importing.shape.test_lists_of_strangers import names, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.mark.parametrize("word", sorted(NO_NAMES))
def test_word_for_a_mark_is_refused_in_a_name(word):
    result = take(f"Emri;Mbiemri\nAna;{word.title()}\n", skip_bad_rows=True)

    assert [problem.column for problem in result.rejected] == ["last_name"]


@pytest.mark.parametrize("word", sorted(MAY_BE_NAMES))
def test_word_that_may_be_a_surname_is_one_in_its_column(word):
    take(f"Emri;Mbiemri\nAna;{word.title()}\n")

    assert names() == {("Ana", word.title())}


def test_words_of_the_screen_and_of_lists_are_all_of_them():
    in_one_word = {word for word in mark_words() if "_" not in word}

    assert in_one_word == NO_NAMES | MAY_BE_NAMES
