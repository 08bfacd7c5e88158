"""Days and moments in Tirana, where all of it happens."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

TIRANA = ZoneInfo("Europe/Tirane")
YEARS = range(1900, 2101)
MICROSECOND = timedelta(microseconds=1)
NOON = time(12)  # on each day, and once
NEAR = timedelta(days=183)  # within half a year, a day and month name one day only


def today():
    """The day it is in Tirana."""
    return timezone.localdate(timezone=TIRANA)


def local_day(moment):
    """The day on which `moment` falls in Tirana."""
    return timezone.localdate(moment, timezone=TIRANA)


def midnight(day):
    """The moment at which `day` begins in Tirana; the clocks change later in the night."""
    return datetime.combine(day, time(), tzinfo=TIRANA)


def next_time(at, *, after):
    """The first moment after the moment `after` at which the clocks of Tirana show the time `at`.

    Once on each day: of an hour that comes twice in autumn the first, and of one that is left out
    in spring the moment that an hour later shows.
    """
    day = local_day(after)
    while (moment := datetime.combine(day, at, tzinfo=TIRANA).astimezone(UTC)) <= after:
        day += timedelta(days=1)
    return moment


def last_day(starts_at, ends_at):
    """The last local day of what runs between two moments; midnight ends the day before.

    Without an end (None or earlier than the start) it is the first day.
    """
    first = local_day(starts_at)
    return max(first, local_day(ends_at - MICROSECOND)) if ends_at else first


def days_alone(starts_at, ends_at):
    """Moments on the same first and last day that tell no hour: (start, end or None)."""
    first, last = local_day(starts_at), last_day(starts_at, ends_at)
    end = datetime.combine(last, NOON, tzinfo=TIRANA) if last > first else None
    return datetime.combine(first, NOON, tzinfo=TIRANA), end


def local_moment(day, time):
    """The moment when the clocks of Tirana show `time` on `day`.

    Of an hour that comes twice in autumn, the first. ValidationError for a time that the clocks
    leave out in spring, and for a year outside 1900 to 2100.
    """
    if day.year not in YEARS:
        raise ValidationError(
            _("Enter a year from %(first)s to %(last)s."),
            code="year_out_of_range",
            params={"first": YEARS[0], "last": YEARS[-1]},
        )
    moment = datetime.combine(day, time.replace(tzinfo=None, fold=0), tzinfo=TIRANA)
    existing = moment.astimezone(UTC).astimezone(TIRANA)
    if existing.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValidationError(
            _(
                "There is no %(time)s on %(date)s, because the clocks go forward. "
                "Did you mean %(suggestion)s?"
            ),
            code="time_does_not_exist",
            params={
                "time": time_format(time),
                "date": date_format(day),
                "suggestion": time_format(existing.time()),
            },
        )
    return moment


def comes_twice(moment):
    """Whether the clocks of Tirana show this time a second time on that day, in autumn."""
    local = moment.astimezone(TIRANA)
    return local.replace(fold=0).utcoffset() > local.replace(fold=1).utcoffset()


def age_on(birth_date, day):
    """Completed years on `day`; None where the birth date is unknown or later.

    Who was born on 29 February completes a year on 1 March in years without that day.
    """
    if birth_date is None or birth_date > day:
        return None
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)


def years_before(day, years):
    """The same day `years` years earlier; of 29 February the 28th, where that year has no such day.

    Who has completed that many years on `day` was born then or before.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def quarter_of(day):
    """The first and the last day of the quarter in which `day` falls."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    in_next = first.replace(day=28) + timedelta(days=70)
    return first, in_next.replace(day=1) - timedelta(days=1)


def near_date(value):
    """A day or a moment in words: "today at 14:30", "Wednesday 6 October", "6 October 2021"."""
    if not value:
        return ""
    if not isinstance(value, datetime):
        return _day_in_words(value)
    if timezone.is_aware(value):
        value = timezone.localtime(value, TIRANA)
    day, time = value.date(), time_format(value)
    match (day - today()).days:
        case -1:
            return _("yesterday at %(time)s") % {"time": time}
        case 0:
            return _("today at %(time)s") % {"time": time}
        case 1:
            return _("tomorrow at %(time)s") % {"time": time}
    return _("%(day)s at %(time)s") % {"day": _day_in_words(day), "time": time}


def _day_in_words(day):
    match (day - today()).days:
        case -1:
            return _("yesterday")
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
    if abs(day - today()) > NEAR:
        return date_format(day)
    # Translators: the form of a day without its year, in the letters of Django's date filter.
    return date_format(day, _("l j F"))
