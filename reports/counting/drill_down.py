"""What is behind a figure: the events, and the people where they were first counted.

Each function gives rows that add up to the figure that `count_attendance` counted.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from events.models import Registration
from events.models.registration_queryset import HeadcountQuerySet, RegistrationQuerySet
from participants.models import Disability
from reports.counting.attendance import STATUSES
from reports.counting.bands import AgeBands
from reports.counting.order import IN_TIME
from reports.counting.scope import Period, Scope

PEOPLE = ("reached", "newly_reached", "returned", "cumulative")
BY_EARLIER = ("newly_reached", "returned")  # of whom it is asked whether they came before
ATTENDANCES = ("attendances", "headcount")


@dataclass(frozen=True)
class Selection:
    """Which cells of the tables: codes, or None for all."""

    category: str | None = None
    sex: str | None = None
    age_band: str | None = None
    disability: str | None = None

    def of(self, rows: QuerySet, bands: AgeBands, band: Case, person: str = "") -> QuerySet:
        """`rows` that lie in these cells; `band`: in which band each lies."""
        conditions = Q()
        if self.category:
            conditions &= Q(category__code=self.category)
        if self.sex:
            conditions &= Q(**{f"{person}sex": self.sex})
        if self.age_band:
            rows = rows.alias(band=band)
            conditions &= Q(band=bands.codes.index(self.age_band))
        if self.disability and person:
            conditions &= Q(**{f"{person}disability": self.disability})
        return rows.filter(conditions)


def attendances_behind(scope: Scope, period: Period, selection: Selection) -> RegistrationQuerySet:
    """The registrations of the selected cells."""
    rows = scope.attendances(period)
    return selection.of(rows, scope.bands, scope.bands.of_age(), "participant__")


def headcounts_behind(scope: Scope, period: Period, selection: Selection) -> HeadcountQuerySet:
    """The headcounts of the selected cells; of them nobody knows about disability."""
    rows = scope.unnamed(period)
    if selection.disability not in (None, Disability.UNKNOWN):
        return rows.none()
    return selection.of(rows, scope.bands, scope.bands.of_range())


def people_behind(
    scope: Scope, period: Period, figure: str, selection: Selection
) -> RegistrationQuerySet:
    """For each person of the figure the registration with which they are in the table.

    `figure`: one of `PEOPLE`. For cumulative that is the first registration ever.
    """
    band = scope.bands.of_age()
    days = Period(None, period.end) if figure == "cumulative" else period
    ranked = scope.attendances(days).annotate(
        place=Window(RowNumber(), partition_by="participant_id", order_by=list(IN_TIME))
    )
    firsts = Registration.objects.filter(pk__in=ranked.filter(place=1).values("pk"))
    if figure in BY_EARLIER:
        was_there = Q(participant__in=scope.attendances_before(period).values("participant_id"))
        firsts = firsts.filter(was_there if figure == "returned" else ~was_there)
    return selection.of(firsts, scope.bands, band, "participant__")


def events_behind(
    scope: Scope, period: Period, figure: str, selection: Selection
) -> list[tuple[int, int]]:
    """[(event id, how much of the figure), …], the newest event first.

    `figure`: a status of events, or one of `ATTENDANCES` or `PEOPLE`; of people it says how many
    were first counted there.
    """
    if figure in STATUSES:
        events = scope.events.filter(period.days("starts_on"), status=figure)
        rows = events.order_by("-starts_at", "-pk").values_list("pk", flat=True)
        return [(event, 1) for event in rows]
    if figure in PEOPLE:
        parts = [_per_event(people_behind(scope, period, figure, selection), Count("pk"))]
    else:
        parts = [_per_event(headcounts_behind(scope, period, selection), Sum("count"))]
        if figure == "attendances":
            parts.append(_per_event(attendances_behind(scope, period, selection), Count("pk")))
    numbers: dict[tuple[datetime, int], int] = {}
    for event, starts_at, number in (row for part in parts for row in part):
        numbers[starts_at, event] = numbers.get((starts_at, event), 0) + number
    return [(event, number) for (_at, event), number in sorted(numbers.items(), reverse=True)]


def _per_event(rows: QuerySet, number: Count | Sum) -> QuerySet:
    found = rows.order_by().values("event_id", at=F("event__starts_at")).annotate(number=number)
    return found.values_list("event_id", "at", "number")
