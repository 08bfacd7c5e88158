"""The rows behind a figure of an indicator: they add up to it, cell by cell."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from events.models.registration_queryset import HeadcountQuerySet
from reports.counting.indicators import (
    EVENT,
    HEADCOUNT,
    REGISTRATION,
    Slots,
    Values,
    all_cells,
    ranked_rows,
    with_cells,
)
from reports.counting.measures import MEASURES
from reports.counting.selected import counted_events, counted_headcounts, counted_rows
from reports.models import Dimension, Indicator, ReportingPeriod


def records(
    indicator: Indicator,
    slots: Slots,
    period: ReportingPeriod,
    owner: Indicator | None = None,
    *,
    since_start: bool = False,
) -> QuerySet:
    """Registrations (of `events`: events) that make the figure of a period, with their cells.

    `owner`: the ratio whose places and dimensions are asked for, of one of its parts;
    `since_start`: those of each person, attendance or event once, from the start to its end.
    """
    owner = owner or indicator
    dimensions, slot, counting = owner.ordered_dimensions, slots.of(period), indicator.counting
    is_long = since_start or counting.is_cumulative
    measure = MEASURES[counting.measure_ever if is_long else counting.measure]
    in_time = {"slot__lte" if is_long else "slot": slot}
    locations = [row.pk for row in owner.locations.all()]
    if counting.of_events:
        rows = with_cells(counted_events(indicator, locations), dimensions, EVENT)
        rows = measure.rows(rows, indicator)
        return rows.annotate(slot=slots.case("starts_on")).filter(**in_time)
    if counting.of_people:
        # The turns are worked out over all periods, and only then is one of them chosen.
        chosen = measure.rows(ranked_rows(indicator, slots, locations), indicator)
        rows = all_cells(indicator, dimensions, locations).filter(pk__in=chosen.values("pk"))
    else:
        rows = with_cells(counted_rows(indicator, locations), dimensions, REGISTRATION)
        rows = measure.rows(rows, indicator)
    return rows.annotate(slot=slots.case("event__starts_on")).order_by().filter(**in_time)


def unnamed_records(
    indicator: Indicator, slots: Slots, period: ReportingPeriod
) -> HeadcountQuerySet:
    """Headcounts that belong to the figure of a period; none where they do not count."""
    dimensions = indicator.ordered_dimensions
    rows = with_cells(counted_headcounts(indicator), dimensions, HEADCOUNT)
    rows = rows.annotate(slot=slots.case("event__starts_on")).order_by()
    return rows.filter(slot=slots.of(period)) if indicator.counts_unnamed else rows.none()


def in_cell(rows: QuerySet, place: int | None = None, values: Values | None = None) -> QuerySet:
    """Those of `rows` in one place and cell (ids, None for unplaced); all where none is given."""
    if place is not None:
        rows = rows.filter(place=place)
    for number, value in enumerate(values or ()):
        rows = rows.filter(**{f"d{number}": value} if value else {f"d{number}__isnull": True})
    return rows


def unplaced(rows: QuerySet, dimensions: Sequence[Dimension]) -> QuerySet:
    """Those of `rows` that fit no value of some dimension."""
    missing = Q(pk__in=[])
    for number in range(len(dimensions)):
        missing |= Q(**{f"d{number}__isnull": True})
    return rows.filter(missing)
