"""Typing marks into the grid of a series: only what was changed is written, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from events.lib.locks import lock_events
from events.models import Attendance, Event, RegisterAct, Registration, Series, SeriesMember
from events.models.access import PLACES, READ
from events.models.event_queryset import EventQuerySet
from events.models.one_act import as_act
from events.register.marks.services import mark_attendance
from events.register.people.services import register_participant
from participants.models import Participant


@dataclass(frozen=True)
class SentCell:
    """One cell as it was sent: what it showed, and what it should be."""

    event: int
    participant: int
    shown: str
    wanted: str


@dataclass
class Typed:
    """What came of it. `overtaken`: [(event, participant, mark now)]; `refused`: [(event, why)]."""

    written: int = 0
    overtaken: list[tuple[Event, Participant, Attendance]] = field(default_factory=list)
    refused: list[tuple[Event, str]] = field(default_factory=list)


@as_act(RegisterAct.Kind.GRID, by="typed_by")
@transaction.atomic
def type_marks(
    *, series: Series, events: EventQuerySet, cells: Sequence[SentCell], typed_by: User
) -> Typed:
    """Write the cells that were changed, each through `mark_attendance`.

    `events`: those of the series that the writer may mark. A cell in which something else stands by
    now than it showed is reported and left alone; so is what a register refuses. Nobody is marked
    for a day on which they were no member, unless they are on its register.
    """
    changed = [cell for cell in cells if cell.shown != cell.wanted]
    ids = {cell.event for cell in changed}
    locked = {event.pk: event for event in lock_events(events.filter(series=series, pk__in=ids))}
    places = {
        (place.event_id, place.participant_id): place
        for place in Registration.objects.filter(
            event__in=locked, participant__in={cell.participant for cell in changed}
        ).select_related("participant")
    }
    members = _members(series, changed)
    outcome = Typed()
    for cell in changed:
        event, place = locked.get(cell.event), places.get((cell.event, cell.participant))
        if event is None or (place is None and cell.participant not in members):
            continue
        _type(cell, event, place, members.get(cell.participant, []), typed_by, outcome)
    return outcome


def _members(series: Series, cells: Sequence[SentCell]) -> dict[int, list[SeriesMember]]:
    """{participant's id: their stays} of those who are written about."""
    rows = series.memberships.current_people().select_related("participant")
    found: dict[int, list[SeriesMember]] = {}
    for row in rows.filter(participant__in={cell.participant for cell in cells}):
        found.setdefault(row.participant_id, []).append(row)
    return found


def _type(
    cell: SentCell,
    event: Event,
    place: Registration | None,
    stays: Sequence[SeriesMember],
    user: User,
    outcome: Typed,
) -> None:
    on_register = place if place and place.status != Registration.Status.CANCELLED else None
    now = on_register.attendance if on_register else Attendance.UNMARKED.value
    if now == cell.wanted:
        return
    person = place.participant if place else stays[0].participant
    if now != cell.shown:
        outcome.overtaken.append((event, person, Attendance(now)))
        return
    if not on_register and not any(stay.covers(event.starts_on) for stay in stays):
        return
    try:
        if on_register:
            on_register.event = event
            mark_attendance(registration=on_register, attendance=cell.wanted, marked_by=user)
        else:
            _register(event, person, stays, cell.wanted, user)
    except ValidationError as refusal:
        if not any(event == other for other, _why in outcome.refused):
            outcome.refused.append((event, " ".join(refusal.messages)))
    else:
        outcome.written += 1


@transaction.atomic
def _register(
    event: Event,
    person: Participant,
    stays: Sequence[SeriesMember],
    attendance: str,
    user: User,
) -> None:
    """Put a member on the register of a day they belong to, and mark them."""
    category = stays[0].series.category
    register_participant(
        event=event,
        participant=person,
        category=category,
        organisation=person.organisation if category else None,
        source=Registration.Source.SERIES,
        registered_by=user,
        attendance=attendance,
    )


def readable_events(series: Series, user: User) -> EventQuerySet:
    """The events of `series` whose names `user` may see."""
    return series.events.visible_to(user, READ)


def typeable_events(series: Series, user: User) -> EventQuerySet:
    """The events of `series` in which `user` may mark."""
    return series.events.visible_to(user, PLACES)
