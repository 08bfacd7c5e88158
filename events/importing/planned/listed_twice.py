"""One person whom several rows put on one event, and who is there once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.importing.rows import ImportRow, Problem

if TYPE_CHECKING:
    from events.importing.planning import ImportPlan, PlannedPlace


def listed_twice(plan: "ImportPlan") -> Iterator[Problem]:
    """Problems of rows of one person that do not say the same of their place.

    Also of rows that say else of it than one which was corrected when it was imported, as it is now
    or as the list has it: what they contradict there was corrected, and they were not.
    """
    for places in plan.places.values():
        if len(places) > 1 and not _are_equal(places) and not _merged_and_equal(plan, places):
            yield from _contradicting(places)
    yield from _said_otherwise(plan)
    yield from _listed_otherwise(plan)


def _contradicting(places: list["PlannedPlace"]) -> Iterator[Problem]:
    is_decided = any(place.row.number in place.person.chosen for place in places)
    for place in places:
        other = next(p.row.number for p in places if p is not place)
        yield Problem(
            place.row.number,
            _said_in(place.row),
            _chosen_twice(other) if is_decided else _with_other_details(other),
            is_of_decision=is_decided,
        )


def _said_otherwise(plan: "ImportPlan") -> Iterator[Problem]:
    corrected = plan.known.memory.corrected.items()
    numbers = {(kept.event_id, kept.person): number for number, kept in corrected}
    for places in plan.places.values() if numbers else ():
        for place in places:
            event, person = place.event.existing, place.person
            records = {person.record and person.record.pk, *person.found_as.values()}
            found = [numbers.get((event and event.pk, pk)) for pk in records if pk]
            if other := next(filter(None, found), None):
                yield Problem(place.row.number, _said_in(place.row), _with_other_details(other))


def _listed_otherwise(plan: "ImportPlan") -> Iterator[Problem]:
    memory = plan.known.memory
    listed = {(row.event_key, memory.newest.who(row)): row for row in memory.listed if row.is_named}
    for row in plan.news if listed else ():
        other = listed.get((row.event_key, memory.who.get(row.number, "")))
        if other and not row.knows_place and row != other:
            yield Problem(row.number, _said_in(row), _with_other_details(other.number))


def _merged_and_equal(plan: "ImportPlan", places: list["PlannedPlace"]) -> bool:
    """Whether these are records that somebody merged, and their rows say the same.

    Rows of one record clash, known or new: else a second import would take what the first left.
    """
    said = {(place.row.age, *plan.registration_values(place).values()) for place in places}
    records = {place.person.found_as.get(place.row.number) for place in places}
    return len(said) == 1 and len(records) == len(places) and None not in records


def _are_equal(places: list["PlannedPlace"]) -> bool:
    return all(place.row == places[0].row for place in places)


def _said_in(row: ImportRow) -> str:
    """The column that says who it is."""
    return "person" if row.person else "last_name"


def _with_other_details(other: int) -> str:
    return _(
        "This person is listed at this event twice, with different details: see row %(row)s."
    ) % {"row": other}


def _chosen_twice(other: int) -> str:
    return _(
        "Row %(row)s of the same meeting is this person too, and one person is there once. Choose "
        "somebody else for one of the two, or leave one out."
    ) % {"row": other}
