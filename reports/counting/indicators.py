"""Counting one indicator: in which period, place and cell each person or attendance stands.

The rules are in `reports.models.rules`, their SQL in `reports.counting.measures`; here is what all
of them share. One query per indicator, whatever the number of rows and of periods.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import Lag, RowNumber

from events.models import Registration
from events.models.registration_queryset import RegistrationQuerySet
from reports.counting.measures import MEASURES
from reports.counting.order import IN_TIME
from reports.counting.selected import (
    counted_events,
    counted_headcounts,
    counted_rows,
    locations_of,
    with_place,
)
from reports.models import Dimension, DimensionValue, Indicator, ReportingPeriod
from reports.models.divisions import UNKNOWN, Division

CELL = ("place", "d0", "d1", "d2")

# The ids of a cell's values, one for each dimension: None where unplaced.
Values = tuple[int | None, ...]
# The id of a place, None where the indicator does not ask for places, and the values.
CellKey = tuple[int | None, Values]

# The kinds of rows that dimensions divide: a `Division` says how each reaches what it divides by.
REGISTRATION, HEADCOUNT, EVENT = "registration", "headcount", "event"


@dataclass
class Slots:
    """Time cut at the reporting periods: period n is slot 2n + 1, what lies between is even."""

    periods: list[ReportingPeriod]

    def __post_init__(self) -> None:
        self.periods = sorted(self.periods, key=lambda period: period.starts_on)

    def of(self, period: ReportingPeriod) -> int:
        """The slot of a period."""
        return 2 * [each.pk for each in self.periods].index(period.pk) + 1

    def case(self, day: str) -> Case | Value:
        """In which slot the day at `day` lies, in SQL."""
        whens = []
        for number, period in enumerate(self.periods):
            whens.append(When(**{f"{day}__lt": period.starts_on}, then=Value(2 * number)))
            whens.append(When(**{f"{day}__lte": period.ends_on}, then=Value(2 * number + 1)))
        last = Value(2 * len(self.periods))
        return Case(*whens, default=last, output_field=IntegerField()) if whens else last


@dataclass
class IndicatorTallies:
    """What one query found: {(slot, place, values): {measure: number}}."""

    slots: Slots
    dimensions: list[Dimension]
    tallies: dict[tuple[int, int | None, Values], dict[str, int]] = field(default_factory=dict)

    def sums(self, measure: str, first: int, last: int) -> dict[CellKey, int]:
        """{(place, values): sum of the measure} over the slots from `first` to `last`."""
        found: dict[CellKey, int] = {}
        for (slot, place, values), numbers in self.tallies.items():
            number = numbers.get(measure)
            if first <= slot <= last and number:
                found[place, values] = found.get((place, values), 0) + number
        return found

    def at(self, slot: int, place: int | None, *values: int | None) -> dict[str, int]:
        """{measure: number} of that slot, place and cell, made if it is not there."""
        return self.tallies.setdefault((slot, place, values[: len(self.dimensions)]), {})


def with_cells(rows: QuerySet, dimensions: Sequence[Dimension], kind: str) -> QuerySet:
    """`rows` with `d0`, `d1`, `d2`: the id of each dimension's value, None where none fits."""
    cases = {f"d{n}": _value_of(dimension, kind) for n, dimension in enumerate(dimensions)}
    for number in range(len(dimensions), 3):
        cases[f"d{number}"] = Value(None, output_field=IntegerField())
    return rows.annotate(**cases)


def all_cells(
    indicator: Indicator, dimensions: Sequence[Dimension], locations: list[int] | None = None
) -> RegistrationQuerySet:
    """Every registration with its place and cell, for those that a window has chosen already.

    Each is then looked up by its key. To choose them a second time misled PostgreSQL, which takes
    them for a handful, into comparing each with each: minutes for 100,000 attendances.
    """
    rows = with_place(
        Registration.objects.order_by(), locations_of(indicator, locations), "event__"
    )
    return with_cells(rows, dimensions, REGISTRATION)


def _value_of(dimension: Dimension, kind: str) -> Case | Value:
    path = getattr(dimension.division, kind)
    whens = []
    for value in dimension.values.all():
        condition = _fits(dimension.division, value, path)
        if condition is not None:
            whens.append(When(condition, then=Value(value.pk)))
    none = Value(None, output_field=IntegerField())
    return Case(*whens, default=none, output_field=IntegerField()) if whens else none


def _fits(division: Division, value: DimensionValue, path: str | None) -> Q | None:
    """The condition that a row has the value; None where rows of its kind never do."""
    if path is None:  # nobody asked the unnamed
        is_unknown = division.is_asked and UNKNOWN in value.codes
        return Q(pk__isnull=False) if is_unknown else None
    if not division.of_ages:
        return Q(**{f"{path}__in": value.codes})
    if UNKNOWN in value.codes:
        return Q(age_from=None, age_to=None) if path == "range" else Q(**{path: None})
    first, last = value.age_from or 0, value.age_to
    if path == "range":
        young = Q(age_from__gte=first) if first else Q(age_to__isnull=False) | Q(age_from__gte=0)
        return young if last is None else young & Q(age_to__lte=last)
    old = Q(**{f"{path}__gte": first})
    return old if last is None else old & Q(**{f"{path}__lte": last})


def ranked_rows(
    indicator: Indicator, slots: Slots, locations: list[int] | None = None
) -> RegistrationQuerySet:
    """Its attendances, each with its slot, and its `turn` among those of the same person.

    `before`: the slot of the person's attendance before it, None at the first; `needed`: how often
    they have to come; for measures that need it `here`: how often the person came in this slot.
    """
    rows = counted_rows(indicator, locations)
    rows = rows.annotate(slot=slots.case("event__starts_on")).order_by()
    window = {"partition_by": "participant_id", "order_by": list(IN_TIME)}
    rows = rows.annotate(
        turn=Window(RowNumber(), **window),
        before=Window(Lag(F("slot")), **window),
        needed=Value(indicator.threshold or 1),
    )
    if any(MEASURES[name].needs_here for name in indicator.counting.measures):
        here = Window(Count("pk"), partition_by=["participant_id", F("slot")])
        return rows.annotate(here=here)
    return rows.annotate(here=Value(1))


def tally(
    indicator: Indicator,
    slots: Slots,
    dimensions: list[Dimension],
    locations: list[int] | None = None,
) -> IndicatorTallies:
    """Count one indicator that counts by itself; `dimensions`, `locations`: of whom it is for."""
    found = IndicatorTallies(slots, dimensions)
    counting = indicator.counting
    if counting.of_events:
        rows = with_cells(counted_events(indicator, locations), dimensions, EVENT)
        _tally_rows(found, indicator, rows, "starts_on")
        return found
    if counting.of_people:
        _tally_people(found, indicator, locations)
    else:
        rows = with_cells(counted_rows(indicator, locations), dimensions, REGISTRATION)
        _tally_rows(found, indicator, rows, "event__starts_on")
    rows = with_cells(counted_headcounts(indicator, locations), dimensions, HEADCOUNT)
    _add(found, rows, "event__starts_on", "unnamed", Sum("count"))
    return found


def _tally_people(
    found: IndicatorTallies, indicator: Indicator, locations: list[int] | None
) -> None:
    """People stand where they first came in a slot: only these rows are put into cells."""
    measures = indicator.counting.measures
    ranked, ranked_parameters = _sql(
        ranked_rows(indicator, found.slots, locations).values(
            "id", "slot", "turn", "before", "needed", "here"
        )
    )
    rows = all_cells(indicator, found.dimensions, locations)
    cells, cell_parameters = _sql(rows.values("id", *CELL))
    numbers = (f"SUM(CASE WHEN {MEASURES[name].sql} THEN 1 ELSE 0 END)" for name in measures)
    # Django cannot group the rows of a window, so this step is written by hand.
    statement = f"""
        SELECT ranked.slot, cells.place, cells.d0, cells.d1, cells.d2, {", ".join(numbers)}
        FROM ({ranked}) ranked JOIN ({cells}) cells ON cells.id = ranked.id
        WHERE ranked.before IS NULL OR ranked.before <> ranked.slot
        GROUP BY 1, 2, 3, 4, 5
    """  # noqa: S608 – queries that Django wrote
    with connection.cursor() as cursor:
        cursor.execute(statement, (*ranked_parameters, *cell_parameters))
        for row in cursor.fetchall():
            cell = found.at(*row[:5])
            cell.update(zip(measures, map(int, row[5:]), strict=True))


def _sql(rows: QuerySet) -> tuple[str, tuple]:
    return rows.query.sql_with_params()


def _tally_rows(found: IndicatorTallies, indicator: Indicator, rows: QuerySet, day: str) -> None:
    """Attendances or events, each counted."""
    for name in indicator.counting.measures:
        _add(found, MEASURES[name].rows(rows, indicator), day, name, Count("pk"))


def _add(
    found: IndicatorTallies, rows: QuerySet, day: str, measure: str, number: Count | Sum
) -> None:
    rows = rows.annotate(slot=found.slots.case(day)).order_by()
    for row in rows.values_list("slot", *CELL).annotate(number=number):
        found.at(*row[:5])[measure] = row[5]
