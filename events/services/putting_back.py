"""Putting a registration back to what it was before an act."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import Registration
from events.models.registrations import ATTENDED
from events.services.places import take_back_places
from events.services.registers import cancel_registration, change_registration, mark_attendance


def put_back(registration, *, moment, by):
    """Undo that `by` marked `registration` as present at or after `moment`.

    It gets the mark, the category and the place on the waiting list back that its history shows
    before that moment; who stood nowhere is taken off. Whoever was marked again since stays so.
    Call it inside a transaction, with the event's row locked. Returns whether it was undone.
    """
    if not _still_stands(registration, moment, by):
        return False
    before = registration.history.filter(history_date__lt=moment).first()
    if before is None or before.status == Registration.Status.CANCELLED:
        cancel_registration(registration=registration, cancelled_by=by)
        return True
    mark_attendance(registration=registration, attendance=before.attendance, marked_by=by)
    if (registration.category_id, registration.organisation_id) != (
        before.category_id,
        before.organisation_id,
    ):
        change_registration(
            registration=registration,
            category=before.category,
            organisation=before.organisation,
            changed_by=by,
        )
    take_back_places(registration, by=by)
    return True


def check_still_stands(registration, *, moment, by):
    """Refuse to undo what somebody changed meanwhile."""
    if not _still_stands(registration, moment, by):
        raise ValidationError(
            _("This was changed meanwhile, so it cannot be undone."), code="changed_meanwhile"
        )


def _still_stands(registration, moment, by):
    return (
        registration.attendance in ATTENDED
        and registration.marked_by_id == by.pk
        and registration.marked_at >= moment
    )
