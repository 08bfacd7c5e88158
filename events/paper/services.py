"""The list on paper: giving each place its line, and taking in what was signed there.

A line number is given once and never again to anybody else: what was printed stays right when
people are added later.
"""

from collections.abc import Mapping, Sequence
from math import inf

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.lib.locks import lock_event
from events.models import Attendance, Event, RegisterAct, Registration
from events.models.one_act import as_act
from events.register.marks.services import mark_attendance
from events.register.people.namesakes import tell_rows_apart
from events.register.state import check_day_has_come, check_register_is_open


class MarkedDifferently(ValidationError):
    """Lines are marked otherwise already; `changes`: [(registration, mark that was typed)]."""

    def __init__(self, changes: list[tuple[Registration, str]]) -> None:
        self.changes = changes
        super().__init__(_("Some of these people are marked differently already."), code="differs")


def planned_lines(event: Event, shown: Mapping[int, int] | None = None) -> list[Registration]:
    """The places of `event` in the order of the list, each with the line it has or would get.

    `shown`: as for `number_lines`. Writes nothing.
    """
    places = _in_order(event, shown)
    _give_lines(event, places)
    return places


@transaction.atomic
def number_lines(*, event: Event, shown: Mapping[int, int] | None = None) -> list[Registration]:
    """Give a line to each place that has none; returns the places in the order of the list.

    `shown`: {line: registration's id} of a page that showed lines before they were given; where
    nobody was faster, these are the lines given.
    """
    event = lock_event(event)
    places = _in_order(event, shown)
    Registration.objects.bulk_update(_give_lines(event, places), ["line"], batch_size=200)
    return places


def _in_order(event: Event, shown: Mapping[int, int] | None) -> list[Registration]:
    places = list(event.registrations.active().for_register().in_line_order())
    rank = {place: line for line, place in (shown or {}).items()}
    tell_rows_apart(event, places)
    places.sort(key=lambda place: (place.line or inf, rank.get(place.pk, inf)))
    for place in places:
        place.event = event
    return places


def _give_lines(event: Event, places: Sequence[Registration]) -> list[Registration]:
    """Set the next lines on the places that have none; returns these."""
    waiting = [place for place in places if place.line is None]
    if waiting:
        last = event.registrations.aggregate(last=Max("line"))["last"] or 0
        for line, place in enumerate(waiting, start=last + 1):
            place.line = line
    return waiting


@as_act(RegisterAct.Kind.SHEET, by="marked_by")
@transaction.atomic
def mark_lines(
    *,
    event: Event,
    marks: Mapping[int, str],
    marked_by: User,
    shown: Mapping[int, int] | None = None,
    agreed: Mapping[int, str] | None = None,
    leaves_others: bool = False,
) -> list[Registration]:
    """Mark the lines of a signed list: all of them, or none and a refusal.

    `marks`: {line: attendance}; `shown`: as for `number_lines`; `agreed`: {registration's id: the
    mark that the user saw and lets go}; `leaves_others`: who is marked differently stays so.
    MarkedDifferently where others than the agreed marks would change. The lines share one
    `marked_at`. Returns the registrations that were marked.
    """
    event = lock_event(event)
    check_register_is_open(event)
    check_day_has_come(event)
    places = {place.line: place for place in number_lines(event=event, shown=shown)}
    if any(line not in places or _is_another(places[line], shown) for line in marks):
        raise ValidationError(
            _("The list changed meanwhile. Look at the numbers and send it again."),
            code="lines_changed",
        )
    changes = [(places[line], mark) for line, mark in marks.items()]
    differing = [
        (place, mark)
        for place, mark in changes
        if place.attendance not in (Attendance.UNMARKED, mark)
    ]
    if leaves_others:
        changes = [change for change in changes if change not in differing]
    elif any((agreed or {}).get(place.pk) != place.attendance for place, _mark in differing):
        raise MarkedDifferently(differing)
    moment = timezone.now()
    changes = [(place, mark) for place, mark in changes if place.attendance != mark]
    for place, mark in changes:
        mark_attendance(registration=place, attendance=mark, marked_by=marked_by, moment=moment)
    return [place for place, _mark in changes]


def _is_another(place: Registration, shown: Mapping[int, int] | None) -> bool:
    return (shown or {}).get(place.line, place.pk) != place.pk
