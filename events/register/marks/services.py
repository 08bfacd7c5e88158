"""Marks: one, all that are left, and taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from simple_history.utils import bulk_update_with_history

from accounts.models import User
from events.lib.locks import lock_event
from events.models import Attendance, Event, RegisterAct, Registration
from events.models.one_act import as_act
from events.models.registrations import ATTENDED
from events.register.people.ages import ages_when_marked
from events.register.places.services import Placed, pass_on_place, promote
from events.register.state import (
    check_day_has_come,
    check_register_is_open,
    hold,
    plan_again,
    save_by,
)
from participants.lib.ages import check_born

MARK_FIELDS = ["attendance", "age", "marked_by", "marked_at", "updated_at"]
WAITLISTED = Registration.Status.WAITLISTED


@as_act(RegisterAct.Kind.MARK, by="marked_by")
def mark_attendance(
    *,
    registration: Registration,
    attendance: str,
    marked_by: User | None,
    moment: datetime | None = None,
) -> Registration:
    """Record or correct one attendance (also back to unmarked), and the age at the event with it.

    `moment`: one for all that are marked as one act. Call it inside a transaction, with the event's
    row locked where a register can close meanwhile. The first mark on or after its day makes a
    planned event a held one. Who waits and comes takes a place; a place of somebody excused before
    the start goes to the first who waits.
    """
    event = registration.event
    check_register_is_open(event)
    if registration.status == Registration.Status.CANCELLED:
        raise ValidationError(_("This person was taken off the register."), code="cancelled")
    if attendance == registration.attendance:
        return registration
    if attendance != Attendance.UNMARKED:
        check_day_has_come(event)
    set_mark(registration, attendance, marked_by, moment or timezone.now())
    save_by(registration, by=marked_by, fields=MARK_FIELDS)
    if attendance == Attendance.UNMARKED:
        plan_again(event, by=marked_by)
    else:
        hold(event, by=marked_by)
    if attendance == Attendance.EXCUSED and not event.has_started:
        pass_on_place(registration, by=marked_by)
    return registration


def check_can_be_marked(registration: Registration, attendance: str) -> None:
    """Refuse to mark somebody who only waits as anything but having come."""
    if registration.status == WAITLISTED and attendance not in ATTENDED:
        raise ValidationError(
            _(
                "This person is on the waiting list and was not expected. Mark them as present "
                "if they came."
            ),
            code="waiting",
        )


@as_act(RegisterAct.Kind.REST, by="marked_by")
@transaction.atomic
def mark_unmarked(
    *, event: Event, attendance: str, marked_by: User, expected: int | None = None
) -> list[Registration]:
    """Mark all who are not yet marked, as one act: they share one `marked_at`.

    `expected`: how many the user was told it would be; refused where it is another number now.
    Returns the registrations marked.
    """
    event = lock_event(event)
    check_register_is_open(event)
    check_day_has_come(event)
    places = event.registrations.active().filter(attendance=Attendance.UNMARKED)
    registrations = list(places.select_related("participant"))
    number = len(registrations)
    if expected is not None and number != expected:
        raise ValidationError(
            ngettext(
                "Meanwhile %(n)s person is not yet marked. Look at the list and try again.",
                "Meanwhile %(n)s people are not yet marked. Look at the list and try again.",
                number,
            ),
            code="number_changed",
            params={"n": number},
        )
    if registrations:
        hold(event, by=marked_by)
        _mark_many(registrations, attendance, marked_by)
    return registrations


@transaction.atomic
def undo_mark_unmarked(*, event: Event, marked_at: datetime, marked_by: User) -> list[Registration]:
    """Take one `mark_unmarked` of `marked_by` back; whoever was marked again since stays so."""
    event = lock_event(event)
    check_register_is_open(event)
    places = event.registrations.active().filter(marked_at=marked_at, marked_by=marked_by)
    registrations = list(places.select_related("participant"))
    _mark_many(registrations, Attendance.UNMARKED, marked_by)
    plan_again(event, by=marked_by)
    return registrations


def set_mark(
    registration: Registration,
    attendance: str,
    marked_by: User | None,
    moment: datetime,
    ages: Mapping[int, int | None] | None = None,
) -> None:
    """Set a mark, not saved yet, and the age with it: who is marked already is as old as before.

    Whoever comes to the door is there: who waited gets a place.
    `ages`: what `ages_when_marked` says of several, so that it is asked once.
    """
    if attendance not in Attendance.values:
        raise ValidationError(_("Choose how the person is to be marked."), code="unknown_mark")
    is_marked = attendance != Attendance.UNMARKED
    if attendance in ATTENDED:
        check_born(registration.participant, registration.event.local_date)
    if is_marked:
        check_can_be_marked(registration, attendance)
        if registration.status == WAITLISTED:
            promote(registration, by=marked_by, how=Placed.CAME)
    else:
        registration.age = None
    if is_marked and (registration.attendance == Attendance.UNMARKED or registration.age is None):
        ages = ages or ages_when_marked([registration])
        registration.age = ages[registration.pk]
    registration.attendance = attendance
    registration.marked_by = marked_by if is_marked else None
    registration.marked_at = moment if is_marked else None


def _mark_many(registrations: Sequence[Registration], attendance: str, marked_by: User) -> None:
    moment = timezone.now()
    ages = ages_when_marked(registrations) if attendance != Attendance.UNMARKED else None
    for registration in registrations:
        set_mark(registration, attendance, marked_by, moment, ages)
        registration.updated_at = moment
    bulk_update_with_history(
        registrations, Registration, MARK_FIELDS, batch_size=200, default_user=marked_by
    )
