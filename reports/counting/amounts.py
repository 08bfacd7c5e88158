"""The figures of one indicator over the periods of its project: cells, places, totals, sums."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from events.models.registration_queryset import RegistrationQuerySet
from reports.counting.indicators import CellKey, Slots, tally
from reports.counting.selected import counted_rows
from reports.models import Indicator, ManualFigure, Report, ReportingPeriod
from reports.models.report_data import AmountData


@dataclass(frozen=True)
class Amount:
    """A number, or with `d` a part of something: numerator and denominator."""

    v: int = 0
    d: int = 1

    def as_dict(self) -> AmountData:
        """As a snapshot holds it."""
        return {"v": self.v, "d": self.d}


def rounded(total: int, number: int) -> int:
    """An average as a whole number, halves upwards."""
    return (2 * total + number) // (2 * number) if number else 0


def added_up(amounts: Iterable[Amount], method: str, has_denominator: bool) -> Amount:
    """Totals of places, or of periods, as UNICEF's portal adds them (docs/indicators.md)."""
    amounts = list(amounts)
    if has_denominator:
        if method == "latest":
            return amounts[-1] if amounts else Amount(0, 0)
        return Amount(sum(a.v for a in amounts), sum(a.d for a in amounts))
    numbers = [amount.v for amount in amounts]
    if not numbers:
        return Amount()
    return Amount(
        {
            "sum": sum(numbers),
            "max": max(numbers),
            "avg": rounded(sum(numbers), len(numbers)),
            "latest": numbers[-1],
        }[method]
    )


class CountedIndicator:
    """The figures of an indicator that counts by itself, from one query."""

    def __init__(self, indicator: Indicator, slots: Slots, owner: Indicator | None = None) -> None:
        owner = owner or indicator
        self.indicator, self.slots = indicator, slots
        self.locations = [row.pk for row in owner.locations.all()]
        self.found = tally(indicator, slots, owner.ordered_dimensions, self.locations)

    def cells(self, period: ReportingPeriod) -> dict[CellKey, int]:
        """{(place, values): number} of the rule in a period; with None where unplaced."""
        slot, counting = self.slots.of(period), self.indicator.counting
        if counting.is_cumulative:
            return self.found.sums(counting.measure_ever, 0, slot)
        cells = self.found.sums(counting.measure, slot, slot)
        if self.indicator.counts_unnamed:
            for cell, number in self.found.sums("unnamed", slot, slot).items():
                cells[cell] = cells.get(cell, 0) + number
        return cells

    def number(self, period: ReportingPeriod) -> int:
        """What the rule gives in the period itself; of a cumulative one the people in it."""
        slot = self.slots.of(period)
        return self._sum(self.indicator.counting.measure, slot, slot)

    def since_start(self, period: ReportingPeriod) -> int:
        """Each person, attendance or event once, from the start to the period's end."""
        return self._sum(self.indicator.counting.measure_ever, 0, self.slots.of(period))

    def _sum(self, measure: str, first: int, last: int) -> int:
        counted = [measure, "unnamed"] if self.indicator.counts_unnamed else [measure]
        return sum(sum(self.found.sums(name, first, last).values()) for name in counted)

    def unnamed(self, period: ReportingPeriod) -> int:
        """How many people without a name its events had in the period."""
        slot = self.slots.of(period)
        return sum(self.found.sums("unnamed", slot, slot).values())

    def attended(self, period: ReportingPeriod) -> RegistrationQuerySet:
        """The period's attendances that the selection takes, whatever the rule counts of them."""
        days = (period.starts_on, period.ends_on)
        rows = counted_rows(self.indicator, self.locations)
        return rows.filter(event__starts_on__range=days).order_by()

    def outside(self) -> int:
        """How many attendances lie in no reporting period, before the end of the last one."""
        rows = counted_rows(self.indicator, self.locations)
        rows = rows.annotate(slot=self.slots.case("event__starts_on")).order_by()
        between = list(range(0, 2 * len(self.slots.periods), 2))
        return rows.filter(slot__in=between).count()


class IndicatorFigures:
    """Every figure of an indicator, whatever its rule; periods are rows of its project."""

    def __init__(self, indicator: Indicator, periods: Iterable[ReportingPeriod]) -> None:
        self.indicator = indicator
        self.slots = Slots(list(periods))
        self.has_denominator = indicator.has_denominator
        self.typed = {} if indicator.parts else _typed(indicator)
        counted = [CountedIndicator(part, self.slots, indicator) for part in indicator.parts]
        self.counted, self.below = (*counted, None, None)[:2]

    def cells(self, period: ReportingPeriod) -> dict[CellKey, Amount]:
        """{(place, values): Amount}, without the cells that are all 0; None where unplaced."""
        if self.counted is None:
            return self.typed.get(period.pk, {})
        above = self.counted.cells(period)
        if self.below is None:
            return {cell: Amount(number) for cell, number in above.items()}
        below = self.below.cells(period)
        return {cell: Amount(above.get(cell, 0), below.get(cell, 0)) for cell in {**above, **below}}

    def places(self, period: ReportingPeriod) -> dict[int | None, Amount]:
        """{place: Amount}: the total of each place, of those whom a cell holds.

        That is what UNICEF's portal adds up: whoever is unplaced is in no cell and in no total.
        """
        places = [row.pk for row in self.indicator.locations.all()] or [None]
        zero = Amount(0, 0) if self.has_denominator else Amount()
        totals = dict.fromkeys(places, zero)
        for (place, values), amount in self.cells(period).items():
            if None not in values and place in totals:
                d = totals[place].d + amount.d if self.has_denominator else 1
                totals[place] = Amount(totals[place].v + amount.v, d)
        return totals

    def reported(self, period: ReportingPeriod) -> Amount:
        """What the portal makes of the period: its places by the method across places."""
        method = self.indicator.across_locations
        return added_up(self.places(period).values(), method, self.has_denominator)

    def this_period(self, period: ReportingPeriod) -> Amount:
        """The figure of the period itself, whoever is unplaced included."""
        return self._pair(period, lambda counted: counted.number(period))

    def since_start(self, period: ReportingPeriod) -> Amount:
        """Each person, attendance or event once, from the start to the period's end."""
        return self._pair(period, lambda counted: counted.since_start(period))

    def sum_of_periods(self, period: ReportingPeriod) -> Amount:
        """What adding up the periods gives, as the portal does with `sum`."""
        until = [each for each in self.slots.periods if each.starts_on <= period.starts_on]
        amounts = [self.this_period(each) for each in until]
        d = sum(a.d for a in amounts) if self.has_denominator else 1
        return Amount(sum(a.v for a in amounts), d)

    def _pair(self, period: ReportingPeriod, number: Callable[[CountedIndicator], int]) -> Amount:
        if self.counted is None:
            amounts = list(self.cells(period).values())
            d = sum(a.d for a in amounts) if self.has_denominator else 1
            return Amount(sum(a.v for a in amounts), d)
        above = number(self.counted)
        return Amount(above) if self.below is None else Amount(above, number(self.below))

    def unplaced(self, period: ReportingPeriod) -> dict[int | None, int]:
        """{place: how many are in no cell} in a period."""
        found: dict[int | None, int] = {}
        for (place, values), amount in self.cells(period).items():
            if None in values:
                of = amount.d if self.has_denominator else amount.v
                found[place] = found.get(place, 0) + max(of, amount.v)
        return found


def _typed(indicator: Indicator) -> dict[int, dict[CellKey, Amount]]:
    """{period id: {(place, values): Amount}} of typed figures, of each period’s newest report."""
    rows = ManualFigure.objects.filter(source__indicator=indicator).select_related("source__report")
    value_ids = [
        {value.code: value.pk for value in dimension.values.all()}
        for dimension in indicator.ordered_dimensions
    ]
    found: dict[int, dict[CellKey, Amount]] = {}
    versions: dict[int, int] = {}
    for row in rows.order_by("source__report__version"):
        report = row.source.report
        if versions.get(report.period_id) != report.version:
            versions[report.period_id], found[report.period_id] = report.version, {}
        codes = row.cell.split(",") if row.cell else []
        values = tuple(ids.get(code) for ids, code in zip(value_ids, codes, strict=False))
        values += (None,) * (len(value_ids) - len(values))
        found[report.period_id][row.location_id, values] = Amount(row.v, row.d)
    return found


def accepted_before(
    indicators: Iterable[Indicator], period: ReportingPeriod
) -> dict[int, list[Amount]]:
    """{indicator's id: [Amount of each accepted earlier report, in order]}: what PRP has so far."""
    found: dict[int, list[Amount]] = {}
    reports = Report.objects.filter(
        period__project=period.project_id,
        period__starts_on__lt=period.starts_on,
        status=Report.Status.ACCEPTED,
    ).select_related("snapshot")
    wanted = {indicator.pk for indicator in indicators}
    for report in reports.order_by("period__starts_on"):
        for output in report.snapshot.data["outputs"]:
            for row in output["indicators"]:
                if row["id"] in wanted:
                    amount = Amount(row["reported"]["v"], row["reported"]["d"])
                    found.setdefault(row["id"], []).append(amount)
    return found
