"""On which days a series meets: recurrence rules (RFC 5545), public holidays, days left out.

A rule holds days only; the time of day stays what the clocks of Tirana show, summer and winter.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from events.models.holidays import holidays_on

CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
LONGEST = timedelta(days=731)  # two years, one of them a leap year


class Repeats(models.TextChoices):
    """How often a group meets."""

    WEEKLY = "weekly", gettext_lazy("Every week")
    FORTNIGHTLY = "fortnightly", gettext_lazy("Every second week")
    MONTHLY = "monthly", gettext_lazy("Every month")


class Position(models.IntegerChoices):
    """Which of its weekdays in a month."""

    FIRST = 1, gettext_lazy("the first of the month")
    SECOND = 2, gettext_lazy("the second of the month")
    THIRD = 3, gettext_lazy("the third of the month")
    FOURTH = 4, gettext_lazy("the fourth of the month")
    LAST = -1, gettext_lazy("the last of the month")


@dataclass(frozen=True)
class Recurrence:
    """A rule as people say it. `weekdays`: 0 (Monday) to 6; `position`: for each month only."""

    repeats: str
    weekdays: tuple
    position: int | None = None

    @property
    def rule(self):
        """The rule as RFC 5545 writes it."""
        if self.repeats == Repeats.MONTHLY:
            days = ",".join(f"{self.position}{CODES[day]}" for day in self.weekdays)
            return f"FREQ=MONTHLY;BYDAY={days}"
        days = ",".join(CODES[day] for day in self.weekdays)
        interval = ";INTERVAL=2" if self.repeats == Repeats.FORTNIGHTLY else ""
        return f"FREQ=WEEKLY{interval};BYDAY={days}"

    @classmethod
    def of(cls, rule):
        """The recurrence that `rule` writes; ValidationError for a rule of another kind."""
        parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
        kind = (parts.pop("FREQ", ""), parts.pop("INTERVAL", "1"))
        days = [part for part in parts.pop("BYDAY", "").split(",") if part]
        weekdays = tuple(sorted({CODES.index(day[-2:]) for day in days if day[-2:] in CODES}))
        positions = {day[:-2] for day in days}
        repeats = {
            ("WEEKLY", "1"): Repeats.WEEKLY,
            ("WEEKLY", "2"): Repeats.FORTNIGHTLY,
            ("MONTHLY", "1"): Repeats.MONTHLY,
        }.get(kind)
        known = {str(position) for position in Position.values}
        fits = positions <= known if repeats == Repeats.MONTHLY else positions == {""}
        if parts or not repeats or len(weekdays) < len(days) or len(positions) != 1 or not fits:
            raise ValidationError(_("This recurrence rule is not known."), code="unknown_rule")
        position = int(positions.pop()) if repeats == Repeats.MONTHLY else None
        return cls(repeats.value, weekdays, position)

    def days(self, first, last):
        """The days of the rule counted from `first`, up to `last`, both inclusive."""
        start = datetime.combine(first, time())
        found = rrulestr(self.rule, dtstart=start).between(
            start, datetime.combine(last, time()), inc=True
        )
        return [moment.date() for moment in found]

    @property
    def in_words(self):
        """As in: every Tuesday; every second week: Tuesday, Friday; last Tuesday of the month."""
        if self.repeats == Repeats.MONTHLY:
            return _of_the_month(self.position, self.weekdays)
        if self.repeats == Repeats.WEEKLY and len(self.weekdays) == 1:
            return _every(self.weekdays[0])
        days = ", ".join(str(WEEKDAYS[day]) for day in self.weekdays)
        if self.repeats == Repeats.WEEKLY:
            return _("every week: %(days)s") % {"days": days}
        return _("every second week: %(days)s") % {"days": days}


def _every(weekday):
    return [
        _("every Monday"),
        _("every Tuesday"),
        _("every Wednesday"),
        _("every Thursday"),
        _("every Friday"),
        _("every Saturday"),
        _("every Sunday"),
    ][weekday]


def _of_the_month(position, weekdays):
    sentence = {
        Position.FIRST: _("first %(weekday)s of the month"),
        Position.SECOND: _("second %(weekday)s of the month"),
        Position.THIRD: _("third %(weekday)s of the month"),
        Position.FOURTH: _("fourth %(weekday)s of the month"),
        Position.LAST: _("last %(weekday)s of the month"),
    }[position]
    names = [
        pgettext("first … of the month", "Monday"),
        pgettext("first … of the month", "Tuesday"),
        pgettext("first … of the month", "Wednesday"),
        pgettext("first … of the month", "Thursday"),
        pgettext("first … of the month", "Friday"),
        pgettext("first … of the month", "Saturday"),
        pgettext("first … of the month", "Sunday"),
    ]
    return ", ".join(sentence % {"weekday": names[day]} for day in weekdays)


@dataclass(frozen=True)
class RuleDay:
    """One day of a rule. `holidays`: why it is skipped; `is_left_out`: somebody decided so."""

    day: date
    holidays: tuple = ()
    is_left_out: bool = False

    @property
    def meets(self):
        """Whether the group meets on it."""
        return not self.holidays and not self.is_left_out


def rule_days(recurrence, *, counts_from, first, last, skips_holidays, left_out=()):
    """Each day of the rule from `first` to `last`, those on which nobody meets among them."""
    left_out = set(left_out)
    return [
        RuleDay(day, tuple(holidays_on(day)) if skips_holidays else (), day in left_out)
        for day in recurrence.days(counts_from, last)
        if day >= first
    ]
