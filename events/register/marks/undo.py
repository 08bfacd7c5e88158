"""Taking back: one mark, all that were made at once, a change of one place, a removal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Attendance, Registration
from events.register.acts.keys import write_down
from events.register.acts.moments import to_moment
from events.register.acts.once import once
from events.register.marks.conflicts import check_made
from events.register.marks.services import mark_attendance, undo_mark_unmarked
from events.register.marks.views import mark_in_words
from events.register.parts import answer_list, answer_refusal, event_for, place_for, shown_name
from events.register.places.services import take_back_places
from events.register.places.waiting_list import restore_registration
from events.register.putting_back import take_change_back


@once
def undo_mark(request, event_id, registration_id, attendance):
    """Put the mark of one person back to what it was; `?made=` is the mark to be taken back."""
    if attendance not in Attendance.values:
        raise Http404
    try:
        with transaction.atomic():
            registration = place_for(request, event_id, registration_id, is_locked=True)
            check_made(registration, request.GET.get("made"))
            mark_attendance(
                registration=registration, attendance=attendance, marked_by=request.user
            )
            take_back_places(registration, by=request.user)
            write_down(request, registration.event, registration=registration)
    except ValidationError as refusal:
        return answer_refusal(request, registration.event, refusal)
    messages.success(request, mark_in_words(request, registration))
    return answer_list(request, registration.event)


@once
def undo_mark_rest(request, event_id, moment):
    """Take back what this user marked at once at that moment (microseconds since 1970)."""
    event = event_for(request, event_id)
    marked_at = to_moment(moment)
    try:
        with transaction.atomic():
            undone = undo_mark_unmarked(event=event, marked_at=marked_at, marked_by=request.user)
            write_down(request, event)
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)
    text = ngettext(
        "%(n)s person is not yet marked again.",
        "%(n)s people are not yet marked again.",
        len(undone),
    )
    messages.success(request, text % {"n": len(undone)})
    return answer_list(request, event)


@once
def undo_change_registration(request, event_id, registration_id, version):
    """Put back as what and for whom somebody attended before the `version` of their history."""
    try:
        with transaction.atomic():
            place = place_for(request, event_id, registration_id, is_locked=True)
            take_change_back(registration=place, version=version, by=request.user)
            write_down(request, place.event, registration=place)
    except ValidationError as refusal:
        return answer_refusal(request, place.event, refusal)
    messages.success(request, _("The change was taken back."))
    return answer_list(request, place.event)


@once
def restore(request, event_id, registration_id, attendance):
    """Put somebody back who was taken off, with the mark they had."""
    if attendance not in Attendance.values:
        raise Http404
    place = place_for(request, event_id, registration_id, is_active=False)
    try:
        with transaction.atomic():
            place = restore_registration(
                registration=place, attendance=attendance, restored_by=request.user
            )
            write_down(request, place.event, registration=place)
    except ValidationError as refusal:
        return answer_refusal(request, place.event, refusal)
    text = _("%(name)s is on the register again.")
    if place.status == Registration.Status.WAITLISTED:
        text = _("%(name)s is on the waiting list again.")
    messages.success(request, text % {"name": shown_name(request, place)})
    return answer_list(request, place.event)
