"""Giving one of those who were counted their name."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from events.lib.locks import lock_event
from events.models import RegisterAct
from events.register.acts.acting import Acting, tell_done
from events.register.headcounts.naming import name_counted
from events.register.headcounts.naming_forms import NamedPersonForm
from events.register.parts import (
    ORGANISATIONS_OFFERED,
    answer_refusal,
    back_to,
    event_for,
    organisations_for,
    row_context,
    shown_name,
)
from events.register.people.found import found_context, searchable, similar_people, split_name
from events.register.state import check_day_has_come, check_register_is_open
from shkej.lib.refusals import tell_at


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


def _name_known(request, event, headcount):
    number = request.POST["participant"]
    if not (number.isdecimal() and len(number) < 19):
        return HttpResponseBadRequest()
    person = get_object_or_404(searchable(request.user), pk=number)
    with transaction.atomic():
        named = name_counted(headcount=headcount, participant=person, named_by=request.user)
        done = _did(request, headcount, *named)
    return _answer_named(request, done)


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
                    named = name_counted(
                        headcount=headcount, new_person=answers, named_by=request.user
                    )
                    done = _did(request, headcount, *named)
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            if not similar:
                return _answer_named(request, done)
    return _render(request, event, headcount, form, similar=similar)


def _did(request, headcount, moment, registration):
    after = {"headcount": headcount.pk, "moment": moment.isoformat()}
    act = Acting(request, registration.event, registration)
    return act.did(RegisterAct.Kind.NAME, after=after)


def _answer_named(request, done):
    text = _("%(name)s is present by name; one fewer is counted without a name.")
    tell_done(request, text % {"name": shown_name(request, done.registration)}, done)
    return back_to(done.event, done.registration)


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
        request.log(Action.VIEW_PARTICIPANTS, event, shown=shown)
    return render(request, "events/register/headcounts/name_counted.html", context)
