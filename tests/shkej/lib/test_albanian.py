"""Albanian letters: search without diacritics, order by the Albanian alphabet."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shkej.lib.albanian import ALPHABET, fold, sort_key, terms

IN_ORDER = (  # noqa: SIM905
    "Cuka Çela Çlirim Dritan Duro Dhurata Erion Ëngjëll Fatmir Genta Gurakuqi Gjergj Hoxha Luljeta "
    "Lumturi Llazar Nushi Njomza Roza Rrapo Silvana Sulejmani Shpresa Teuta Thoma Vjosa Xibraku "
    "Xhoana Zana Zhaneta"
).split()
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)))


def test_the_alphabet_has_its_36_letters_and_w():
    assert len(ALPHABET) == 36 + 1
    assert len(set(ALPHABET)) == len(ALPHABET)


def assert_in_order(texts):
    keys = [sort_key(text) for text in texts]
    assert keys == sorted(set(keys))


@given(st.permutations(IN_ORDER))
def test_names_come_out_in_the_order_of_the_alphabet(names):
    assert sorted(names, key=sort_key) == IN_ORDER


@pytest.mark.parametrize("change", [str.upper, str.lower, str.swapcase])
def test_the_order_ignores_case(change):
    assert [sort_key(change(name)) for name in IN_ORDER] == [sort_key(name) for name in IN_ORDER]


@pytest.mark.parametrize(
    "wrong", [("Zana", "Çela"), ("Çela", "Cuka"), ("Dhurata", "Duro"), ("Zana", "Ëngjëll")]
)
def test_names_do_not_stand_in_byte_order_or_in_that_of_other_languages(wrong):
    assert sorted(wrong, key=sort_key) != list(wrong)


def test_every_letter_has_its_own_place():
    assert_in_order(ALPHABET)


def test_a_surname_orders_before_the_first_name_does():
    assert_in_order(["Çela Ana", "Çela Zana", "Çela-Hoxha Ana", "Çelaj Ana", "Dura Ana"])


def test_signs_go_before_numbers_and_numbers_before_letters():
    assert_in_order(["“Ana”", "1 Ana", "2 Ana", "Ana", "Ana 1", "Ana 2", "Anë", "Ана"])


@pytest.mark.parametrize(
    ("foreign", "plain"), [("Élise", "Elise"), ("Łukasz", "Lukasz"), ("Đuro", "Duro")]
)
def test_foreign_letters_sort_by_their_base_letter(foreign, plain):
    assert sort_key(foreign) == sort_key(plain)


def test_composed_and_decomposed_letters_are_the_same():
    assert sort_key("C\u0327ela") == sort_key("Çela")
    assert fold("C\u0327ela") == fold("Çela") == "cela"


@pytest.mark.parametrize("max_length", [0, 1, 2, 7, 8, 100])
def test_a_sort_key_fits_its_column_and_ends_between_letters(max_length):
    key = sort_key("Ëngjëll", max_length)

    assert len(key) == min(max_length - max_length % 2, len(sort_key("Ëngjëll")))
    assert sort_key("Ëngjëll").startswith(key)


@pytest.mark.parametrize("nothing", ["", None, "  ", "\n"])
def test_nothing_folds_to_nothing(nothing):
    assert fold(nothing) == ""
    assert sort_key(nothing) == ""
    assert terms(nothing) == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ëngjëll ÇELA", "engjell cela"),
        ("  Ana \t Maria\u00a0Çela ", "ana maria cela"),
        ("D’Angelo", "d'angelo"),
        ("Zall\u2011Herr", "zall-herr"),
        ("Straße", "strasse"),
        ("Đorđe", "dorde"),
        ("An\u00ada", "ana"),
    ],
)
def test_fold_drops_case_and_diacritics(text, folded):
    assert fold(text) == folded


def test_terms_are_the_words_of_a_search_without_their_punctuation():
    assert terms("Çela, Ana  (Ëngjëll) çela") == ["cela", "ana", "engjell"]
    assert terms("Zall-Herr - “D’Angelo”") == ["zall-herr", "d'angelo"]


@given(TEXTS)
@example("👩\u200d👧 Çela")
@example("ŉ\u0345ͅΐ")
def test_fold_takes_any_text_and_has_nothing_left_to_fold(text):
    folded = fold(text)

    assert fold(folded) == folded
    assert all(term in folded for term in terms(text))


@given(TEXTS)
@example("٣ ² 🏳️‍🌈 ẞ ǆ")
def test_sort_key_of_any_text_is_digits_two_per_letter(text):
    key = sort_key(text)

    assert key == "" or (key.isascii() and key.isdigit())
    assert len(key) % 2 == 0


def test_english_knows_no_letters_of_two_characters_and_no_marks():
    words = ["apple", "Çelësi", "Cherry", "Dhërmi", "Durrës", "Élan", "Ërseka", "Shkodra", "Sukthi"]

    def key(word):
        return sort_key(word, language="en")

    assert [key(word) for word in words] == sorted(map(key, words))
    assert [key(word) for word in ["Cela", "Durres"]] == [key(word) for word in ["Çela", "Durrës"]]
    assert key("Dhërmi") < key("Durrës")
    assert sort_key("Dhërmi") > sort_key("Durrës")
