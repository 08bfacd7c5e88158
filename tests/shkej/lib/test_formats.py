"""Dates, figures and texts as readers of either language see them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, get_format

MEETING = datetime(2021, 10, 6, 12, 30, tzinfo=UTC)
NOW = datetime(2021, 10, 6, 7, 0, tzinfo=UTC)


def render(source, language="sq", **context):
    with translation.override(language):
        return Template("{% load shkej %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "name", "shown"),
    [
        ("sq", "DATE_FORMAT", "6 tetor 2021"),
        ("sq", "DATETIME_FORMAT", "6 tetor 2021, 14:30"),
        ("sq", "TIME_FORMAT", "14:30"),
        ("sq", "SHORT_DATE_FORMAT", "06.10.2021"),
        ("sq", "SHORT_DATETIME_FORMAT", "06.10.2021 14:30"),
        ("sq", "YEAR_MONTH_FORMAT", "tetor 2021"),
        ("sq", "MONTH_DAY_FORMAT", "6 tetor"),
        ("sq", "l, j E Y", "e mërkurë, 6 tetor 2021"),
        ("en", "DATE_FORMAT", "6 October 2021"),
        ("en", "DATETIME_FORMAT", "6 October 2021, 14:30"),
        ("en", "SHORT_DATE_FORMAT", "06/10/2021"),
        ("en", "SHORT_DATETIME_FORMAT", "06/10/2021 14:30"),
        ("en", "YEAR_MONTH_FORMAT", "October 2021"),
    ],
)
def test_dates_are_written_as_readers_write_them(language, name, shown):
    with translation.override(language):
        assert date_format(datetime(2021, 10, 6, 14, 30), name) == shown  # noqa: DTZ001


@pytest.mark.parametrize("language", ["sq", "en"])
@pytest.mark.parametrize("typed", ["06/10/2021", "06.10.2021", "6-10-2021", "2021-10-06"])
def test_a_typed_date_has_its_day_first_or_is_iso(language, typed):
    with translation.override(language):
        assert forms.DateField().clean(typed) == date(2021, 10, 6)


@pytest.mark.parametrize("language", ["sq", "en"])
def test_the_week_begins_on_monday(language):
    with translation.override(language):
        assert get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize("month", range(1, 13))
def test_months_and_weekdays_are_lower_case_in_albanian(month):
    with translation.override("sq"):
        for letters in ("F", "E", "N", "b"):  # Django writes "M" with a capital
            shown = date_format(date(2021, month, 6), letters)
            assert shown == shown.lower()
        weekday = date_format(date(2021, 2, month), "l")
    assert weekday in [
        "e hënë",
        "e martë",
        "e mërkurë",
        "e enjte",
        "e premte",
        "e shtunë",
        "e diel",
    ]


@pytest.mark.parametrize(
    ("value", "sq", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234, "1\xa0234", "1,234"),
        (-1234567, "-1\xa0234\xa0567", "-1,234,567"),
        (Decimal("1234.5"), "1\xa0234,5", "1,234.5"),
        (0.5, "0,5", "0.5"),
        (None, "", ""),
        ("<b>", "&lt;b&gt;", "&lt;b&gt;"),
        (float("nan"), "nan", "nan"),
    ],
)
def test_figures_are_grouped_by_thousands(value, sq, en):
    assert render("{{ value|number }}", "sq", value=value) == sq
    assert render("{{ value|number }}", "en", value=value) == en


@pytest.mark.parametrize(
    ("value", "shown"), [(2.345, "2,35"), (2, "2,00"), (1234.005, "1\xa0234,01")]
)
def test_figures_are_rounded_half_up(value, shown):
    assert render("{{ value|number:2 }}", value=value) == shown


@pytest.mark.parametrize(
    ("value", "sq", "en"),
    [
        (MEETING, "sot në orën 14:30", "today at 14:30"),
        (datetime(2021, 10, 6, 22, 0, tzinfo=UTC), "nesër në orën 00:00", "tomorrow at 00:00"),
        (datetime(2021, 10, 5, 21, 59, tzinfo=UTC), "dje në orën 23:59", "yesterday at 23:59"),
        (date(2021, 10, 6), "sot", "today"),
        (date(2021, 10, 7), "nesër", "tomorrow"),
        (date(2021, 10, 5), "dje", "yesterday"),
        (date(2021, 10, 8), "e premte, 8 tetor", "Friday 8 October"),
        (date(2022, 1, 3), "e hënë, 3 janar", "Monday 3 January"),
        (date(2021, 4, 1), "1 prill 2021", "1 April 2021"),
        (date(2020, 10, 6), "6 tetor 2020", "6 October 2020"),
        (
            datetime(2021, 10, 8, 8, 0, tzinfo=UTC),
            "e premte, 8 tetor, në orën 10:00",
            "Friday 8 October at 10:00",
        ),
        (None, "", ""),
    ],
)
def test_near_days_are_named_in_words(value, sq, en, time_machine):
    time_machine.move_to(NOW, tick=False)

    assert render("{{ value|near_date }}", "sq", value=value) == sq
    assert render("{{ value|near_date }}", "en", value=value) == en


BOTH = SimpleNamespace(title_sq="Takim & kafe", title_en="Meeting")
ONLY_ENGLISH = SimpleNamespace(title_sq="", title_en="<b>Meeting</b>\n\nat noon")
ONLY_ALBANIAN = SimpleNamespace(title_sq="Takim", title_en=None)
NEITHER = SimpleNamespace(title_sq="", title_en=" ")


@pytest.mark.parametrize(
    ("obj", "language", "shown"),
    [
        (BOTH, "sq", "Takim &amp; kafe"),
        (BOTH, "en", "Meeting"),
        (
            ONLY_ALBANIAN,
            "en",
            '<span lang="sq">Takim</span> <span class="chip chip-quiet">missing in English</span>',
        ),
        (
            ONLY_ENGLISH,
            "sq",
            '<span lang="en">&lt;b&gt;Meeting&lt;/b&gt;\n\nat noon</span> '
            '<span class="chip chip-quiet">mungon në shqip</span>',
        ),
        (NEITHER, "en", ""),
    ],
)
def test_a_text_missing_in_one_language_shows_the_other_and_says_so(obj, language, shown):
    assert render('{% bilingual obj "title" %}', language, obj=obj) == shown


def test_the_words_that_a_text_is_missing_can_be_left_out():
    source = '{% bilingual obj "title" chip=False %}'

    assert render(source, "en", obj=ONLY_ALBANIAN) == '<span lang="sq">Takim</span>'


def test_a_long_text_keeps_its_paragraphs():
    source = '{% bilingual obj "title" chip=False paragraphs=True %}'

    assert render(source, "en", obj=ONLY_ENGLISH) == (
        "<p>&lt;b&gt;Meeting&lt;/b&gt;</p>\n\n<p>at noon</p>"
    )
    assert render(source, "sq", obj=ONLY_ENGLISH) == (
        '<div lang="en"><p>&lt;b&gt;Meeting&lt;/b&gt;</p>\n\n<p>at noon</p></div>'
    )
