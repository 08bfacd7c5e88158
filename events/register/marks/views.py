"""Marking people, all at once or one by one; what can be done with one place."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.register.acts.keys import write_down
from events.register.acts.moments import to_number
from events.register.acts.once import once
from events.register.closing.history import history_of
from events.register.forms import AttendanceForm, RegistrationForm, RestForm
from events.register.marks.conflicts import has_conflict, settle
from events.register.marks.services import mark_attendance, mark_unmarked
from events.register.parts import (
    add_refusal,
    answer_conflict,
    answer_list,
    answer_refusal,
    answer_row,
    back_to,
    event_for,
    organisations_for,
    place_for,
    row_context,
    shown_name,
)
from events.register.people.services import cancel_registration, change_as_version
from events.register.places.views import tell_places
from events.register.state import check_register_is_open
from participants.models import Category


@once
def mark(request, event_id, registration_id):
    """Mark one person; answer with that row, or ask where a colleague marked them otherwise."""
    form = AttendanceForm({**request.GET.dict(), **request.POST.dict()})
    try:
        with transaction.atomic():
            registration = place_for(request, event_id, registration_id, is_locked=True)
            if not form.is_valid():
                return HttpResponseBadRequest()  # the page offers only valid values
            if has_conflict(request, registration, **form.cleaned_data):
                return answer_conflict(request, registration)
            text, undo = _mark(request, registration, form.cleaned_data["attendance"])
            write_down(request, registration.event, registration=registration, undo=undo)
    except ValidationError as refusal:
        return answer_refusal(request, registration.event, refusal)
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")
    tell_places(request, registration)
    return answer_row(request, registration.event, registration)


def _mark(request, registration, attendance):
    """Mark the person; returns what to say of it, and the address that takes it back."""
    before = registration.attendance
    mark_attendance(registration=registration, attendance=attendance, marked_by=request.user)
    if registration.asked_mark:
        settle(registration, by=request.user)
    undo = ""
    if before != registration.attendance:
        place = [registration.event_id, registration.pk, before]
        undo = f"{reverse('events:undo_mark', args=place)}?made={registration.attendance}"
    return mark_in_words(request, registration), undo


@once
def keep_mark(request, event_id, registration_id):
    """Let the mark stand where another one was asked for; on a closed register as a correction."""
    try:
        with transaction.atomic():
            registration = place_for(request, event_id, registration_id, is_locked=True)
            event = registration.event
            if not request.user.holds_in("events.correct_register", event.centre_id):
                check_register_is_open(event)
            settle(registration, by=request.user)
            write_down(request, event, registration=registration)
    except ValidationError as refusal:
        return answer_refusal(request, registration.event, refusal)
    messages.success(request, mark_in_words(request, registration))
    return answer_row(request, registration.event, registration)


@once
def mark_rest(request, event_id):
    """Mark all who are not yet marked, after the page showed how many they are."""
    event = event_for(request, event_id)
    form = RestForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    undo = ""
    try:
        with transaction.atomic():
            marked = mark_unmarked(event=event, marked_by=request.user, **form.cleaned_data)
            if marked:
                moment = to_number(marked[0].marked_at)
                undo = reverse("events:undo_mark_rest", args=[event.pk, moment])
            write_down(request, event, undo=undo)
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)
    if marked:
        text = ngettext(
            "%(n)s person marked: %(mark)s", "%(n)s people marked: %(mark)s", len(marked)
        ) % {"n": len(marked), "mark": marked[0].get_attendance_display()}
        messages.success(request, text, extra_tags=f"undo:{undo}")
    return answer_list(request, event_for(request, event_id))


def registration(request, event_id, registration_id):
    """All that can be done with one place: each mark, as what and for whom, taking it off."""
    place = place_for(request, event_id, registration_id)
    form = RegistrationForm(
        request.POST or None,
        registration=place,
        categories=Category.objects.all(),
        organisations=organisations_for(request.user, place.event),
    )
    if request.method == "POST" and form.is_valid():
        answers = {"organisation": place.organisation, **form.cleaned_data}
        try:
            version = change_as_version(registration=place, changed_by=request.user, **answers)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            undo = ""
            if version:
                undo = reverse(
                    "events:undo_change_registration", args=[event_id, place.pk, version]
                )
            messages.success(
                request, _("The change was saved."), extra_tags=f"undo:{undo}" if undo else ""
            )
            return back_to(place.event, place)
    context = {**row_context(request, place.event), "registration": place, "form": form}
    context["organisations"] = form.organisations
    context["acts"] = [] if context["is_short"] else history_of(place)
    return render(request, "events/register/marks/registration.html", context)


@once
def remove(request, event_id, registration_id):
    """Take somebody off the register."""
    try:
        with transaction.atomic():
            place = place_for(request, event_id, registration_id, is_locked=True)
            before = place.attendance
            cancel_registration(registration=place, cancelled_by=request.user)
            undo = reverse("events:restore_registration", args=[event_id, place.pk, before])
            write_down(request, place.event, registration=place, undo=undo)
    except ValidationError as refusal:
        return answer_refusal(request, place.event, refusal)
    text = _("%(name)s was taken off the register.")
    text %= {"name": shown_name(request, place)}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    tell_places(request, place)
    return answer_list(request, place.event)


def mark_in_words(request, registration):
    """Whom was marked, and how."""
    return _("%(name)s: %(mark)s") % {
        "name": shown_name(request, registration),
        "mark": registration.get_attendance_display(),
    }
