"""A part of an import is cut by the time that it takes, so that nobody waits long for it."""

from dataclasses import dataclass, field
from inspect import unwrap

import pytest
from django.db import connection

from events.importing import pacing
from events.importing.pacing import Pace

pytestmark = pytest.mark.django_db


@dataclass
class Clock:
    """Time that passes by what is done alone: `rested` are the seconds of each rest."""

    now: float = 0
    rested: list = field(default_factory=list)

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.rested.append(seconds)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(pacing, "time", clock)
    monkeypatch.setattr(Pace, "give_way", unwrap(Pace.give_way))  # as it is where somebody waits
    return clock


def written(clock, rows, seconds_per_row, beginning=0, few=1):
    """How many rows each part has, and how long it takes, where each row takes that long."""
    pace, parts = Pace(few), []
    for part in pace.parts_of(range(rows)):
        with pace.one_transaction(len(part)):
            took = beginning + sum(seconds_per_row(row) for row in part)
            clock.now += took
        parts.append((len(part), took))
    assert sum(size for size, _took in parts) == rows
    return parts


def test_quick_rows_are_written_a_hundred_at_a_time(clock):
    sizes = [size for size, _took in written(clock, 400, lambda _row: 0.0001, few=10)]

    assert sizes[0] == 10
    assert pacing.PART in sizes
    assert max(sizes) == pacing.PART


@pytest.mark.parametrize("seconds", [0.002, 0.02, 0.05])
def test_slow_rows_end_their_transaction_in_time(clock, seconds):
    [_first, *later] = written(clock, 200, lambda _row: seconds, beginning=0.01)

    assert all(took <= 0.1 for _size, took in later)


def test_rows_that_become_slow_are_fewer_from_the_next_parts_on(clock):
    parts = written(clock, 400, lambda row: 0.05 if row >= 200 else 0.0005)

    late = [took for _size, took in parts if took > 0.1]
    assert len(late) <= 2  # the one in which they became so, and the one that was cut by it


def test_a_row_that_alone_takes_longer_is_a_part_of_its_own(clock):
    parts = written(clock, 20, lambda _row: 0.5)

    assert {size for size, _took in parts[1:]} == {1}


def test_a_few_rows_are_one_part_where_the_transaction_costs_more_than_they(clock):
    parts = written(clock, 40, lambda _row: 0.001, beginning=0.5, few=10)

    assert {size for size, _took in parts} == {10}


def test_others_get_the_database_between_two_parts(clock):
    parts = written(clock, 30, lambda row: 0.002 if row < 15 else 0.15)

    rests = parts[:-1] if connection.vendor == "sqlite" else []
    # SQLite looks again after 0.1 s at the latest.
    assert clock.rested == pytest.approx([min(max(took, 0.12), 0.2) for _size, took in rests])
