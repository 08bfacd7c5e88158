"""What the page of an indicator shows: lines, picture, cells, and what is still missing."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.counting.amounts import Amount, accepted_before, added_up
from reports.counting.selected import events_asked_for
from reports.models import ManualSource
from reports.unicef.pages.indicator_question import IndicatorQuestion
from reports.unicef.words import amount
from shkej.lib.dates import today


@dataclass(frozen=True)
class FigureLine:
    """One of the three figures side by side; `why` where it is the one for PRP.

    `is_short`: PRP would show less, since somebody is in no cell.
    """

    name: str
    explanation: str
    amount: object
    url: str = ""
    why: str = ""
    is_short: bool = False


class IndicatorPage(IndicatorQuestion):
    """The figures of an indicator for a reader, each leading to what is behind it."""

    sees_people = False

    def drill_down(self, **asked):
        """The address of what is behind a figure; empty where there is nothing to be seen."""
        if not self.indicator.counting.counts_itself:
            return ""
        is_people = self.counts_people and self.sees_people
        route = "reports:indicator_people" if is_people else "reports:indicator_events"
        asked = {"period": self.period.number, **asked}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse(route, args=[self.indicator.pk])}?{query}"

    @cached_property
    def lines(self):
        """This period, sum of the periods, each once since the start: and which goes into PRP."""
        figures, period, counting = self.figures, self.period, self.indicator.counting
        amounts = {
            "this_period": (_("This period"), _("from its first to its last day")),
            "sum_of_periods": (_("Sum of the periods"), _("what adding the periods up gives")),
            "unique_since_start": (
                _("Since the start, each once"),
                _("whoever came in several periods counts once"),
            ),
        }
        numbers = {
            "this_period": figures.this_period(period),
            "sum_of_periods": figures.sum_of_periods(period),
            "unique_since_start": figures.since_start(period),
        }
        urls = {
            "this_period": self.drill_down(),
            "sum_of_periods": "#progress-head",
            "unique_since_start": self.drill_down(only="since_start"),
        }
        if counting.is_cumulative:
            urls["this_period"] = ""  # what is behind it is the figure since the start
        return [
            FigureLine(
                name,
                explanation,
                numbers[key],
                urls[key],
                str(counting.why) if key == counting.prp_line else "",
                is_short=key == counting.prp_line and bool(self.figures.unplaced(period)),
            )
            for key, (name, explanation) in amounts.items()
        ]

    @cached_property
    def reported(self):
        """What PRP makes of this period."""
        return self.figures.reported(self.period)

    @cached_property
    def cumulative(self):
        """What PRP shows to date: accepted reports, and this one beside them."""
        earlier = accepted_before([self.indicator], self.period).get(self.indicator.pk, [])
        amounts = [*earlier, self.reported]
        return added_up(amounts, self.indicator.across_periods, self.indicator.has_denominator)

    @cached_property
    def progress(self):
        """How much of the way from baseline to target is done, in per cent; None without target."""
        indicator = self.indicator
        if indicator.target_v is None:
            return None
        if indicator.has_denominator:
            now = self.cumulative.v / self.cumulative.d if self.cumulative.d else 0
            base = indicator.baseline_v / indicator.baseline_d
            goal = indicator.target_v / indicator.target_d
        else:
            now, base, goal = self.figures.since_start(self.period).v, indicator.baseline_v, None
            goal = indicator.target_v
        if goal == base:
            return None
        return max(round(100 * (now - base) / (goal - base)), 0)

    @cached_property
    def bars(self):
        """One bar per period: (period, amount, width in per cent of the longest, its address)."""
        amounts = [(period, self.figures.reported(period)) for period in self.periods]
        longest = max([self._share(amount) for _p, amount in amounts] or [0])
        return [
            (
                period,
                amount,
                round(100 * self._share(amount) / longest) if longest else 0,
                self.drill_down(period=period.number),
            )
            for period, amount in amounts
            if period.starts_on <= today()
        ]

    def _share(self, amount):
        if not self.indicator.has_denominator:
            return amount.v
        return amount.v / amount.d if amount.d else 0

    @property
    def progress_width(self):
        """The width of the bar in per cent: never beyond its track."""
        return min(self.progress, 100)

    @property
    def baseline(self):
        """Where the indicator was before."""
        return Amount(self.indicator.baseline_v, self.indicator.baseline_d)

    @property
    def target(self):
        """What was promised; None where nothing was."""
        if self.indicator.target_v is None:
            return None
        return Amount(self.indicator.target_v, self.indicator.target_d)

    @property
    def target_text(self):
        """The target in the reader's language."""
        return amount(self.target, self.indicator.unit)

    @cached_property
    def heads(self):
        """The names of the dimensions, in order."""
        return [dimension.name for dimension in self.indicator.ordered_dimensions]

    @cached_property
    def tables(self):
        """Per place: (name, [(labels, amount, address)], total, unplaced, address of these)."""
        names = {row.pk: row.name for row in self.indicator.locations.all()}
        values = [
            {value.pk: value for value in dimension.values.all()}
            for dimension in self.indicator.ordered_dimensions
        ]
        unplaced_of = self.figures.unplaced(self.period)
        cells = self.figures.cells(self.period)
        tables = []
        for place, total in self.figures.places(self.period).items():
            rows = []
            for (where, ids), number in cells.items():
                if where != place or None in ids or not ids:
                    continue
                found = [of[key] for of, key in zip(values, ids, strict=True)]
                codes = ",".join(value.code for value in found)
                order = [value.position for value in found]
                url = self.drill_down(place=place, cell=codes)
                rows.append((order, [value.name for value in found], number, url))
            tables.append(
                {
                    "name": names.get(place),
                    "rows": [row[1:] for row in sorted(rows, key=lambda row: row[0])],
                    "total": total,
                    "url": self.drill_down(place=place),
                    "unplaced": unplaced_of.get(place, 0),
                    "unplaced_url": self.drill_down(place=place, only="unplaced"),
                }
            )
        return tables

    @property
    def unnamed(self):
        """How many people without a name its events had."""
        return self.figures.counted.unnamed(self.period) if self.figures.counted else 0

    @cached_property
    def missing(self):
        """What the next report still lacks: [(words, address)]."""
        found = []
        events = events_asked_for(self.project, [self.indicator])
        events = events.between(self.period.starts_on, self.period.ends_on)
        number = events.register_not_taken().count() + events.register_not_closed().count()
        if number:
            url = reverse("reports:unicef_project", args=[self.project.pk])
            found.append((_("Events whose register is not taken or not closed"), number, url))
        for table in self.tables:
            if table["unplaced"]:
                words = _("People who are in no cell")
                found.append((words, table["unplaced"], table["unplaced_url"]))
        if self.indicator.counting.is_typed and not self._has_source():
            found.append((_("Typed figures and their source"), 1, ""))
        return found

    def _has_source(self):
        sources = ManualSource.objects.filter(indicator=self.indicator, report__period=self.period)
        return sources.exists()
