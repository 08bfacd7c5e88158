"""Putting people on the register: known ones found by name, and new ones."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.forms.register import NewPersonForm
from events.models import Attendance, Registration
from events.register_totals import register_totals
from events.services.registers import lock_event, register_new_person, register_participant
from events.views.found_people import (
    found_context,
    searchable,
    similar_people,
    usual_category,
    with_places,
)
from events.views.places import answer_waiting
from events.views.register_parts import (
    add_refusal,
    answer_refusal,
    back_to,
    event_for,
    log_names_seen,
    organisations_for,
    render_register,
    row_context,
    shown_name,
)
from events.views.row_extras import prepare_rows
from participants.models import Category
from shkej.dates import today

PERMISSION = "events.add_registration"


class PersonForm(forms.Form):
    """Which of the people found it is."""

    participant = forms.IntegerField()


@require_safe
@permission_required(PERMISSION, raise_exception=True)
def search(request, event_id):
    """The people found while typing, as a fragment."""
    event = event_for(request, event_id, PERMISSION)
    return _render_found(request, event, query=request.GET.get("q", ""))


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def add_known(request, event_id):
    """Put a known person on the register, and mark them present once the day has come."""
    event = event_for(request, event_id, PERMISSION)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    person = get_object_or_404(searchable(request.user), pk=form.cleaned_data["participant"])
    [person] = with_places([person], event)
    try:
        registration = register_participant(
            event=event, participant=person, registered_by=request.user, **_circumstances(event)
        )
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)
    return _answer_added(request, registration, before=person.place)


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def add_new(request, event_id):
    """Add somebody nobody knew yet; ask first when somebody very much like them is known."""
    event = event_for(request, event_id, PERMISSION)
    categories = list(Category.objects.all())
    organisations = organisations_for(request.user, event)
    form = NewPersonForm(
        request.POST, event=event, categories=categories, organisations=organisations
    )
    similar = []
    if form.is_valid():
        answers = form.cleaned_data
        is_new = answers.pop("is_new")
        try:
            with transaction.atomic():
                lock_event(event)  # so that a second tap finds whom the first wrote down
                similar = [] if is_new else similar_people(request.user, event, answers)
                if not similar:
                    registration = register_new_person(
                        event=event, registered_by=request.user, **answers, **_circumstances(event)
                    )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            if not similar:
                return _answer_added(request, registration)
    answer = _render_found if request.htmx else render_register
    return answer(request, event, person_form=form, similar=similar)


def _render_found(request, event, *, query="", **extra):
    context = row_context(request, event)
    context |= found_context(
        request,
        event,
        query,
        categories=Category.objects.all(),
        organisations=organisations_for(request.user, event),
        usual=usual_category(event),
        **extra,
    )
    shown = len(context["people"]) + len(context["similar"])
    if shown:
        log_names_seen(request, event, shown)
    return render(request, "events/partials/found.html", context)


def _circumstances(event):
    """From the event's day on people are there when they are added; before, they are expected."""
    now, day = today(), event.local_date
    return {
        "attendance": Attendance.PRESENT if day <= now else None,
        "source": Registration.Source.WALK_IN if day == now else Registration.Source.STAFF,
    }


def _answer_added(request, registration, before=None):
    """The row on top of the list, an empty search box, and one line with Undo.

    `before`: the place the person had already, if any.
    """
    event = registration.event
    if registration.status == Registration.Status.WAITLISTED:
        return answer_waiting(request, registration, is_new=before is None)
    place = [event.pk, registration.pk]
    name = shown_name(request, registration)
    if registration.attendance == Attendance.PRESENT:
        text = _("%(name)s is registered and present.") % {"name": name}
    else:
        text = _("%(name)s is registered.") % {"name": name}
    if before is None:
        undo = reverse("events:remove_registration", args=place)
    else:
        undo = reverse("events:undo_mark", args=[*place, before.attendance])
    messages.success(request, text, extra_tags=f"undo:{undo}")
    if not request.htmx:
        return back_to(event, registration)
    context = row_context(request, event)
    context |= {"registration": registration, "totals": register_totals(event), "is_new": True}
    prepare_rows(request, context, [registration])
    response = render(request, "events/partials/answer_added.html", context)
    response["HX-Trigger-After-Settle"] = "register:added"
    return response
