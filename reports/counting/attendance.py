"""The counting engine: docs/counting.md in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self, TypedDict

from django.db import connection
from django.db.models import Count, Min, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from participants.models import Category, Disability, Participant, Sex
from reports.counting.scope import Period, Scope

DIMENSIONS = ("category", "sex", "age_band", "disability")
CELL_FIGURES = ("attendances", "headcount", "reached", "newly_reached")
SEXES = list(Sex.values)
STATUSES = ["held", "cancelled", "postponed", "planned"]
DISABILITIES = list(Disability.values)


def dimensions_shown(*, sees_disability: bool) -> tuple[str, ...]:
    """The dimensions that a reader sees; disability where they may see it of a person."""
    return tuple(name for name in DIMENSIONS if sees_disability or name != "disability")


@dataclass
class CellFigures:
    """The four figures that add up over cells."""

    attendances: int = 0
    headcount: int = 0
    reached: int = 0
    newly_reached: int = 0

    def __iadd__(self, other: "CellFigures") -> Self:
        for measure in CELL_FIGURES:
            setattr(self, measure, getattr(self, measure) + getattr(other, measure))
        return self

    @property
    def returned(self) -> int:
        """People reached in the period who had been reached before it."""
        return self.reached - self.newly_reached


class CellRow(TypedDict):
    """A cell under the keys of the contract (docs/contracts.md)."""

    category: str
    sex: str
    age_band: str
    disability: str
    attendances: int
    headcount: int
    reached: int
    newly_reached: int


@dataclass
class Cell(CellFigures):
    """The figures of one category, sex, age band and disability, by their codes."""

    category: str = ""
    sex: str = ""
    age_band: str = ""
    disability: str = ""

    def as_row(self) -> CellRow:
        """The cell under the keys of the contract."""
        return CellRow(
            category=self.category,
            sex=self.sex,
            age_band=self.age_band,
            disability=self.disability,
            attendances=self.attendances,
            headcount=self.headcount,
            reached=self.reached,
            newly_reached=self.newly_reached,
        )


@dataclass
class AttendanceCount:
    """What was counted: cells that add up to `total`, and events by their status.

    `known`: how many people had attended before the period began.
    """

    scope: Scope
    period: Period
    categories: list[Category]
    events: dict[str, int]
    cells: list[Cell]
    known: int
    total: CellFigures = field(default_factory=CellFigures)

    def __post_init__(self) -> None:
        self.cells = self._in_order(DIMENSIONS)
        for cell in self.cells:
            self.total += cell

    @property
    def cumulative(self) -> int:
        """Distinct people with a counted attendance up to the period's end."""
        return self.known + self.total.newly_reached

    def values_of(self, dimension: str) -> list[str]:
        """The codes of a dimension, in the order in which they are shown."""
        return {
            "category": [category.code for category in self.categories],
            "sex": SEXES,
            "age_band": self.scope.bands.codes,
            "disability": DISABILITIES,
        }[dimension]

    def by(self, *dimensions: str) -> dict[tuple[str, ...], CellFigures]:
        """{(code, …): CellFigures} over `dimensions`, in order, without the rows that are all 0."""
        sums: dict[tuple[str, ...], CellFigures] = {}
        for cell in self._in_order(dimensions):
            key = tuple(getattr(cell, dimension) for dimension in dimensions)
            sums.setdefault(key, CellFigures())
            sums[key] += cell
        return sums

    def _in_order(self, dimensions: Sequence[str]) -> list[Cell]:
        places = [
            {code: place for place, code in enumerate(self.values_of(dimension))}
            for dimension in dimensions
        ]
        return sorted(
            self.cells,
            key=lambda cell: [
                place[getattr(cell, dimension)]
                for place, dimension in zip(places, dimensions, strict=True)
            ],
        )


def count_attendance(scope: Scope, period: Period) -> AttendanceCount:
    """Count a scope in a period: in four queries, whatever the number of rows."""
    categories = list(Category.objects.all())
    named, known = _named(scope, period, categories)
    cells: dict[tuple[str, ...], Cell] = {}
    for cell in named + _unnamed(scope, period, categories):
        key = tuple(getattr(cell, dimension) for dimension in DIMENSIONS)
        cells.setdefault(key, Cell(**dict(zip(DIMENSIONS, key, strict=True))))
        cells[key] += cell
    return AttendanceCount(
        scope=scope,
        period=period,
        categories=categories,
        events=_events(scope, period),
        cells=list(cells.values()),
        known=known,
    )


def _events(scope: Scope, period: Period) -> dict[str, int]:
    """How many events of each status lie in the period."""
    rows = scope.events.order_by().filter(period.days("starts_on")).values("status")
    found = {row["status"]: row["events"] for row in rows.annotate(events=Count("pk"))}
    return {status: found.get(status, 0) for status in STATUSES}


def _groups(scope: Scope, period: Period) -> QuerySet:
    """One row per person, category and age band: how often, and whether the person is there.

    A person stands where they first attended in the period: at `place` 1. Of several events that
    began at that very moment the first category decides, then the first band, so that the order
    in which rows were recorded does not matter.
    """
    band = scope.bands.of_age()
    groups = scope.attendances(period).values("participant_id", "category_id", band=band)
    # In two steps: Django would group by the window, were it there when the grouping is decided.
    return groups.annotate(times=Count("pk")).annotate(
        place=Window(
            RowNumber(),
            partition_by="participant_id",
            order_by=[Min("event__starts_at"), "category_id", band],
        )
    )


def _named(scope: Scope, period: Period, categories: list[Category]) -> tuple[list[Cell], int]:
    """The cells of people with names, and how many people had attended before the period.

    Sex and disability as recorded now.
    """
    earlier = scope.attendances_before(period).values("participant_id").distinct()
    known, known_parameters = earlier.query.sql_with_params()
    grouped, grouped_parameters = _groups(scope, period).query.sql_with_params()
    person = Participant._meta.db_table
    # Django cannot group the rows of a grouped query, so this step is written by hand. It holds
    # no value from outside, and works out only once who was known.
    statement = f"""
        WITH known AS ({known}), grouped AS ({grouped})
        SELECT grouped.category_id, person.sex, grouped.band, person.disability,
               SUM(grouped.times),
               SUM(CASE WHEN grouped.place = 1 THEN 1 ELSE 0 END),
               SUM(CASE WHEN grouped.place = 1 AND grouped.participant_id NOT IN
                   (SELECT participant_id FROM known) THEN 1 ELSE 0 END)
        FROM grouped JOIN {person} person ON person.id = grouped.participant_id
        GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, COUNT(*), 0, 0 FROM known
    """  # noqa: S608 – queries that Django wrote
    with connection.cursor() as cursor:
        cursor.execute(statement, (*known_parameters, *grouped_parameters))
        *rows, last = sorted(cursor.fetchall(), key=lambda row: row[0] is None)
    code_of = {category.pk: category.code for category in categories}
    bands = scope.bands.codes
    cells = [
        Cell(
            category=code_of[category],
            sex=sex,
            age_band=bands[band],
            disability=disability,
            attendances=int(times),  # PostgreSQL adds whole numbers up to decimals
            reached=int(reached),
            newly_reached=int(new),
        )
        for category, sex, band, disability, times, reached, new in rows
    ]
    return cells, int(last[4])


def _unnamed(scope: Scope, period: Period, categories: list[Category]) -> list[Cell]:
    """The cells of people counted without a name: of them nobody knows about disability."""
    groups = scope.unnamed(period).values("category_id", "sex", band=scope.bands.of_range())
    code_of = {category.pk: category.code for category in categories}
    bands = scope.bands.codes
    return [
        Cell(
            category=code_of[row["category_id"]],
            sex=row["sex"],
            age_band=bands[row["band"]],
            disability=str(Disability.UNKNOWN),
            attendances=row["people"],
            headcount=row["people"],
        )
        for row in groups.annotate(people=Sum("count"))
    ]
