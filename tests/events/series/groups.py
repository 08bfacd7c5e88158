"""A series of Tuesdays in October 2026, and what becomes of its days."""

from datetime import UTC, date, datetime, timedelta

from tests.events.factories import SeriesFactory

MONDAY = datetime(2026, 10, 5, 8, tzinfo=UTC)


def group(**fields):
    """A series of Tuesdays in October 2026, not yet saved."""
    fields = {"starts_on": date(2026, 10, 6), "ends_on": date(2026, 10, 27)} | fields
    return SeriesFactory.build(**fields)


def dates(series):
    return [f"{event.starts_on:%d.%m}" for event in series.events.order_by("starts_at")]


def put_off(event):
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)
