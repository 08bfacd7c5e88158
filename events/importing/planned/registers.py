"""What the register on the screen refuses, asked of the rows of a file (docs/counting.md).

The sentences and the rules are the register's own; only what a row would change is asked about, so
that a file imported again finds nothing to say.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.known import CountedGroup
from events.importing.planned.events import MARKED_SO_HELD, PlannedEvent
from events.importing.rows import ImportRow, Problem
from events.models import Attendance, Event
from events.register.marks.services import check_can_be_marked
from events.register.state import check_day_has_come, check_register_is_open

if TYPE_CHECKING:
    from events.importing.planning import ImportPlan, PlannedPlace


def refused_by_registers(
    plan: "ImportPlan", places: Iterable[list["PlannedPlace"]], counts: Iterable[CountedGroup]
) -> Iterator[Problem]:
    """The problems of rows that say what the register of their event does not take.

    `places`: lists of the places of one person at one event; `counts`: (cell of `plan.counts`, its
    rows).
    """
    for of_person in places:
        place = of_person[0]
        if place.existing is None or plan.differs(place):
            problem = _refused(_check_place, plan, place)
            yield from (_told(p.row, *problem) for p in of_person if problem)
    for cell, rows in counts:
        event, recorded = plan.events[cell[0]], plan.headcount(cell)
        if recorded is None or recorded.count != sum(row.headcount for row in rows):
            problem = _refused(_check_marks, event)
            yield from (_told(row, *problem) for row in rows if problem)


def _refused(check: Callable[..., None], *of: object) -> tuple[str, ValidationError] | None:
    """(column, sentence) of what `check` refuses; None where it refuses nothing."""
    try:
        check(*of)
    except ValidationError as refusal:
        column = {"too_early": "starts_at", "waiting": "attendance", "not_held": "status"}
        return column.get(refusal.code, "event"), refusal
    return None


def _told(row: ImportRow, column: str, refusal: ValidationError) -> Problem:
    if refusal.code == "closed":
        sentence = _("The register of this event is closed. Reopen it to change attendance.")
    else:
        sentence = " ".join(refusal.messages)
    return Problem(row.number, column, sentence)


def _check_place(plan: "ImportPlan", place: "PlannedPlace") -> None:
    if place.event.existing is not None:
        check_register_is_open(place.event.becomes)
    mark = plan.registration_values(place)["attendance"]
    if mark != Attendance.UNMARKED:
        _check_marks(place.event)
        if place.existing is not None:
            check_can_be_marked(place.existing, mark)


def _check_marks(event: PlannedEvent) -> None:
    """Marks and counts are of events that are held, once their day has come."""
    check_register_is_open(event.becomes)
    check_day_has_come(event.becomes)
    if event.becomes.status != Event.Status.HELD:
        raise ValidationError(MARKED_SO_HELD, code="not_held")
