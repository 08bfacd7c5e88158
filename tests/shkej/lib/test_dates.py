"""Days and moments in Tirana."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from shkej.lib.dates import TIRANA, age_on, local_day, local_moment, quarter_of, today


def test_a_local_moment_is_the_time_on_the_clocks_of_tirana():
    assert local_moment(date(2021, 10, 6), time(14, 30)) == datetime(
        2021, 10, 6, 12, 30, tzinfo=UTC
    )
    assert local_moment(date(2021, 12, 6), time(14, 30)) == datetime(
        2021, 12, 6, 13, 30, tzinfo=UTC
    )


@pytest.mark.parametrize("clock", [time(2, 0), time(2, 30), time(2, 59, 59)])
def test_a_time_that_the_clocks_leave_out_in_spring_is_refused(clock):
    with pytest.raises(ValidationError) as refusal:
        local_moment(date(2026, 3, 29), clock)

    assert refusal.value.code == "time_does_not_exist"


@pytest.mark.parametrize("clock", [time(1, 59, 59), time(3, 0)])
def test_the_times_beside_the_missing_hour_exist(clock):
    assert local_moment(date(2026, 3, 29), clock).timetz().replace(tzinfo=None) == clock


@pytest.mark.parametrize(
    ("language", "hint"),
    [
        (
            "en",
            "There is no 02:30 on 29 March 2026, because the clocks go forward. "
            "Did you mean 03:30?",
        ),
        (
            "sq",
            "Më 29 mars 2026 ora 02:30 nuk ekziston, sepse akrepat shkojnë përpara. "
            "Mos deshët të shkruani 03:30?",
        ),
    ],
)
def test_the_refusal_of_a_missing_time_names_a_time_in_the_readers_language(language, hint):
    with translation.override(language), pytest.raises(ValidationError) as refusal:
        local_moment(date(2026, 3, 29), time(2, 30))

    assert refusal.value.messages == [hint]


def test_of_an_hour_that_comes_twice_in_autumn_the_first_is_taken():
    moment = local_moment(date(2026, 10, 25), time(2, 30, fold=1))

    assert moment.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2101, 1, 1), date.max])
def test_an_impossible_year_is_refused(day):
    with pytest.raises(ValidationError) as refusal:
        local_moment(day, time(0, 0))

    assert refusal.value.code == "year_out_of_range"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.times())
def test_a_local_moment_shows_its_day_and_time_again(day, clock):
    try:
        moment = local_moment(day, clock)
    except ValidationError as refusal:
        assert refusal.code == "time_does_not_exist"  # noqa: PT017
        return
    shown = moment.astimezone(UTC).astimezone(TIRANA)

    assert (shown.date(), shown.time()) == (day, clock)
    assert local_day(moment) == day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2021, 12, 31, 22, 59, tzinfo=UTC), date(2021, 12, 31)),
        (datetime(2021, 12, 31, 23, 0, tzinfo=UTC), date(2022, 1, 1)),
        (datetime(2021, 6, 30, 21, 59, tzinfo=UTC), date(2021, 6, 30)),
        (datetime(2021, 6, 30, 22, 0, tzinfo=UTC), date(2021, 7, 1)),
    ],
)
def test_a_day_ends_at_midnight_in_tirana(moment, day, time_machine):
    time_machine.move_to(moment, tick=False)

    assert local_day(moment) == day
    assert today() == day


@pytest.mark.parametrize(
    ("birth_date", "day", "age"),
    [
        (date(2010, 10, 6), date(2021, 10, 5), 10),
        (date(2010, 10, 6), date(2021, 10, 6), 11),
        (date(2010, 10, 6), date(2010, 10, 6), 0),
        (date(2008, 2, 29), date(2021, 2, 28), 12),
        (date(2008, 2, 29), date(2021, 3, 1), 13),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2010, 10, 6), date(2010, 10, 5), None),
        (None, date(2010, 10, 5), None),
    ],
)
def test_age_is_counted_in_completed_years(birth_date, day, age):
    assert age_on(birth_date, day) == age


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2021, 1, 1), (date(2021, 1, 1), date(2021, 3, 31))),
        (date(2021, 3, 31), (date(2021, 1, 1), date(2021, 3, 31))),
        (date(2021, 4, 1), (date(2021, 4, 1), date(2021, 6, 30))),
        (date(2021, 9, 30), (date(2021, 7, 1), date(2021, 9, 30))),
        (date(2021, 12, 31), (date(2021, 10, 1), date(2021, 12, 31))),
    ],
)
def test_a_quarter_has_a_first_and_a_last_day(day, quarter):
    assert quarter_of(day) == quarter


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_quarters_leave_no_day_out_and_count_none_twice(day):
    first, last = quarter_of(day)

    assert first <= day <= last
    assert quarter_of(last + timedelta(days=1))[0] == last + timedelta(days=1)
    assert quarter_of(first) == quarter_of(last) == (first, last)
