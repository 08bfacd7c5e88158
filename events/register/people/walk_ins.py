"""Putting people on the register: known ones found by name, and new ones."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from events.lib.locks import lock_event
from events.models import Attendance, Registration
from events.register.acts.keys import check_is_new, write_down
from events.register.acts.once import once
from events.register.door.session import is_at_door
from events.register.door.views import render_door
from events.register.forms import NewPersonForm
from events.register.marks.conflicts import has_conflict
from events.register.marks.row_extras import prepare_rows
from events.register.parts import (
    add_refusal,
    answer_conflict,
    answer_door,
    answer_refusal,
    back_to,
    event_for,
    log_names_seen,
    organisations_for,
    render_register,
    row_context,
    shown_name,
)
from events.register.people.found import (
    found_context,
    searchable,
    similar_people,
    usual_category,
    with_places,
)
from events.register.people.services import register_new_person, register_participant
from events.register.places.views import answer_waiting
from events.register.state import check_register_is_open
from events.register.totals import register_totals
from participants.models import Category
from shkej.lib.dates import today


class PersonForm(forms.Form):
    """Which of the people found it is, and how the sender saw them marked, if at all."""

    participant = forms.IntegerField()
    seen = forms.ChoiceField(choices=Attendance.choices, required=False)

    def clean_seen(self):
        """Only who is not yet marked is offered to be added."""
        return self.cleaned_data["seen"] or Attendance.UNMARKED


def search(request, event_id):
    """The people found while typing, as a fragment."""
    event = event_for(request, event_id)
    return _render_found(request, event, query=request.GET.get("q", ""))


@once
def add_known(request, event_id):
    """Put a known person on the register, and mark them present once the day has come."""
    event = event_for(request, event_id)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    person = get_object_or_404(searchable(request.user), pk=form.cleaned_data["participant"])
    circumstances = _circumstances(event)
    try:
        with transaction.atomic():
            lock_event(event)
            [person] = with_places([person], event)
            if person.place and circumstances["attendance"]:
                asked = {
                    "attendance": circumstances["attendance"],
                    "seen": form.cleaned_data["seen"],
                }
                if has_conflict(request, person.place, **asked):
                    return answer_conflict(request, person.place)
            registration = register_participant(
                event=event, participant=person, registered_by=request.user, **circumstances
            )
            undo = _undo_of(registration, before=person.place)
            write_down(request, event, registration=registration, undo=undo)
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)
    return _answer_added(request, registration, undo)


@once
def add_new(request, event_id):
    """Add somebody nobody knew yet; ask first when somebody very much like them is known."""
    event = event_for(request, event_id)
    categories = list(Category.objects.all())
    organisations = organisations_for(request.user, event)
    form = NewPersonForm(
        request.POST, event=event, categories=categories, organisations=organisations
    )
    similar = []
    if not form.is_valid():
        check_is_new(request)
    else:
        answers = form.cleaned_data
        is_new = answers.pop("is_new")
        try:
            with transaction.atomic():
                event = lock_event(event)  # so that a second tap finds whom the first wrote down
                check_is_new(request)
                check_register_is_open(event)
                similar = [] if is_new else similar_people(request.user, event, answers)
                if not similar:
                    registration = register_new_person(
                        event=event, registered_by=request.user, **answers, **_circumstances(event)
                    )
                    undo = _undo_of(registration, before=None)
                    write_down(request, event, registration=registration, undo=undo)
        except ValidationError as refusal:
            if hasattr(refusal, "error_dict"):
                add_refusal(form, refusal)
            else:
                return answer_refusal(request, event, refusal)
        else:
            if not similar:
                return _answer_added(request, registration, undo)
    if not request.htmx:
        show = render_door if is_at_door(request) else render_register
        return show(request, event, person_form=form, similar=similar)
    return _render_found(request, event, person_form=form, similar=similar, status=422)


def _render_found(request, event, *, query="", status=200, **extra):
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
    return render(request, "events/register/people/partials/found.html", context, status=status)


def _circumstances(event):
    """From the event's day on people are there when they are added; before, they are expected."""
    now, day = today(), event.local_date
    return {
        "attendance": Attendance.PRESENT if day <= now else None,
        "source": Registration.Source.WALK_IN if day == now else Registration.Source.STAFF,
    }


def _undo_of(registration, *, before):
    """The address that puts somebody added back to where they stood (`before`: their place)."""
    place = [registration.event_id, registration.pk]
    if before is None:
        return reverse("events:remove_registration", args=place)
    address = reverse("events:undo_mark", args=[*place, before.attendance])
    return f"{address}?made={registration.attendance}"


def _answer_added(request, registration, undo):
    """The row on top of the list, an empty search box, and one line with Undo."""
    event = registration.event
    if registration.status == Registration.Status.WAITLISTED:
        return answer_waiting(request, registration, undo=undo)
    name = shown_name(request, registration)
    if registration.attendance == Attendance.PRESENT:
        text = _("%(name)s is registered and present.") % {"name": name}
    else:
        text = _("%(name)s is registered.") % {"name": name}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    if is_at_door(request):
        return answer_door(request, event)
    if not request.htmx:
        return back_to(event, registration)
    context = row_context(request, event)
    context |= {"registration": registration, "totals": register_totals(event), "is_new": True}
    prepare_rows(request, context, [registration])
    return render(request, "events/register/people/partials/answer_added.html", context)
