"""Putting people on the register: known ones found by name, and new ones."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from events.models import Attendance, RegisterAct, Registration
from events.register.acts.acting import acting
from events.register.acts.keys import known_act
from events.register.door.session import is_at_door
from events.register.door.views import render_door
from events.register.forms import NewPersonForm
from events.register.lookups import event_for
from events.register.marks.conflicts import has_conflict
from events.register.marks.row_extras import prepare_rows
from events.register.parts import (
    answer_conflict,
    answer_door,
    back_to,
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
from events.register.places.views import answer_waiting, waiting_in_words
from events.register.state import check_register_is_open
from events.register.totals import register_totals
from participants.models import Category
from shkej.lib.dates import today
from shkej.lib.refusals import tell_at
from shkej.lib.texts import with_names


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


@acting()
def add_known(act):
    """Put a known person on the register, and mark them present once the day has come."""
    form = PersonForm(act.request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    person = get_object_or_404(searchable(act.by), pk=form.cleaned_data["participant"])
    circumstances = _circumstances(act.event)
    [person] = with_places([person], act.event)
    if person.place and circumstances["attendance"]:
        asked = {"attendance": circumstances["attendance"], "seen": form.cleaned_data["seen"]}
        if has_conflict(act, person.place, **asked):
            return partial(answer_conflict, act.request, person.place)
    registration = register_participant(
        event=act.event, participant=person, registered_by=act.by, **circumstances
    )
    before = {"attendance": person.place.attendance} if person.place else {}
    return _added(act, registration, before)


@acting()
def add_new(act):
    """Add somebody nobody knew yet; ask first when somebody very much like them is known."""
    request, similar = act.request, []
    form = NewPersonForm(
        request.POST,
        event=act.event,
        categories=list(Category.objects.all()),
        organisations=organisations_for(act.by, act.event),
    )
    if form.is_valid():
        answers = form.cleaned_data
        is_new = answers.pop("is_new")
        if not known_act(request):  # the event is locked: a second tap finds whom the first added
            check_register_is_open(act.event)
            similar = [] if is_new else similar_people(act.by, act.event, answers)
            if not similar:
                try:
                    return _add(act, answers)
                except ValidationError as refusal:
                    if not hasattr(refusal, "error_dict"):
                        raise
                    tell_at(form, refusal)
    return partial(_ask_again, request, act.event, person_form=form, similar=similar)


def _add(act, answers):
    with transaction.atomic():  # what is refused at a field leaves nothing behind
        registration = register_new_person(
            event=act.event, registered_by=act.by, **answers, **_circumstances(act.event)
        )
    return _added(act, registration, {})


def _added(act, registration, before):
    """Write down and say that somebody was added; `before`: their mark, who stood there already."""
    after = {"attendance": registration.attendance}
    done = act.did(
        RegisterAct.Kind.ADD,
        registration=registration,
        before=before,
        after={} if before == after else after,
    )
    level, text = _in_words(act.request, registration)
    act.say(text, done, level=level)
    return partial(_answer_added, act.request, registration)


def _ask_again(request, event, **asked):
    if request.htmx:
        return _render_found(request, event, status=422, **asked)
    return (render_door if is_at_door(request) else render_register)(request, event, **asked)


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
        request.log(Action.VIEW_PARTICIPANTS, event, shown=shown)
    return render(request, "events/register/people/partials/found.html", context, status=status)


def _circumstances(event):
    """From the event's day on people are there when they are added; before, they are expected."""
    now, day = today(), event.local_date
    return {
        "attendance": Attendance.PRESENT if day <= now else None,
        "source": Registration.Source.WALK_IN if day == now else Registration.Source.STAFF,
    }


def _in_words(request, registration):
    """(level of the message, what to say of somebody who was added)."""
    if registration.status == Registration.Status.WAITLISTED:
        return messages.WARNING, waiting_in_words(request, registration)
    if registration.attendance == Attendance.PRESENT:
        text = _("%(name)s is registered and present.")
    else:
        text = _("%(name)s is registered.")
    return messages.SUCCESS, with_names(text, name=shown_name(request, registration))


def _answer_added(request, registration):
    """The row on top of the list, an empty search box, and one line with Undo."""
    event = registration.event
    if registration.status == Registration.Status.WAITLISTED:
        return answer_waiting(request, registration)
    if is_at_door(request):
        return answer_door(request, event)
    if not request.htmx:
        return back_to(event, registration)
    context = row_context(request, event)
    context |= {"registration": registration, "totals": register_totals(event), "is_new": True}
    prepare_rows(request, context, [registration])
    return render(request, "events/register/people/partials/answer_added.html", context)
