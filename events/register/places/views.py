"""The waiting list of an event with a capacity: giving a place, and what is said of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _

from events.models import RegisterAct, Registration
from events.register.acts.acting import Acting, tell_done
from events.register.door.session import is_at_door
from events.register.parts import (
    answer_door,
    back_to,
    event_for,
    place_for,
    row_context,
    shown_name,
)
from events.register.places.forms import PlaceForm
from events.register.places.services import needs_overruling
from events.register.places.waiting_list import give_place
from events.register.totals import register_totals
from shkej.lib.refusals import tell, tell_at


def place(request, event_id, registration_id):
    """Give somebody who waits a place; out of turn it takes a reason."""
    event_for(request, event_id)
    registration = place_for(request, event_id, registration_id)
    if registration.status != Registration.Status.WAITLISTED:
        return back_to(registration.event, registration)
    form = PlaceForm(request.POST or None, asks_reason=needs_overruling(registration))
    if request.method == "POST" and (form.is_valid() or not form.fields):
        reason = form.cleaned_data.get("reason", "") if form.fields else ""
        try:
            with transaction.atomic():
                given = give_place(registration=registration, given_by=request.user, reason=reason)
                done = Acting(request, given.event, given).did(
                    RegisterAct.Kind.PLACE, after={"status": given.status}
                )
        except ValidationError as refusal:
            if "reason" not in form.fields:
                tell(request, refusal)
                return back_to(registration.event)
            tell_at(form, refusal)
        else:
            text = _("%(name)s has a place.")
            tell_done(request, text % {"name": shown_name(request, given)}, done)
            return back_to(given.event, given)
    context = {**row_context(request, registration.event), "registration": registration}
    return render(request, "events/register/places/place.html", context | {"form": form})


def say_places(act):
    """Say who got the place that an act on somebody left free."""
    for other in getattr(act.place, "passed_on_to", ()):
        text = _("%(name)s got the place.") % {"name": shown_name(act.request, other)}
        act.say(text, level=messages.INFO)


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
    return _("All places are taken. %(name)s is number %(n)s on the waiting list.") % {
        "name": shown_name(request, registration),
        "n": number,
    }
