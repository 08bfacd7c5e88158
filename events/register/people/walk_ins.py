"""Putting people on the register: known ones found by name, and new ones."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from events.models import Attendance, RegisterAct, Registration
from events.register.acts.acting import acting
from events.register.acts.keys import known_act
from events.register.door.arrivals import arrive
from events.register.door.session import is_at_door, is_of_door, may_search
from events.register.door.typed import is_enough
from events.register.door.views import render_door
from events.register.forms import DoorPersonForm, RegisterPersonForm
from events.register.lookups import event_for
from events.register.marks.conflicts import has_conflict
from events.register.marks.row_extras import prepare_rows
from events.register.parts import (
    answer_conflict,
    back_to,
    organisations_for,
    render_register,
    row_context,
    with_shown_name,
)
from events.register.people.found import (
    found_context,
    said_apart,
    searchable,
    similar_people,
    usual_for,
    with_places,
)
from events.register.people.services import (
    circumstances,
    register_new_person,
    register_participant,
)
from events.register.places.views import answer_waiting, waiting_in_words
from events.register.state import check_register_is_open
from events.register.totals import register_totals
from participants.models import Category
from shkej.lib.refusals import tell_at
from shkej.lib.searches import address_with, forget_searches


class PersonForm(forms.Form):
    """Which of the people found it is, and how the sender saw them marked, if at all."""

    participant = forms.IntegerField()
    seen = forms.ChoiceField(choices=Attendance.choices, required=False)

    def clean_seen(self):
        """Only who is not yet marked is offered to be added."""
        return self.cleaned_data["seen"] or Attendance.UNMARKED


def search(request, event_id):
    """The people found while typing, as a fragment; without a script, on the page itself."""
    event, words = event_for(request, event_id), request.POST.get("q", "")
    at_door = is_at_door(request)
    if at_door and is_enough(words) and not may_search(request, event):
        return render_door(request, event, is_too_often=True, status=429)
    if request.htmx:
        return _render_found(request, event, query=words)
    if at_door:
        forget_searches(request)  # of whoever was there before
    elif words.strip():
        request.log(Action.SEARCH, event, words=words)
    page = reverse("events:door" if at_door else "events:register", args=[event.pk])
    return redirect(address_with(request, page, words))


@acting()
def add_known(act):
    """Put a known person on the register, and mark them present once the day has come."""
    form = PersonForm(act.request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    person = get_object_or_404(searchable(act.by), pk=form.cleaned_data["participant"])
    now = circumstances(act.event)
    [person] = with_places([person], act.event)
    if person.place and now["attendance"]:
        asked = {"attendance": now["attendance"], "seen": form.cleaned_data["seen"]}
        if has_conflict(act, person.place, **asked):
            return partial(answer_conflict, act.request, person.place)
    registration = register_participant(
        event=act.event, participant=person, registered_by=act.by, **now
    )
    before = {"attendance": person.place.attendance} if person.place else {}
    return _added(act, registration, before)


@acting()
def add_new(act):
    """Add somebody nobody knew yet; ask first when somebody very much like them is known.

    At the door nothing is asked: whoever is known is not told there.
    """
    request, similar = act.request, []
    of_door = is_of_door(request)
    form = (DoorPersonForm if of_door else RegisterPersonForm)(
        request.POST,
        event=act.event,
        categories=list(Category.objects.all()),
        organisations=organisations_for(act.by, act.event),
    )
    if of_door and form.is_valid():
        return arrive(act, form.cleaned_data)
    if form.is_valid():
        answers = form.cleaned_data
        is_new, not_same = answers.pop("is_new"), answers.pop("not_same")
        if not known_act(request):  # the event is locked: a second tap finds whom the first added
            check_register_is_open(act.event)
            similar = similar_people(act.by, act.event, answers)
            if is_new or not similar:
                apart, similar = said_apart(similar, not_same), []
                try:
                    return _add(act, answers | {"apart": apart})
                except ValidationError as refusal:
                    if not hasattr(refusal, "error_dict"):
                        raise
                    tell_at(form, refusal)
    return partial(_ask_again, request, act.event, person_form=form, similar=similar)


def _add(act, answers):
    with transaction.atomic():  # what is refused at a field leaves nothing behind
        registration = register_new_person(
            event=act.event, registered_by=act.by, **answers, **circumstances(act.event)
        )
    return _added(act, registration, {})


def _added(act, registration, before):
    """Write down and say that somebody was added; `before`: their mark, who was there already."""
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
    if is_at_door(request):
        return render_door(request, event, person_form=asked["person_form"])
    return render_register(request, event, **asked)


def _render_found(request, event, *, query="", status=200, **extra):
    context = row_context(request, event)
    context |= found_context(
        request,
        event,
        query,
        categories=Category.objects.all(),
        organisations=organisations_for(request.user, event),
        usual=usual_for(request, event),
        **extra,
    )
    request.shows(event, words=context["query"])
    if context["is_asked"] and not (context["people"] or context["at_door"]):
        request.log(Action.SEARCH, event, words=context["query"])
    return render(request, "events/register/people/partials/found.html", context, status=status)


def _in_words(request, registration):
    """(level of the message, what to say of somebody who was added)."""
    if registration.status == Registration.Status.WAITLISTED:
        return messages.WARNING, waiting_in_words(request, registration)
    if registration.attendance == Attendance.PRESENT:
        text = _("%(name)s is registered and present.")
    else:
        text = _("%(name)s is registered.")
    return messages.SUCCESS, with_shown_name(text, request, registration)


def _answer_added(request, registration):
    """The row on top of the list, an empty search box, and one line with Undo."""
    event = registration.event
    if registration.status == Registration.Status.WAITLISTED:
        return answer_waiting(request, registration)
    if not request.htmx:
        return back_to(event, registration)
    context = row_context(request, event)
    context |= {"registration": registration, "totals": register_totals(event), "is_new": True}
    prepare_rows(request, context, [registration])
    return render(request, "events/register/people/partials/answer_added.html", context)
