"""The register in other hands: only the search, until its user takes the device back."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.locking.devices import facts_of
from accounts.locking.opening import Opening
from accounts.locking.views import TOLD
from accounts.middleware import MINUTE, go_to
from events.models.access import EventAccess
from events.register.door import session
from events.register.forms import DoorPersonForm
from events.register.lookups import event_for
from events.register.parts import organisations_for, row_context
from events.register.people.found import found_context, usual_category, usual_for
from shkej.lib.searches import searched


def hand_over(request, event_id):
    """Hand the device over to whoever is at the door."""
    event = event_for(request, event_id)
    if not session.is_at_door(request):
        request.session[session.USUAL] = usual_category(event)
    session.hand_over(request, event)
    return go_to(request, reverse("events:door", args=[event.pk]))


def door(request, event_id):
    """The search alone, or with `?locked` nothing but the way back to it."""
    event = event_for(request, event_id)
    if not session.is_at_door(request):
        return redirect("events:register", event.pk)
    if "locked" in request.GET:
        return render_locked(request, event)
    return render_door(request, event, query=searched(request))


def door_note_done(request, event_id, note_id):
    """Somebody has seen to what was typed at the door."""
    event = event_for(request, event_id)
    if not EventAccess(request.user, event).sees_names:
        raise Http404
    get_object_or_404(event.door_notes, pk=note_id).delete()
    return redirect("events:register", event.pk)


def take_back(request, event_id):
    """Take the device back with its PIN, or with the password of whoever is signed in."""
    event = event_for(request, event_id)
    opening = Opening(request)
    if opening.succeeds():
        return opening.lead_on(reverse("events:register", args=[event.pk]))
    show = render_locked if "locked" in request.GET else render_door
    return show(request, event, opening=opening, status=422)


def render_door(
    request, event, *, query="", person_form=None, is_too_often=False, opening=None, status=200
):
    """The search, and below it the form that is the same for everybody."""
    context = _context(request, event, opening) | {"is_too_often": is_too_often}
    if context["access"].can_add_people:
        categories = context["categories"]
        organisations = organisations_for(request.user, event)
        usual = usual_for(request, event)
        context["person_blank"] = DoorPersonForm(
            event=event,
            categories=categories,
            organisations=organisations,
            initial={"category": usual},
        )
        if is_too_often:
            person_form = context["person_blank"]
        context |= found_context(
            request,
            event,
            query,
            categories=categories,
            organisations=organisations,
            usual=usual,
            person_form=person_form,
        )
    return render(request, "events/register/door/door.html", context, status=status)


def render_locked(request, event, *, opening=None, status=200):
    """The locked screen: no name, no result, nothing behind it."""
    context = _context(request, event, opening)
    return render(request, "events/register/door/door_locked.html", context, status=status)


def _context(request, event, opening):
    back = reverse("events:door", args=[event.pk])
    if "locked" in request.GET:
        back = f"{back}?locked"
    return {
        **row_context(request, event),
        **(opening or Opening(request)).context,
        "lock_after": facts_of(request)["minutes"] * MINUTE,
        "told": TOLD.get(request.GET.get("told", ""), ""),
        "back_url": back,
    }
