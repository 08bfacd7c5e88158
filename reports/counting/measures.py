"""What counting rules count of the rows that an indicator takes: the SQL of each measure.

A measure of people is said twice, as a column of the figures' one query and as the rows behind a
figure, so that a check can hold the one against the other.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from reports.counting.order import IN_TIME
from reports.models import Indicator


def all_rows(rows: QuerySet, indicator: Indicator) -> QuerySet:
    """Each of `rows`."""
    return rows


def first_ever(rows: QuerySet, indicator: Indicator) -> QuerySet:
    """The first attendance of each person."""
    return rows.filter(turn=1)


def first_here(rows: QuerySet, indicator: Indicator) -> QuerySet:
    """The first attendance of each person in each slot."""
    here = {"partition_by": ["participant_id", F("slot")], "order_by": list(IN_TIME)}
    return rows.annotate(turn_here=Window(RowNumber(), **here)).filter(turn_here=1)


def completing(rows: QuerySet, indicator: Indicator) -> QuerySet:
    """The first attendance of each person in the slot in which they had come often enough."""
    needed = indicator.threshold
    rows = first_here(rows, indicator).annotate(end=F("turn") + F("here"))
    return rows.filter(turn__lte=needed, end__gt=needed)


@dataclass(frozen=True)
class Measure:
    """What is counted.

    `rows`: narrows what the indicator takes to what is counted: events, attendances, or of people
    `ranked_rows` to the one with which each person is in the table. `sql`, of people: whether a
    person is counted who came into a slot with the row `ranked`, which has `slot`, `turn`,
    `needed`, and where `needs_here` says so `here`.
    """

    rows: Callable[[QuerySet, Indicator], QuerySet]
    sql: str = ""
    needs_here: bool = False


MEASURES = {
    "new": Measure(first_ever, sql="ranked.turn = 1"),
    "reached": Measure(first_here, sql="ranked.turn >= 1"),
    "completed": Measure(
        completing,
        sql="ranked.turn <= ranked.needed AND ranked.turn + ranked.here > ranked.needed",
        needs_here=True,
    ),
    "attendances": Measure(all_rows),
    "events": Measure(all_rows),
}
