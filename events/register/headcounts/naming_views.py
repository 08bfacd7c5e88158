"""Giving one of those who were counted their name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from events.lib.locks import lock_event
from events.register.acts.keys import write_down
from events.register.acts.moments import to_moment, to_number
from events.register.acts.once import once
from events.register.headcounts.naming import name_counted, undo_naming
from events.register.headcounts.naming_forms import NamedPersonForm
from events.register.parts import (
    ORGANISATIONS_OFFERED,
    add_refusal,
    answer_list,
    answer_refusal,
    back_to,
    event_for,
    log_names_seen,
    organisations_for,
    place_for,
    row_context,
    shown_name,
)
from events.register.people.found import found_context, searchable, similar_people, split_name
from events.register.state import check_day_has_come, check_register_is_open


def name_one(request, event_id, headcount_id):
    """Say who one of a group was: somebody known, found by name, or somebody new."""
    event = event_for(request, event_id)
    headcount = get_object_or_404(event.headcounts.select_related("category"), pk=headcount_id)
    try:
        check_register_is_open(event)
        check_day_has_come(event)
        if "participant" in request.POST:
            return _name_known(request, event, headcount)
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)
    if request.method == "POST":
        return _name_new(request, event, headcount)
    query = request.GET.get("q", "")
    first_name, last_name = split_name(query)
    form = _form(
        request, event, headcount, initial={"first_name": first_name, "last_name": last_name}
    )
    return _render(request, event, headcount, form, query=query)


@once
def undo_name_one(request, event_id, headcount_id, registration_id, moment):
    """Take the name back: the person as they stood before, and one more in the group."""
    event = event_for(request, event_id)
    registration = place_for(request, event_id, registration_id)
    try:
        with transaction.atomic():
            undo_naming(
                event=event,
                headcount_id=headcount_id,
                registration=registration,
                moment=to_moment(moment),
                undone_by=request.user,
            )
            write_down(request, event, registration=registration)
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)
    text = _("%(name)s is no longer named; one more is counted without a name.")
    messages.success(request, text % {"name": shown_name(request, registration)})
    return answer_list(request, event, with_counts=True)


def _name_known(request, event, headcount):
    number = request.POST["participant"]
    if not (number.isdecimal() and len(number) < 19):
        return HttpResponseBadRequest()
    person = get_object_or_404(searchable(request.user), pk=number)
    moment, registration = name_counted(
        headcount=headcount, participant=person, named_by=request.user
    )
    return _answer_named(request, headcount, registration, moment)


def _name_new(request, event, headcount):
    form = _form(request, event, headcount, data=request.POST)
    similar = []
    if form.is_valid():
        answers = form.cleaned_data
        is_new = answers.pop("is_new")
        try:
            with transaction.atomic():
                lock_event(event)  # so that a second tap finds whom the first wrote down
                similar = [] if is_new else similar_people(request.user, event, answers)
                if not similar:
                    moment, registration = name_counted(
                        headcount=headcount, new_person=answers, named_by=request.user
                    )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            if not similar:
                return _answer_named(request, headcount, registration, moment)
    return _render(request, event, headcount, form, similar=similar)


def _answer_named(request, headcount, registration, moment):
    event = registration.event
    text = _("%(name)s is present by name; one fewer is counted without a name.")
    undo = reverse(
        "events:undo_name_counted",
        args=[event.pk, headcount.pk, registration.pk, to_number(moment)],
    )
    text %= {"name": shown_name(request, registration)}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    return back_to(event, registration)


def _form(request, event, headcount, *, data=None, initial=None):
    return NamedPersonForm(
        data,
        event=event,
        headcount=headcount,
        organisations=organisations_for(request.user, event),
        initial=initial,
    )


def _render(request, event, headcount, form, *, query="", similar=()):
    context = row_context(request, event) | {"headcount": headcount}
    context |= found_context(
        request,
        event,
        query,
        categories=[headcount.category],
        organisations=form.organisations,
        usual=headcount.category.code,
        person_form=form,
        similar=similar,
    )
    if form.organisations is not None:
        context["organisations"] = form.organisations[:ORGANISATIONS_OFFERED]
    shown = len(context["people"]) + len(context["similar"])
    if shown:
        log_names_seen(request, event, shown)
    return render(request, "events/register/headcounts/name_counted.html", context)
