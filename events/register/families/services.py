"""Children who came with somebody: registered and marked as present in one act."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events.lib.locks import lock_event
from events.models import Attendance, Event, RegisterAct, Registration
from events.models.one_act import as_act
from events.models.registrations import ATTENDED
from events.register.people.services import register_participant
from events.register.putting_back import put_back
from events.register.state import check_day_has_come, check_register_is_open
from participants.models import Participant


@as_act(RegisterAct.Kind.FAMILY, by="registered_by")
@transaction.atomic
def register_family(
    *, event: Event, participants: Iterable[Participant], registered_by: User
) -> tuple[datetime, list[Registration]]:
    """Register `participants` and mark them as present, as one act.

    Who is marked as present or late already is left alone. Returns the moment at which the act
    began, for `undo_family`, and the registrations that it changed.
    """
    event = lock_event(event)
    check_register_is_open(event)
    check_day_has_come(event)
    moment = timezone.now()
    there = set(
        event.registrations.filter(attendance__in=ATTENDED).values_list("participant", flat=True)
    )
    registrations = [
        register_participant(
            event=event,
            participant=participant,
            source=Registration.Source.WALK_IN,
            registered_by=registered_by,
            attendance=Attendance.PRESENT,
        )
        for participant in participants
        if participant.pk not in there
    ]
    return moment, registrations


@transaction.atomic
def undo_family(
    *, event: Event, registrations: Iterable[Registration], moment: datetime, undone_by: User
) -> int:
    """Take one `register_family` back; returns how many registrations were put back."""
    event = lock_event(event)
    check_register_is_open(event)
    rows = event.registrations.active().filter(pk__in=[row.pk for row in registrations])
    undone = 0
    for registration in rows.select_related("participant", "category", "organisation"):
        registration.event = event
        undone += put_back(registration, moment=moment, by=undone_by)
    return undone
