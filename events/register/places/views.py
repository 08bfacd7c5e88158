"""The waiting list of an event with a capacity: giving a place, and what is said of it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _

from events.models import RegisterAct, Registration
from events.register.acts.acting import acting
from events.register.door.session import is_at_door
from events.register.lookups import event_for, place_for
from events.register.parts import (
    answer_door,
    back_to,
    row_context,
    with_shown_name,
)
from events.register.places.forms import PlaceForm
from events.register.places.services import needs_overruling
from events.register.places.waiting_list import give_place
from events.register.totals import register_totals
from shkej.lib.refusals import tell_at

WAITLISTED = Registration.Status.WAITLISTED


def show_place(request, event_id, registration_id):
    """Who waits, and what giving them a place asks for."""
    event_for(request, event_id)
    registration = place_for(request, event_id, registration_id)
    if registration.status != WAITLISTED:
        return back_to(registration.event, registration)
    return _render_place(request, registration, _form(registration))


@acting(on_place=True, page=show_place)
def place(act):
    """Give somebody who waits a place; out of turn it takes a reason."""
    event_for(act.request, act.event.pk)
    if act.place.status != WAITLISTED:
        return back_to(act.event, act.place)
    form = _form(act.place, act.request.POST)
    if form.is_valid():
        try:
            return _give(act, form.cleaned_data.get("reason", ""))
        except ValidationError as refusal:
            if "reason" not in form.fields:
                raise
            tell_at(form, refusal)
    return partial(_render_place, act.request, act.place, form)


def _give(act, reason):
    act.place = give_place(registration=act.place, given_by=act.by, reason=reason)
    done = act.did(RegisterAct.Kind.PLACE, after={"status": act.place.status}, reason=reason)
    text = _("%(name)s has a place.")
    act.say(with_shown_name(text, act.request, act.place), done)
    return back_to(act.event, act.place)


def _form(registration, data=None):
    return PlaceForm(data, asks_reason=needs_overruling(registration))


def _render_place(request, registration, form):
    context = {**row_context(request, registration.event), "registration": registration}
    return render(request, "events/register/places/place.html", context | {"form": form})


def say_places(act):
    """Say who got the place that an act on somebody left free."""
    if act.event.capacity is None:
        return
    for other in act.others_placed():
        text = _("%(name)s got the place.")
        act.say(with_shown_name(text, act.request, other), level=messages.INFO)


def answer_waiting(request, registration):
    """The register, to which somebody was just added who waits."""
    event = registration.event
    if is_at_door(request):
        return answer_door(request, event)
    if not request.htmx:
        return back_to(event, registration)
    context = row_context(request, event) | {"totals": register_totals(event)}
    return render(request, "events/register/places/partials/answer_waiting.html", context)


def waiting_in_words(request, registration):
    """That somebody just registered waits, and at which place of the list."""
    waiting = registration.event.registrations.waiting()
    number = [row.pk for row in waiting].index(registration.pk) + 1
    return with_shown_name(
        _("All places are taken. %(name)s is number %(n)s on the waiting list."),
        request,
        registration,
        n=number,
    )
