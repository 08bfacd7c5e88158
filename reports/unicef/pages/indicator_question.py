"""What is asked of an indicator in an address, and the rows behind the figure that is meant."""

from collections import Counter
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from events.models import Event, Registration
from reports.counting.amounts import IndicatorFigures
from reports.counting.records import in_cell, records, unnamed_records, unplaced
from reports.counting.selected import counted_rows
from reports.models import ReportingPeriod
from shkej.lib.dates import today

ONLY = ("unplaced", "age_unknown", "elsewhere", "since_start")


class IndicatorQuestion:
    """An indicator in one period; for the pages behind a figure also one place and cell of it.

    `is_wrong`: the address names something that is not there.
    """

    def __init__(self, indicator, reader, asked):
        self.indicator, self.reader, self.asked = indicator, reader, asked
        self.project = indicator.output.project
        self.periods = list(ReportingPeriod.objects.filter(project=self.project))
        self.is_wrong = False
        self.period = self._period(asked.get("period"))
        self.place = self._place(asked.get("place"))
        self.values = self._values(asked.get("cell"))
        self.only = asked.get("only", "")
        if self.only and self.only not in ONLY:
            self.is_wrong = True

    def _period(self, number):
        if number:
            found = [row for row in self.periods if str(row.number) == number]
            self.is_wrong = self.is_wrong or not found
            return found[0] if found else None
        begun = [row for row in self.periods if row.starts_on <= today()]
        return self._newest_to_show(begun) or (self.periods[0] if self.periods else None)

    def _newest_to_show(self, begun):
        """The last that has begun, but for one that still goes on and is empty: it may fill.

        One that is over and has 0 is shown: that is its figure.
        """
        shown = (row for row in reversed(begun) if self._is_over(row) or self._has_figures(row))
        return next(shown, begun[-1] if begun else None)

    @staticmethod
    def _is_over(period):
        return period.ends_on < today()

    def _has_figures(self, period):
        return bool(self.figures.reported(period).v)

    def _place(self, text):
        if not text:
            return None
        found = [row.pk for row in self.indicator.locations.all() if str(row.pk) == text]
        self.is_wrong = self.is_wrong or not found
        return found[0] if found else None

    def _values(self, text):
        """The ids of the values in the address, `female,0-9` by their codes; None for all."""
        if not text:
            return None
        dimensions = self.indicator.ordered_dimensions
        codes = text.split(",")
        values = []
        for dimension, code in zip(dimensions, codes, strict=False):
            values.append(next((v for v in dimension.values.all() if v.code == code), None))
        if len(codes) != len(dimensions) or None in values:
            self.is_wrong = True
            return None
        return [value.pk for value in values]

    def address(self, **more):
        """The query string of this period with `more`."""
        asked = {"period": self.period.number if self.period else None}
        asked |= {name: self.asked.get(name) for name in ("place", "cell", "only")}
        return urlencode({name: value for name, value in (asked | more).items() if value})

    @property
    def period_number(self):
        """The period's number, for addresses."""
        return str(self.period.number) if self.period else ""

    @property
    def labels(self):
        """The place and the cell that were asked for, in words."""
        found = [row.name for row in self.indicator.locations.all() if row.pk == self.place]
        for dimension in self.indicator.ordered_dimensions if self.values else ():
            found += [value.name for value in dimension.values.all() if value.pk in self.values]
        words = {
            "unplaced": _("in no cell"),
            "age_unknown": _("age not known"),
            "elsewhere": _("in other municipalities"),
            "since_start": _("since the start, each once"),
        }
        return [*found, words[self.only]] if self.only else found

    @cached_property
    def figures(self):
        """Every figure of the indicator, from one query (of a ratio two)."""
        return IndicatorFigures(self.indicator, self.periods)

    @property
    def counts_people(self):
        """Whether the rows behind a figure are people."""
        return self.indicator.counting.of_registrations

    def people_behind(self):
        """The registrations behind the figure, in the place and cell that were asked for."""
        if not self.counts_people or self.period is None:
            return Registration.objects.none()
        days = Q(event__starts_on__range=(self.period.starts_on, self.period.ends_on))
        if self.only == "age_unknown":
            rows = counted_rows(self.indicator, any_age=True).filter(days, age=None)
        elif self.only == "elsewhere":
            rows = counted_rows(self.indicator, elsewhere=True).filter(days)
        else:
            rows = self._records()
        if self.only == "unplaced":
            rows = unplaced(rows, self.indicator.ordered_dimensions)
        rows = in_cell(rows, self.place, self.values)
        return Registration.objects.filter(pk__in=rows.values("pk"))

    def _records(self):
        is_long = self.only == "since_start"
        return records(self.indicator, self.figures.slots, self.period, since_start=is_long)

    def events_behind(self):
        """[(event's id, its part of the figure)], the newest first."""
        if self.period is None or not self.indicator.counting.counts_itself:
            return []
        found = Counter()
        if self.indicator.counting.of_events:
            rows = self._records()
            found.update(in_cell(rows, self.place, self.values).values_list("pk", flat=True))
        else:
            found.update(self.people_behind().values_list("event_id", flat=True))
            rows = unnamed_records(self.indicator, self.figures.slots, self.period)
            if self.only != "unplaced":
                for event, number in in_cell(rows, self.place, self.values).values_list(
                    "event_id", "count"
                ):
                    found[event] += number
        order = dict(Event.objects.filter(pk__in=found).values_list("pk", "starts_at"))
        return sorted(found.items(), key=lambda row: (order[row[0]], row[0]), reverse=True)
