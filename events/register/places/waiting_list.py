"""Acts on the waiting list that people decide: giving a place, taking that back, putting back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.lib.locks import lock_event
from events.models import Attendance, RegisterAct, Registration
from events.models.acts import LONGEST_REASON
from events.models.one_act import as_act
from events.register.marks.services import mark_attendance
from events.register.places.services import (
    PLACE_FIELDS,
    is_full,
    make_room_for,
    needs_overruling,
    promote,
    wait_again,
)
from events.register.state import check_is_current, check_register_is_open, save_by

WAITLISTED = Registration.Status.WAITLISTED


@as_act(RegisterAct.Kind.PLACE, by="given_by")
@transaction.atomic
def give_place(*, registration, given_by, reason=""):
    """Give somebody who waits a place.

    Out of turn, or where none is free, that overrules the list and takes a reason; it stays in the
    history.
    """
    registration = _locked(registration)
    reason = reason.strip()
    if registration.status != WAITLISTED:
        raise ValidationError(_("This person does not wait any more."), code="not_waiting")
    if needs_overruling(registration) and not reason:
        raise ValidationError({"reason": _("Say why this person gets a place out of turn.")})
    if len(reason) > LONGEST_REASON:
        raise ValidationError(
            {"reason": _("Say it in at most %(n)s characters.") % {"n": LONGEST_REASON}}
        )
    promote(registration, by=given_by, reason=reason or None)
    return registration


@transaction.atomic
def withdraw_place(*, registration, withdrawn_by):
    """Put somebody who got a place back on the waiting list, where they were before."""
    registration = _locked(registration)
    waited = registration.history.filter(status=WAITLISTED).exists()
    if registration.status != Registration.Status.REGISTERED or not waited:
        raise ValidationError(
            _("This person has not got a place from the waiting list."), code="no"
        )
    if registration.attendance != Attendance.UNMARKED:
        raise ValidationError(
            _("This person is marked meanwhile, so they keep the place."), code="marked"
        )
    wait_again(registration, by=withdrawn_by)
    return registration


@transaction.atomic
def restore_registration(*, registration, attendance, restored_by):
    """Put somebody back who was taken off, with the mark they had.

    Who got their place through it waits again. Who waited when they were taken off waits where
    they stood; where somebody else has the place by now, they wait for the next one.
    """
    registration = _locked(registration)
    if registration.status != Registration.Status.CANCELLED:
        return registration
    check_is_current(registration.participant)
    before = registration.history.exclude(status=Registration.Status.CANCELLED).first()
    if before and before.status == WAITLISTED:
        wait_again(registration, by=restored_by)
        return registration
    make_room_for(registration, by=restored_by)
    waits = (
        attendance == Attendance.UNMARKED
        and is_full(registration.event)
        and registration.category.counts_on(registration.event.starts_on)
    )
    registration.status = WAITLISTED if waits else Registration.Status.REGISTERED
    registration.waitlisted_at = timezone.now() if waits else None
    registration.placed, registration.placed_through = "", None
    save_by(registration, by=restored_by, fields=[*PLACE_FIELDS, "updated_at"])
    if attendance != Attendance.UNMARKED:
        mark_attendance(registration=registration, attendance=attendance, marked_by=restored_by)
    return registration


def _locked(registration):
    """The registration as it stands now, with its event locked and its register open."""
    event = lock_event(registration.event)
    check_register_is_open(event)
    registration = Registration.objects.for_register().get(pk=registration.pk)
    registration.event = event
    return registration
