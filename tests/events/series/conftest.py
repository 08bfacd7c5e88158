"""What tests of series share: a Monday, and a series made and changed on it."""

import pytest
import time_machine

from events.models import Series
from events.series.services import change_series, create_series
from tests.events.series.groups import MONDAY, group


@pytest.fixture
def monday():
    """It is Monday 5 October 2026, 10:00 in Tirana, unless a test says otherwise."""
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def make(centre, staff):
    def make(left_out=(), related=None, **fields):
        return create_series(
            series=group(centre=centre, **fields),
            left_out=left_out,
            related=related,
            created_by=staff,
        )

    return make


@pytest.fixture
def change(staff):
    """`change(series, number, title_sq="…")`: from the event of that number on."""

    def change(series, number=0, left_out=(), related=None, seen_at="", **fields):
        new = Series.objects.get(pk=series.pk)
        for name, value in fields.items():
            setattr(new, name, value)
        events = list(series.events.order_by("starts_at"))
        return change_series(
            series=new,
            first_event=events[number] if number is not None else None,
            left_out=left_out,
            related=related,
            seen_at=seen_at,
            changed_by=staff,
        )

    return change
