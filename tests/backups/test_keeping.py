"""Which backups are kept: 24 hours, 30 days, 3 months, and nothing for longer than 90 days."""

from datetime import UTC, datetime, timedelta

import pytest

from backups.keeping import LONGEST, to_forget
from backups.naming import moment_of, name_at

pytestmark = pytest.mark.slow

NOW = datetime(2027, 3, 31, 12, 30, tzinfo=UTC)


def hourly(hours, now=NOW):
    return [name_at(now - timedelta(hours=number)) for number in range(hours)]


def kept_of(names, now=NOW):
    return sorted(set(names) - to_forget(names, now), reverse=True)


def test_a_year_of_hourly_backups_leaves_hours_days_and_months():
    kept = [moment_of(name) for name in kept_of(hourly(365 * 24))]

    assert kept[:24] == [NOW - timedelta(hours=number) for number in range(24)]
    days = {moment.date() for moment in kept}
    assert {(NOW - timedelta(days=number)).date() for number in range(30)} <= days
    assert {(moment.year, moment.month) for moment in kept} == {(2027, 3), (2027, 2), (2027, 1)}
    assert len(kept) <= 24 + 30 + 3


def test_day_by_day_the_same_as_at_once():
    names, now = [], NOW - timedelta(days=100)
    while now <= NOW:
        names = kept_of([*names, name_at(now)], now)
        now += timedelta(hours=3)

    assert len(names) <= 24 + 30 + 3
    moments = [moment_of(name) for name in names]
    assert min(moments) > NOW - LONGEST
    assert {(moment.year, moment.month) for moment in moments} == {(2027, 3), (2027, 2), (2027, 1)}


def test_nothing_is_kept_for_more_than_ninety_days_but_the_very_newest():
    old = hourly(24 * 40, NOW - timedelta(days=91))

    assert kept_of(old) == old[:1]
    assert kept_of([*old, name_at(NOW)]) == [name_at(NOW)]


@pytest.mark.parametrize(
    "name", ["letter.txt", "shkej-20270331T123000Z.age.part", "shkej-20279999T000000Z.age", "a.age"]
)
def test_what_is_no_backup_of_ours_is_never_removed(name):
    assert to_forget([name, *hourly(100)], NOW).isdisjoint([name])


def test_the_newest_of_each_hour_is_kept():
    names = [name_at(NOW), name_at(NOW - timedelta(minutes=10))]

    assert kept_of(names) == [name_at(NOW)]


def test_how_many_are_kept_is_a_setting(settings):
    settings.BACKUP_KEEP = [2, 3, 1]

    kept = kept_of(hourly(24 * 60))

    assert len(kept) == 4  # two hours of today, which is also the newest of the month; two days
