"""Texts that are kept in two languages, and what stands in for one that is missing."""

from types import SimpleNamespace

import pytest
from django.utils.translation import get_language, gettext, override

from shkej.lib.bilingual import (
    asked_for,
    in_each,
    other_side,
    reading,
    said,
    said_in,
    sides,
    texts_of,
    typed_in,
)


def row(albanian, english):
    return SimpleNamespace(title_sq=albanian, title_en=english)


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ({"sq": "Takim", "en": "Meeting"}, ("Meeting", "en")),
        ({"sq": "Takim", "en": ""}, ("Takim", "sq")),
        ({"sq": "Takim", "en": "  "}, ("Takim", "sq")),
        ({"sq": "Takim"}, ("Takim", "sq")),
        ({"sq": None, "en": None}, ("", "en")),
        ({}, ("", "en")),
    ],
)
def test_a_missing_text_is_the_other_one_and_says_in_which_language(texts, shown):
    assert said_in(texts, "en") == shown


def test_a_text_is_read_in_the_readers_language_unless_another_is_asked_for():
    texts = {"sq": "Takim", "en": "Meeting"}

    with override("en-gb"):
        assert (reading(), said(texts), said(texts, "sq")) == ("en", "Meeting", "Takim")
    with override("de"):
        assert (reading(), said(texts)) == ("sq", "Takim")
    with override(None):
        assert reading() == "sq"


def test_texts_of_a_row_come_without_white_space_and_none():
    assert texts_of(row(" Takim\n", None), "title") == {"sq": "Takim", "en": ""}


def test_the_other_side_is_that_of_the_language_one_does_not_read():
    with override("en"):
        assert other_side(row("Takim", "Meeting"), "title") == {"code": "sq", "text": "Takim"}
    with override("sq"):
        assert other_side(row("Takim", ""), "title") == {"code": "en", "text": ""}


def test_a_pair_counts_as_typed_once_one_side_is():
    assert typed_in({"title_en": "Meeting"}, "title") == "Meeting"
    assert typed_in({"title_sq": "", "venue_sq": "Tiranë"}, "title") == ""


def test_each_language_is_on_only_while_it_is_asked():
    with override("en"):
        assert in_each(lambda: gettext("Event")) == {"sq": "Aktiviteti", "en": "Event"}
        assert get_language() == "en"


def test_both_stands_for_each_language():
    assert asked_for("both") == ["sq", "en"]
    assert asked_for("en") == ["en"]


def test_columns_of_a_text_stand_side_by_side():
    assert sides("title", "venue") == ["title_sq", "title_en", "venue_sq", "venue_en"]
