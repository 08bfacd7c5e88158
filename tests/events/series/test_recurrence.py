"""Recurrence rules: which days they name, and how they are said."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from events.models.recurrence import Recurrence, rule_days


def days(rule, first, last):
    return [str(day) for day in Recurrence.of(rule).days(first, last)]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=WEEKLY;BYDAY=MO,TH,SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=MONTHLY;BYDAY=-1WE,-1FR",
    ],
)
def test_a_rule_is_read_and_written_alike(rule):
    assert Recurrence.of(rule).rule == rule


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "weekly",
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=1TU",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
        "FREQ=MONTHLY;BYDAY=TU",
        "FREQ=MONTHLY;BYDAY=1TU,2WE",
        "FREQ=WEEKLY;BYDAY=TU;COUNT=4",
    ],
)
def test_a_rule_of_another_kind_is_refused(rule):
    with pytest.raises(ValidationError):
        Recurrence.of(rule)


def test_the_days_are_those_of_the_rule_with_both_ends():
    first, last = date(2026, 10, 6), date(2026, 10, 20)

    assert days("FREQ=WEEKLY;BYDAY=TU", first, last) == ["2026-10-06", "2026-10-13", "2026-10-20"]
    assert days("FREQ=WEEKLY;BYDAY=TU,TH", first, last)[1:3] == ["2026-10-08", "2026-10-13"]
    assert days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", first, last) == ["2026-10-06", "2026-10-20"]


def test_a_month_has_its_first_and_its_last_tuesday():
    year = date(2026, 1, 1), date(2026, 3, 31)

    assert days("FREQ=MONTHLY;BYDAY=1TU", *year) == ["2026-01-06", "2026-02-03", "2026-03-03"]
    assert days("FREQ=MONTHLY;BYDAY=-1TU", *year) == ["2026-01-27", "2026-02-24", "2026-03-31"]


def test_public_holidays_are_named_and_days_left_out_are_marked():
    with translation.override("en"):
        found = rule_days(
            Recurrence.of("FREQ=WEEKLY;BYDAY=TU"),
            counts_from=date(2026, 12, 1),
            first=date(2026, 12, 1),
            last=date(2026, 12, 15),
            skips_holidays=True,
            left_out=[date(2026, 12, 15)],
        )

    assert [day.meets for day in found] == [False, False, False]
    assert found[1].holidays == ("National Youth Day",)
    assert found[2].is_left_out
    assert not found[2].holidays


def test_holidays_count_like_any_day_where_they_are_not_skipped():
    [day] = rule_days(
        Recurrence.of("FREQ=WEEKLY;BYDAY=TU"),
        counts_from=date(2026, 12, 8),
        first=date(2026, 12, 8),
        last=date(2026, 12, 8),
        skips_holidays=False,
    )

    assert day.meets


@pytest.mark.parametrize(
    ("rule", "english", "albanian"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "every Tuesday", "çdo të martë"),
        ("FREQ=WEEKLY;BYDAY=SU", "every Sunday", "çdo të diel"),
        (
            "FREQ=WEEKLY;BYDAY=TU,TH",
            "every week: Tuesday, Thursday",
            "çdo javë: e martë, e enjte",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
            "every second week: Sunday",
            "çdo dy javë: e diel",
        ),
        (
            "FREQ=MONTHLY;BYDAY=1TU",
            "first Tuesday of the month",
            "e marta e parë e muajit",
        ),
        (
            "FREQ=MONTHLY;BYDAY=-1FR",
            "last Friday of the month",
            "e premtja e fundit e muajit",
        ),
    ],
)
def test_a_rule_is_said_in_both_languages(rule, english, albanian):
    said = {}
    for language in ("en", "sq"):
        with translation.override(language):
            said[language] = Recurrence.of(rule).in_words

    assert said == {"en": english, "sq": albanian}
