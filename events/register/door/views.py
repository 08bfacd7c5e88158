"""The register in other hands: only the search, until its user takes the device back."""

from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.locking.devices import facts_of
from accounts.locking.opening import Opening
from accounts.locking.views import TOLD
from accounts.middleware import MINUTE, go_to
from accounts.models.access_log import Action
from events.register.door import session
from events.register.forms import NewPersonForm
from events.register.lookups import event_for
from events.register.parts import organisations_for, row_context
from events.register.people.found import found_context, usual_category
from events.register.totals import register_totals


def hand_over(request, event_id):
    """Hand the device over to whoever stands at the door."""
    event = event_for(request, event_id)
    session.hand_over(request, event)
    return go_to(request, reverse("events:door", args=[event.pk]))


def door(request, event_id):
    """The search alone, or with `?locked` nothing but the way back to it."""
    event = event_for(request, event_id)
    if not session.is_at_door(request):
        return redirect("events:register", event.pk)
    if "locked" in request.GET:
        return render_locked(request, event)
    return render_door(request, event, query=request.GET.get("q", ""))


def take_back(request, event_id):
    """Take the device back with its PIN, or with the password of whoever is signed in."""
    event = event_for(request, event_id)
    opening = Opening(request)
    if opening.succeeds():
        return opening.lead_on(reverse("events:register", args=[event.pk]))
    show = render_locked if "locked" in request.GET else render_door
    return show(request, event, opening=opening, status=422)


def render_door(
    request, event, *, query="", person_form=None, similar=(), opening=None, status=200
):
    """The search with what it finds; who is found shows as a short name."""
    context = _context(request, event, opening)
    context |= {"totals": register_totals(event)}
    if context["access"].can_add_people:
        categories = context["categories"]
        organisations = organisations_for(request.user, event)
        context["person_blank"] = NewPersonForm(
            event=event, categories=categories, organisations=organisations
        )
        context |= found_context(
            request,
            event,
            query,
            categories=categories,
            organisations=organisations,
            usual=usual_category(event),
            person_form=person_form,
            similar=similar,
        )
        shown = len(context["people"]) + len(context["similar"])
        if shown:
            request.log(Action.VIEW_PARTICIPANTS, event, shown=shown)
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
