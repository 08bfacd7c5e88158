"""Ages worked out from a date, a year or a told age: never negative, never invented."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.lib.births import OLDEST_AGE, Birth, age_after
from participants.lib.younger import younger_than
from participants.models import Participant
from shkej.lib.dates import age_on, years_before
from tests.participants.factories import CategoryFactory, ParticipantFactory

DAYS = st.dates(date(1905, 1, 1), date(2030, 12, 31))
BIRTHS = st.one_of(
    st.builds(Birth, birth_date=DAYS),
    st.builds(Birth, birth_year=st.integers(1905, 2030)),
    st.builds(Birth, told_age=st.integers(0, OLDEST_AGE), age_told_on=DAYS),
    st.just(Birth()),
)


@given(BIRTHS, DAYS)
def test_no_age_is_negative_or_invented(birth, day):
    age = birth.age_on(day)

    if age is None:
        first = birth.days and birth.days[0]
        assert first is None or first > day or age_on(first, day) > OLDEST_AGE - 2
    else:
        assert 0 <= age <= OLDEST_AGE
        assert birth.is_known
        assert not birth.is_after(day)


@given(BIRTHS, DAYS)
def test_who_is_born_after_a_day_has_no_age_on_it(birth, day):
    if birth.is_after(day):
        assert birth.age_on(day) is None
        assert not birth.admits(0, day)


@given(BIRTHS, DAYS)
def test_an_age_worked_out_is_one_that_the_birth_admits(birth, day):
    age, told_on = birth.age_on(day), birth.age_told_on
    is_leap_day = told_on is not None and (told_on.month, told_on.day) == (2, 29)
    if age is not None and not is_leap_day:  # whole years since then end a day after
        assert birth.admits(age, day)


@given(st.integers(0, OLDEST_AGE), DAYS, st.integers(0, 400))
def test_a_told_age_is_that_of_everybody_born_on_its_days(age, told_on, step):
    first, last = Birth(told_age=age, age_told_on=told_on).days
    born = min(first + timedelta(days=step), last)

    assert age_on(born, told_on) == age
    assert age_on(first - timedelta(days=1), told_on) == age + 1
    assert age_on(last + timedelta(days=1), told_on) in (age - 1, None)


@pytest.mark.parametrize(
    ("facts", "day", "age", "is_after"),
    [
        ({"birth_date": date(2023, 12, 2)}, date(2023, 1, 10), None, True),
        ({"birth_date": date(2023, 12, 2)}, date(2023, 12, 2), 0, False),
        ({"birth_date": date(2012, 2, 29)}, date(2012, 2, 28), None, True),
        ({"birth_date": date(2012, 2, 29)}, date(2013, 2, 28), 0, False),
        ({"birth_date": date(2012, 2, 29)}, date(2013, 3, 1), 1, False),
        ({"birth_year": 2023}, date(2022, 12, 31), None, True),
        ({"birth_year": 2023}, date(2023, 1, 1), 0, False),
        ({"told_age": 5, "age_told_on": date(2021, 10, 6)}, date(2015, 10, 6), None, True),
        ({"told_age": 5, "age_told_on": date(2021, 10, 6)}, date(2015, 10, 7), 0, False),
        ({"told_age": 5, "age_told_on": date(2024, 2, 29)}, date(2018, 2, 28), None, True),
        ({"told_age": 5, "age_told_on": date(2024, 2, 29)}, date(2018, 3, 1), 0, False),
        ({"told_age": 120, "age_told_on": date(2020, 1, 1)}, date(2021, 1, 1), None, False),
        ({"birth_year": 1900}, date(2021, 1, 1), None, False),
        ({}, date(2021, 1, 1), None, False),
    ],
)
def test_a_birth_after_the_day_and_an_age_nobody_reaches_are_no_ages(facts, day, age, is_after):
    assert Participant(**facts).age_on(day) == age
    assert Birth(**facts).is_after(day) is is_after


MARCH, JUNE = date(2026, 3, 5), date(2026, 6, 5)
TOLD = Birth(told_age=17, age_told_on=MARCH)
YEAR = Birth(birth_year=2008)


@pytest.mark.parametrize(
    ("recorded", "day", "before", "after", "expected"),
    [
        (17, MARCH, TOLD, TOLD, 17),
        (18, JUNE, TOLD, TOLD, 18),  # told in June, and known to have been 17 in March
        (18, JUNE, TOLD, Birth(birth_date=date(2008, 5, 1)), 18),
        (17, MARCH, TOLD, Birth(birth_date=date(2008, 5, 1)), 17),
        (17, MARCH, TOLD, YEAR, 17),  # told there, and possible
        (18, MARCH, YEAR, Birth(birth_date=date(2008, 5, 1)), 17),  # only worked out
        (17, MARCH, TOLD, Birth(birth_date=date(2010, 5, 1)), 15),  # no longer possible
        (18, JUNE, TOLD, Birth(birth_year=2010), 16),
        (None, MARCH, Birth(), YEAR, 18),
        (18, MARCH, YEAR, Birth(), None),  # followed from what is taken back
        (17, JUNE, TOLD, Birth(birth_date=date(2027, 1, 1)), None),
    ],
)
def test_a_recorded_age_follows_only_the_fact_it_came_from(recorded, day, before, after, expected):
    assert age_after(recorded, day=day, before=before, after=after) == expected


def test_an_age_that_was_told_for_an_event_stays_when_its_day_is_corrected():
    week_later = MARCH + timedelta(days=7)

    assert age_after(18, day=week_later, before=TOLD, after=TOLD, was_on=MARCH) == 18
    birth = Birth(birth_date=week_later.replace(year=2008))
    assert age_after(17, day=week_later, before=birth, after=birth, was_on=MARCH) == 18


@pytest.mark.parametrize(
    ("adult", "child", "years"),
    [
        (Birth(birth_year=1990), Birth(birth_year=1990), 0),
        (Birth(birth_year=1990), Birth(birth_year=2004), 14),
        (Birth(birth_year=2004), Birth(birth_year=1990), -1),
        (Birth(birth_date=date(1990, 5, 1)), Birth(birth_date=date(1990, 12, 1)), 0),
        (Birth(birth_date=date(1990, 5, 1)), Birth(birth_date=date(1990, 1, 1)), -1),
        (TOLD, TOLD, 0),
        (TOLD, Birth(), None),
    ],
)
def test_by_how_many_years_one_can_be_older_at_most(adult, child, years):
    assert adult.can_be_older_by(child) == years


@pytest.mark.django_db
@pytest.mark.parametrize("on", [date(2026, 11, 28), date(2028, 2, 29), date(2026, 2, 28)])
@pytest.mark.parametrize("age", [16, 18])
def test_the_database_finds_who_is_younger_as_the_rule_does(on, age):
    children = CategoryFactory(code="child")
    for code, birth in enumerate(_births_around(on, age)):
        ParticipantFactory(code=f"X{code}", **birth)
    ParticipantFactory(code="A", category=children), ParticipantFactory(code="B")
    expected = {
        person.code
        for person in Participant.objects.all()
        if (years := person.age_on(on)) is not None and years < age
    }

    found = Participant.objects.filter(younger_than(age, on))
    others = Participant.objects.exclude(younger_than(age, on))

    assert {person.code for person in found} == expected | {"A"}
    assert found.count() + others.count() == Participant.objects.count()


def _births_around(on, age):
    edge = years_before(on, age)
    for days in (-1, 0, 1):
        yield {"birth_date": edge + timedelta(days=days)}
    for years in (-1, 0, 1):
        yield {"birth_year": on.year - age + years}
    for told_on in (on, on - timedelta(days=1), on - timedelta(days=364), years_before(on, 1)):
        for told in (age - 2, age - 1, age):
            yield {"told_age": told, "age_told_on": told_on}
