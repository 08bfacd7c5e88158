"""Giving one of those who were counted their name."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from events.models import RegisterAct
from events.register.acts.acting import acting
from events.register.headcounts.naming import name_counted
from events.register.headcounts.naming_forms import NamedPersonForm
from events.register.lookups import event_for
from events.register.parts import (
    ORGANISATIONS_OFFERED,
    answer_refusal,
    back_to,
    organisations_for,
    row_context,
    with_shown_name,
)
from events.register.people.found import (
    found_context,
    said_apart,
    searchable,
    similar_people,
)
from events.register.state import check_day_has_come, check_register_is_open
from participants.lib.names import split_name
from shkej.lib.refusals import tell_at
from shkej.lib.searches import searched


def show_naming(request, event_id, headcount_id):
    """One of a group, to be found by name or written down."""
    event = event_for(request, event_id)
    headcount = _headcount(event, headcount_id)
    try:
        _check_is_open(event)
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)
    query = searched(request)
    first_name, last_name = split_name(query)
    form = _form(
        request, event, headcount, initial={"first_name": first_name, "last_name": last_name}
    )
    return _render(request, event, headcount, form, query=query)


@acting(page=show_naming)
def name_one(act, headcount_id):
    """Say who one of a group was: somebody known, found by name, or somebody new."""
    headcount = _headcount(act.event, headcount_id)
    _check_is_open(act.event)
    if "participant" in act.request.POST:
        return _name_known(act, headcount)
    return _name_new(act, headcount)


def _headcount(event, headcount_id):
    return get_object_or_404(event.headcounts.select_related("category"), pk=headcount_id)


def _check_is_open(event):
    check_register_is_open(event)
    check_day_has_come(event)


def _name_known(act, headcount):
    number = act.request.POST["participant"]
    if not (number.isdecimal() and len(number) < 19):
        return HttpResponseBadRequest()
    person = get_object_or_404(searchable(act.by), pk=number)
    return _did(act, headcount, participant=person)


def _name_new(act, headcount):
    form = _form(act.request, act.event, headcount, data=act.request.POST)
    similar = []
    if form.is_valid():
        answers = form.cleaned_data
        is_new, not_same = answers.pop("is_new"), answers.pop("not_same")
        # The event is locked: a second tap finds whom the first wrote down.
        similar = similar_people(act.by, act.event, answers)
        if is_new or not similar:
            apart, similar = said_apart(similar, not_same), []
            try:
                with transaction.atomic():  # what is refused at a field leaves nothing behind
                    return _did(act, headcount, new_person=answers | {"apart": apart})
            except ValidationError as refusal:
                tell_at(form, refusal)
    return partial(_render, act.request, act.event, headcount, form, similar=similar)


def _did(act, headcount, **person):
    moment, act.place = name_counted(headcount=headcount, named_by=act.by, **person)
    after = {"headcount": headcount.pk, "moment": moment.isoformat()}
    done = act.did(RegisterAct.Kind.NAME, after=after)
    text = _("%(name)s is present by name; one fewer is counted without a name.")
    act.say(with_shown_name(text, act.request, act.place), done)
    return back_to(act.event, act.place)


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
    request.shows(event)
    return render(request, "events/register/headcounts/name_counted.html", context)
