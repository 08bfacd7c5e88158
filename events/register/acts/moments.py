"""A moment in an address: microseconds since 1970."""

from datetime import UTC, datetime, timedelta

from django.http import Http404

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_number(moment):
    """The whole number that stands for `moment`."""
    return (moment - BEGINNING) // MICROSECOND


def to_moment(number):
    """The moment that `number` stands for; 404 where it stands for none."""
    try:
        return BEGINNING + number * MICROSECOND
    except OverflowError:
        raise Http404 from None
