"""Cells of a downloaded register that were changed in the file, and on the screen too since then.

Which of the two is right nobody but a human can say.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.importing.downloads.names import is_of_register, register_of
from events.importing.known import CountedGroup
from events.importing.planned.events import SCALARS, PlannedEvent
from events.importing.remembered.keys import Keys, made_cells
from events.importing.rows import Problem
from events.models import Registration

if TYPE_CHECKING:
    from events.importing.planning import ImportPlan, PlannedPlace


def changed_here_too(
    plan: "ImportPlan",
    events: Iterable[PlannedEvent],
    places: Iterable["PlannedPlace"],
    counts: Iterable[CountedGroup],
) -> Iterator[Problem]:
    """Problems of rows that would overwrite what was recorded since their file was made.

    What is taken in afresh says again what it said.
    """
    if plan.known.memory.is_blank:
        return
    for event in events:
        if is_of_register(event.name):
            for column in _facts(event):
                yield from event.saying(column, _changed_here())
    for place in places:
        if register_of(place.row.person) and not place.row.knows_place:
            yield from _place(plan, place)
    yield from _counts(plan, counts)


def _changed_here() -> str:
    return _(
        "Changed in this file, and here too since the file was made. Look which is right, and "
        "correct it on the register; or download the register again."
    )


def _facts(event: PlannedEvent) -> Iterator[str]:
    """The columns of an event that the file changes and somebody else changed."""
    _event, made, keys = event.memory.events[event.key]
    for column in SCALARS:
        field = "venue_sq" if column == "venue" else column
        if column in event.said and field in event.values:
            recorded = getattr(event.existing, field)
            now = keys.fact(column, recorded) if recorded else None
            if now != made.get(column):
                yield column


def _place(plan: "ImportPlan", place: "PlannedPlace") -> Iterator[Problem]:
    row, existing = place.row, place.existing
    if existing is None or existing.status == Registration.Status.CANCELLED:
        yield Problem(
            row.number,
            "person",
            _("Taken off the register since the file was made: put them on it again there."),
        )
        return
    kept, keys = plan.known.memory.places[row.event_key, plan.known.memory.who[row.number]]
    made, said = made_cells(kept.of_place), plan.registration_values(place)
    changes = {
        "attendance": said["attendance"] != existing.attendance,
        "category": said["category"] != existing.category_id,
        "organisation": said["organisation"] != existing.organisation_id,
    }
    for cell, recorded in _recorded(plan, existing).items():
        if changes[cell] and not _any_is(made[cell], keys, place, cell, recorded):
            yield Problem(row.number, cell, _changed_here())


def _recorded(plan: "ImportPlan", existing: Registration) -> dict[str, set]:
    """What a file may say of a registration as it is, by its cells."""
    names = plan.known.organisation_names
    organisation = existing.organisation_id
    return {
        "attendance": {existing.attendance},
        "category": {existing.category_id},
        "organisation": names.get(organisation, set()) if organisation else {""},
    }


def _any_is(made: str, keys: Keys, place: "PlannedPlace", cell: str, values: set) -> bool:
    return any(keys.cell_of_place(place.row, cell, value) == made for value in values)


def _counts(plan: "ImportPlan", counts: Iterable[CountedGroup]) -> Iterator[Problem]:
    of_lines = {cell: rows for cell, rows in counts if any(row.person for row in rows)}
    kept = plan.known.memory.counted_before(of_lines)
    for cell, rows in of_lines.items():
        if cell not in kept:
            continue
        made, keys = kept[cell]
        recorded = plan.headcount(cell)
        now = recorded.count if recorded else 0
        if now != sum(row.headcount for row in rows) and keys.count(now) != made.of_place:
            for row in rows:
                yield Problem(row.number, "headcount", _changed_here())
