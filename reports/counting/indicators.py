"""Counting one indicator: in which period, place and cell each person or attendance stands.

The rules are the closed list of UNICEF.md, section 5.1, and docs/indicators.md says them in words.
One query per indicator, whatever the number of rows and of periods.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When, Window
from django.db.models.functions import Coalesce, Lag, RowNumber

from events.models import Event, Headcount, Registration
from reports.models import Dimension, Indicator

Rule = Indicator.Rule
PEOPLE_RULES = (Rule.NEW_PEOPLE, Rule.UNIQUE_PEOPLE, Rule.CUMULATIVE_PEOPLE, Rule.COMPLETERS)
CELL = ("place", "d0", "d1", "d2")

# How a row reaches what a dimension divides by.
REGISTRATION = {
    "sex": "participant__sex",
    "age": "age",
    "disability": "participant__disability",
    "category": "category__code",
    "event_kind": "event__kind",
    "event": "event__",
}
HEADCOUNT = {
    "sex": "sex",
    "age": "range",
    "category": "category__code",
    "event_kind": "event__kind",
    "event": "event__",
}
EVENT = {"event_kind": "kind", "event": ""}


@dataclass
class Tally:
    """What was counted in one slot of time, place and cell."""

    attendances: int = 0
    new: int = 0
    reached: int = 0
    completed: int = 0
    unnamed: int = 0
    events: int = 0


@dataclass
class Slots:
    """Time cut at the reporting periods: period n is slot 2n + 1, what lies between is even."""

    periods: list

    def __post_init__(self):
        self.periods = sorted(self.periods, key=lambda period: period.starts_on)

    def of(self, period):
        """The slot of a period."""
        return 2 * [each.pk for each in self.periods].index(period.pk) + 1

    def case(self, day):
        """In which slot the day at `day` lies, in SQL."""
        whens = []
        for number, period in enumerate(self.periods):
            whens.append(When(**{f"{day}__lt": period.starts_on}, then=Value(2 * number)))
            whens.append(When(**{f"{day}__lte": period.ends_on}, then=Value(2 * number + 1)))
        last = Value(2 * len(self.periods))
        return Case(*whens, default=last, output_field=IntegerField()) if whens else last


@dataclass
class IndicatorTallies:
    """What one query found: {(slot, place, values): Tally}; `place` and values are ids or None.

    A value of None says that the person fits none of the dimension's values: they are unplaced.
    """

    slots: Slots
    tallies: dict = field(default_factory=dict)

    def sums(self, measure, first, last):
        """{(place, values): sum of the measure} over the slots from `first` to `last`."""
        found = {}
        for (slot, *cell), tally in self.tallies.items():
            number = getattr(tally, measure)
            if first <= slot <= last and number:
                found[tuple(cell)] = found.get(tuple(cell), 0) + number
        return found

    def at(self, slot, place, values):
        """The tally of that slot, place and cell, made if it is not there."""
        return self.tallies.setdefault((slot, place, values), Tally())


def place_of(prefix):
    """Where an event took place: its own municipality, else its centre's."""
    return Coalesce(f"{prefix}municipality_id", f"{prefix}centre__municipality_id")


def events_of(indicator):
    """The held events that the indicator's selection takes, wherever they were."""
    projects = [indicator.output.project_id, *(row.pk for row in indicator.other_projects.all())]
    events = Event.objects.held().filter(
        pk__in=Event.projects.through.objects.filter(project__in=projects).values("event")
    )
    kinds = indicator.event_kinds
    return events.filter(kind__in=kinds) if kinds else events


def counted_rows(indicator, locations=None, *, elsewhere=False, any_age=False):
    """The attendances that the indicator's selection takes, with `place`.

    `locations`: ids of municipalities, by default the indicator's; `elsewhere` gives those outside
    them, `any_age` those of any age, known or not.
    """
    rows = Registration.objects.counted().filter(event__in=events_of(indicator).order_by())
    categories = [row.pk for row in indicator.categories.all()]
    if categories:
        rows = rows.filter(category__in=categories)
    if not any_age:
        rows = rows.filter(_ages(indicator))
    return _in_places(rows, _locations(indicator, locations), "event__", elsewhere)


def counted_headcounts(indicator, locations=None):
    """The headcounts that the selection takes; with age limits those that lie in them whole."""
    rows = Headcount.objects.counted().filter(event__in=events_of(indicator).order_by())
    categories = [row.pk for row in indicator.categories.all()]
    if categories:
        rows = rows.filter(category__in=categories)
    if indicator.age_from is not None:
        rows = rows.filter(age_from__gte=indicator.age_from)
    if indicator.age_to is not None:
        rows = rows.filter(age_to__lte=indicator.age_to)
    return _in_places(rows, _locations(indicator, locations), "event__", False)


def counted_events(indicator, locations=None):
    """The held events that the selection takes, with `place`."""
    return _in_places(events_of(indicator), _locations(indicator, locations), "", False)


def _ages(indicator):
    limits = Q()
    if indicator.age_from is not None:
        limits &= Q(age__gte=indicator.age_from)
    if indicator.age_to is not None:
        limits &= Q(age__lte=indicator.age_to)
    return limits


def _locations(indicator, locations):
    return [row.pk for row in indicator.locations.all()] if locations is None else locations


def _in_places(rows, locations, prefix, elsewhere):
    if not locations:
        none = Value(None, output_field=IntegerField())
        return rows.none() if elsewhere else rows.annotate(place=none)
    rows = rows.annotate(place=place_of(prefix))
    if elsewhere:
        return rows.filter(Q(place=None) | ~Q(place__in=locations))
    return rows.filter(place__in=locations)


def with_cells(rows, dimensions, paths):
    """`rows` with `d0`, `d1`, `d2`: the id of each dimension's value, None where none fits."""
    cases = {f"d{n}": _value_of(dimension, paths) for n, dimension in enumerate(dimensions)}
    for number in range(len(dimensions), 3):
        cases[f"d{number}"] = Value(None, output_field=IntegerField())
    return rows.annotate(**cases)


def _value_of(dimension, paths):
    path = paths.get(dimension.rule)
    whens = []
    for value in dimension.values.all():
        condition = _fits(dimension, value, path)
        if condition is not None:
            whens.append(When(condition, then=Value(value.pk)))
    none = Value(None, output_field=IntegerField())
    return Case(*whens, default=none, output_field=IntegerField()) if whens else none


def _fits(dimension, value, path):
    """The condition that a row has the value; None where rows of its kind never do."""
    if path is None:  # nobody asked the unnamed
        is_unknown = dimension.rule == Dimension.Rule.DISABILITY and "unknown" in value.codes
        return Q(pk__isnull=False) if is_unknown else None
    if dimension.rule != Dimension.Rule.AGE:
        return Q(**{f"{path}__in": value.codes})
    if "unknown" in value.codes:
        return Q(age_from=None, age_to=None) if path == "range" else Q(**{path: None})
    first, last = value.age_from or 0, value.age_to
    if path == "range":
        young = Q(age_from__gte=first) if first else Q(age_to__isnull=False) | Q(age_from__gte=0)
        return young if last is None else young & Q(age_to__lte=last)
    old = Q(**{f"{path}__gte": first})
    return old if last is None else old & Q(**{f"{path}__lte": last})


# Of several events that began at the same moment the first category decides, then the age. Without
# a parameter in it SQLite sees that two windows are the same, and sorts once.
IN_TIME = ("event__starts_at", "category_id", F("age").asc(nulls_first=True), "event_id")


def ranked_rows(indicator, slots, locations=None):
    """Its attendances, each with its slot, and its `turn` among those of the same person.

    `before`: the slot of the person's attendance before it, None at the first; for completers
    `here`: how often the person came in this slot.
    """
    rows = counted_rows(indicator, locations)
    rows = rows.annotate(slot=slots.case("event__starts_on")).order_by()
    window = {"partition_by": "participant_id", "order_by": list(IN_TIME)}
    rows = rows.annotate(
        turn=Window(RowNumber(), **window), before=Window(Lag(F("slot")), **window)
    )
    if indicator.rule == Rule.COMPLETERS:
        here = Window(Count("pk"), partition_by=["participant_id", F("slot")])
        return rows.annotate(here=here)
    return rows.annotate(here=Value(1))


def tally(indicator, slots, dimensions, locations=None):
    """Count one indicator that counts by itself; `dimensions`, `locations`: of whom it is for."""
    found = IndicatorTallies(slots)
    asked = (found, indicator, dimensions, locations)
    if indicator.rule == Rule.EVENTS:
        _tally_events(*asked)
        return found
    if indicator.rule == Rule.ATTENDANCES:
        _tally_attendances(*asked)
    else:
        _tally_people(*asked)
    _tally_unnamed(*asked)
    return found


def _tally_people(found, indicator, dimensions, locations):
    """People stand where they first came in a slot: only these rows are put into cells."""
    ranked, ranked_parameters = _sql(
        ranked_rows(indicator, found.slots, locations).values(
            "id", "slot", "turn", "before", "here"
        )
    )
    rows = with_cells(counted_rows(indicator, locations), dimensions, REGISTRATION)
    cells, cell_parameters = _sql(rows.order_by().values("id", *CELL))
    threshold = indicator.threshold or 1
    # Django cannot group the rows of a window, so this step is written by hand.
    statement = f"""
        SELECT ranked.slot, cells.place, cells.d0, cells.d1, cells.d2, COUNT(*),
               SUM(CASE WHEN ranked.turn = 1 THEN 1 ELSE 0 END),
               SUM(CASE WHEN ranked.turn <= %s AND ranked.turn + ranked.here > %s
                        THEN 1 ELSE 0 END)
        FROM ({ranked}) ranked JOIN ({cells}) cells ON cells.id = ranked.id
        WHERE ranked.before IS NULL OR ranked.before <> ranked.slot
        GROUP BY 1, 2, 3, 4, 5
    """  # noqa: S608
    parameters = (threshold, threshold, *ranked_parameters, *cell_parameters)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for slot, place, *values, reached, new, completed in cursor.fetchall():
            cell = found.at(slot, place, tuple(values[: len(dimensions)]))
            cell.reached, cell.new, cell.completed = int(reached), int(new), int(completed)


def _sql(rows):
    return rows.query.sql_with_params()


def _tally_attendances(found, indicator, dimensions, locations):
    rows = with_cells(counted_rows(indicator, locations), dimensions, REGISTRATION)
    rows = rows.annotate(slot=found.slots.case("event__starts_on")).order_by()
    for row in rows.values("slot", *CELL).annotate(number=Count("pk")):
        values = tuple(row[f"d{n}"] for n in range(len(dimensions)))
        found.at(row["slot"], row["place"], values).attendances = row["number"]


def _tally_events(found, indicator, dimensions, locations):
    rows = with_cells(counted_events(indicator, locations), dimensions, EVENT)
    rows = rows.annotate(slot=found.slots.case("starts_on")).order_by()
    for row in rows.values("slot", *CELL).annotate(number=Count("pk")):
        values = tuple(row[f"d{n}"] for n in range(len(dimensions)))
        found.at(row["slot"], row["place"], values).events = row["number"]


def _tally_unnamed(found, indicator, dimensions, locations):
    rows = with_cells(counted_headcounts(indicator, locations), dimensions, HEADCOUNT)
    rows = rows.annotate(slot=found.slots.case("event__starts_on")).order_by()
    for row in rows.values("slot", *CELL).annotate(number=Sum("count")):
        values = tuple(row[f"d{n}"] for n in range(len(dimensions)))
        found.at(row["slot"], row["place"], values).unnamed = row["number"]
