"""Values of a dimension divide everybody: no gap, no overlap, no code twice."""

import pytest
from django.core.exceptions import ValidationError

from participants.models import Category
from reports.models import Dimension, DimensionValue
from reports.models.divisions import DIVISIONS
from reports.unicef.setup.values import check_values

pytestmark = pytest.mark.usefixtures("english")


def value(name, first=None, last=None, codes=()):
    return DimensionValue(name_en=name, age_from=first, age_to=last, codes=list(codes))


def refusals(rule, *rows):
    try:
        check_values(Dimension(rule=rule), list(rows))
    except ValidationError as refusal:
        return refusal.messages
    return []


@pytest.mark.parametrize(
    "rows",
    [
        [("0-9", 0, 9), ("10-14", 10, 14), ("15-17", 15, 17)],
        [("15-17", 15, 17), ("0-9", 0, 9), ("10-14", 10, 14)],  # in any order
        [("0-17", 0, 17), ("18+", 18, None)],
        [("18+", 18, None)],
        [("5", 5, 5), ("6", 6, 6)],
    ],
)
def test_bands_that_follow_each_other_are_taken(rows):
    assert refusals("age", *(value(*row) for row in rows)) == []


def test_a_value_for_unknown_ages_may_stand_beside_the_bands():
    assert refusals("age", value("0-17", 0, 17), value("Not known", codes=["unknown"])) == []


@pytest.mark.parametrize(
    "rows",
    [
        [("5-10", 5, 10), ("10-14", 10, 14)],
        [("0-17", 0, 17), ("5-9", 5, 9)],
        [("0+", 0, None), ("18+", 18, None)],
        [("0-9", 0, 9), ("0-9 again", 0, 9)],
    ],
)
def test_bands_that_overlap_are_refused_naming_both(rows):
    found = refusals("age", *(value(*row) for row in rows))

    assert len(found) == 1
    assert "overlap" in found[0]
    assert f"“{rows[0][0]}”" in found[0]
    assert f"“{rows[1][0]}”" in found[0]


def test_bands_that_leave_ages_out_are_refused_naming_both():
    found = refusals("age", value("0-9", 0, 9), value("11-14", 11, 14))

    assert found == [
        "Between “0-9” and “11-14” ages are left out: the second begins at 10.",
    ]


@pytest.mark.parametrize(
    "row",
    [
        value("none"),
        value("only an end", None, 9),
        value("turned round", 9, 5),
        value("both", 0, 9, ["unknown"]),
        value("other code", codes=["female"]),
    ],
)
def test_what_is_no_band_is_refused_by_its_name(row):
    found = refusals("age", row)

    assert len(found) == 1
    assert f"“{row.name}”" in found[0]


def test_unknown_ages_stand_once_and_not_alone():
    twice = [value("A", codes=["unknown"]), value("B", codes=["unknown"])]

    assert "overlap" in refusals("age", value("0+", 0, None), *twice)[0]
    assert refusals("age", twice[0]) == ["Enter at least one band of ages."]


def test_the_refusal_says_in_which_row_it_belongs():
    rows = [value("10-14", 10, 14), value("0-10", 0, 10)]

    with pytest.raises(ValidationError) as refusal:
        check_values(Dimension(rule="age"), rows)

    assert refusal.value.error_list[0].params["row"] == 0


@pytest.mark.parametrize("rule", DIVISIONS)
def test_at_least_one_value_is_needed(rule):
    assert refusals(rule) == ["Enter at least one value."]


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        ("sex", ["female"], ["male", "unknown"]),
        ("disability", ["yes"], ["no"]),
        ("event_kind", ["training", "workshop"], ["awareness_meeting"]),
    ],
)
def test_codes_of_the_rule_are_taken(rule, first, second):
    assert refusals(rule, value("A", codes=first), value("B", codes=second)) == []


@pytest.mark.django_db
def test_codes_of_categories_are_those_that_exist():
    code = Category.objects.first().code

    assert refusals("category", value("A", codes=[code])) == []
    assert "does not know" in refusals("category", value("A", codes=["king"]))[0]


def test_a_code_in_two_values_is_refused_naming_both():
    found = refusals(
        "sex", value("Girls", codes=["female"]), value("All", codes=["male", "female"])
    )

    assert found == ["“Girls” and “All” overlap: both hold “Female”."]


@pytest.mark.parametrize(
    "row", [value("A", codes=["yes"]), value("A", codes=[]), value("A", 0, 9, ["female"])]
)
def test_other_codes_no_codes_and_ages_are_refused(row):
    assert refusals("sex", row)
