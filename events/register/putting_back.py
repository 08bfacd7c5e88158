"""Putting a registration back to what it was before an act; which act it was says `undoing.py`."""

from django.db import transaction

from events.lib.locks import lock_event
from events.models import Registration
from events.models.registrations import ATTENDED
from events.register.marks.services import mark_attendance
from events.register.people.services import cancel_registration, change_registration
from events.register.places.services import take_back_places
from events.register.state import changed_meanwhile
from partners.models import Organisation


def put_back(registration, *, moment, by):
    """Undo that `by` marked `registration` as present at or after `moment`.

    It gets the mark, the category and the place on the waiting list back that its history shows
    before that moment; who was nowhere is taken off. Whoever was marked again since stays so.
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
        raise changed_meanwhile()


@transaction.atomic
def take_change_back(*, registration, version, by):
    """Undo the change of as what and for whom that is `version` in the history of `registration`.

    Refused where it was changed again since. A place that the change freed is taken back.
    """
    lock_event(registration.event)
    versions = registration.history.filter(history_id__lte=version).order_by("-history_id")
    made, before = [*versions[:2], None, None][:2]
    if made is None or before is None or made.history_id != version:
        raise changed_meanwhile()
    organisation = Organisation.objects.filter(pk=before.organisation_id).first()
    if (registration.category_id, registration.organisation_id) != (
        made.category_id,
        made.organisation_id,
    ) or (before.organisation_id and organisation is None):
        raise changed_meanwhile()
    change_registration(
        registration=registration,
        category=before.category,
        organisation=organisation,
        changed_by=by,
    )
    take_back_places(registration, by=by)


def _still_stands(registration, moment, by):
    return (
        registration.attendance in ATTENDED
        and registration.marked_by_id == by.pk
        and registration.marked_at >= moment
    )
