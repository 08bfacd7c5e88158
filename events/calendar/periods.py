"""Which days a view of the calendar shows, and what lies before and after them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shkej.lib.dates import YEARS, today

DAY = timedelta(days=1)


class View(TextChoices):
    """The ways to look at the calendar."""

    MONTH = "month", _("Month")
    WEEK = "week", _("Week")
    LIST = "list", _("List")


@dataclass(frozen=True)
class CalendarPeriod:
    """The days from `first` to `last`, both inclusive; `day` is the one the reader asked for."""

    view: View
    day: date
    first: date
    last: date

    @property
    def weeks(self):
        """The weeks that it touches, each with its days from Monday on."""
        monday = self.first - self.first.weekday() * DAY
        weeks = []
        while monday <= self.last:
            weeks.append([monday + number * DAY for number in range(7)])
            monday += 7 * DAY
        return weeks

    @property
    def shown(self):
        """The first and the last day that the view shows: of a month whole weeks, but in a list."""
        if self.view == View.LIST:
            return self.first, self.last
        return self.weeks[0][0], self.weeks[-1][-1]

    @property
    def before(self):
        """The first day of the period before; None beyond the years we know."""
        return _first_day(self.view, self.first - DAY)

    @property
    def after(self):
        """The first day of the period after; None beyond the years we know."""
        return _first_day(self.view, self.last + DAY)


def period_asked(address, month=None):
    """The period that an address names by `view` and `day`, or by its own `month`.

    What does not exist is passed over: then it is a month, and the one in which today is.
    """
    asked = address.get("view")
    view = View(asked) if asked in View.values else View.MONTH
    day = None if month else _day(address.get("day", ""))
    first = _first_day(view, day or month or today())
    last = first + timedelta(days=_length(view, first)) - DAY
    if day is None:
        day = today() if first <= today() <= last else first
    return CalendarPeriod(view, day, first, last)


def _first_day(view, day):
    if day.year not in YEARS:
        return None
    return day - day.weekday() * DAY if view == View.WEEK else day.replace(day=1)


def _length(view, first):
    return 7 if view == View.WEEK else monthrange(first.year, first.month)[1]


def _day(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
