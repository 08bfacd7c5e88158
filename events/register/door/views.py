"""The register in other hands: only the search, until the password takes the device back."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.forms.sign_in import ReauthenticateForm
from accounts.middleware import go_to
from accounts.models.access_log import Action
from events.register.door import session
from events.register.forms import NewPersonForm
from events.register.lookups import event_for
from events.register.parts import organisations_for, row_context
from events.register.people.found import found_context, usual_category
from events.register.totals import register_totals


def hand_over(request, event_id):
    """Hand the device over to whoever stands at the door; `locked` comes from an idle screen."""
    event = event_for(request, event_id)
    session.hand_over(request, event)
    address = reverse("events:door", args=[event.pk])
    return go_to(request, f"{address}?locked" if "locked" in request.POST else address)


def door(request, event_id):
    """The search alone, or with `?locked` nothing but the way back to it."""
    event = event_for(request, event_id)
    if not session.is_at_door(request):
        return redirect("events:register", event.pk)
    if "locked" in request.GET:
        return render_locked(request, event)
    return render_door(request, event, query=request.GET.get("q", ""))


def take_back(request, event_id):
    """Take the device back with the password of whoever is signed in."""
    event = event_for(request, event_id)
    form = ReauthenticateForm(request.POST, user=request.user)
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        form = ReauthenticateForm({}, user=request.user)
        form.errors.clear()
        form.add_error("password", get_adapter().error_messages["too_many_login_attempts"])
    elif form.is_valid():
        session.take_back(request)
        return redirect("events:register", event.pk)
    show = render_locked if "locked" in request.POST else render_door
    return show(request, event, password_form=form, status=422)


def render_door(
    request, event, *, query="", person_form=None, similar=(), password_form=None, status=200
):
    """The search with what it finds; who is found shows as a short name."""
    context = _context(request, event, password_form)
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


def render_locked(request, event, *, password_form=None, status=200):
    """The locked screen: no name, no result, nothing behind it."""
    context = _context(request, event, password_form)
    return render(request, "events/register/door/door_locked.html", context, status=status)


def _context(request, event, password_form):
    context = row_context(request, event)
    form = password_form or ReauthenticateForm(user=request.user)
    back = reverse("events:door", args=[event.pk])
    if "locked" in request.GET or "locked" in request.POST:
        back = f"{back}?locked"
    return {
        **context,
        "password_form": form,
        "lock_after": session.LOCK_AFTER,
        "back_url": back,
    }
