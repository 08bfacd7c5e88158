"""What the views of the register share: look-ups in scope, the page's context, answers to htmx."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from events.models import Event, Registration
from events.models.access import PLACES, READ, EventAccess
from events.register.closing.forms import ReopenForm
from events.register.door.session import LOCK_AFTER, is_at_door, offer_undos
from events.register.headcounts.forms import HeadcountForm
from events.register.live.changes import with_state
from events.register.marks.row_extras import prepare_rows
from events.register.people.found import found_context
from events.register.places.figures import Places
from events.register.totals import RegisterTotals, register_totals
from participants.models import Category
from partners.models import Organisation
from shkej.lib.refusals import tell

ORGANISATIONS_OFFERED = 300


def event_for(request, event_id, permission=None, *, is_locked=False):
    """The event, where the reader reaches it by the route's permission or another one; else 404.

    `is_locked`: with its row locked, for use inside a transaction.
    """
    events = Event.objects.visible_to(request.user, permission or request.permission)
    events = events.select_related("centre")
    if is_locked:
        events = events.select_for_update(of=("self",), no_key=True)
    return get_object_or_404(events, pk=event_id)


def event_with_state(request, event_id):
    """The same for whoever may read its register, with what `changes.state_of` reads."""
    events = Event.objects.visible_to(request.user, READ)
    return get_object_or_404(with_state(events.select_related("centre")), pk=event_id)


def place_for(request, event_id, registration_id, *, is_active=True, is_locked=False):
    """A place of that event which the reader may change; else 404.

    `is_locked`: with its event's row and then its own locked, for use inside a transaction.
    """
    places = Registration.objects.visible_to(request.user, PLACES)
    places = places.for_register(with_marker=not is_locked).select_related("event")
    places = places.filter(event_id=event_id)
    if is_active:
        places = places.standing()
    if is_locked:
        places = places.select_for_update(of=("event", "self"), no_key=True)
    return get_object_or_404(places, pk=registration_id)


def organisations_for(user, event):
    """The organisations a place at `event` can be for; None for readers who may not name one."""
    if not EventAccess(user, event).can_name_organisations:
        return None
    return Organisation.objects.visible_to(user, "partners.change_organisation").active()


def row_context(request, event):
    """What every part of the register needs: the event, and what may be done with it now."""
    access = EventAccess(request.user, event)
    return {
        "event": event,
        "access": access,
        "categories": SimpleLazyObject(lambda: list(Category.objects.on(event.starts_on))),
        "places": Places(event),
        "is_short": shows_short_names(request, access),
        "is_open": event.register_is_open,
        "day_has_come": event.day_has_come,
        "counts_people": event.day_has_come and not event.is_called_off,
    }


def shows_short_names(request, access):
    """Whether only first name and initial are shown: to volunteers, and to all at the door."""
    return is_at_door(request) or not access.sees_names


def list_context(request, event, *, only=None):
    """The same with the rows, the headcounts and the totals over all of them.

    `only`: the ids of the rows to read; the database then sums up the others.
    """
    places = event.registrations.active().for_register()
    registrations = list(places if only is None else places.filter(pk__in=only))
    headcounts = list(event.headcounts.select_related("category"))
    context = row_context(request, event)
    prepare_rows(request, context, registrations)
    if only is None:
        totals = RegisterTotals.over(
            registrations, headcounts, context["categories"], event.attachments.signatures()
        )
    else:
        totals = register_totals(event)
    return {
        **context,
        "registrations": registrations,
        "headcounts": headcounts,
        "headcount_form": HeadcountForm(categories=context["categories"]),
        "totals": totals,
    }


def page_context(
    request,
    event,
    *,
    query="",
    person_form=None,
    similar=(),
    headcount_form=None,
    reopen_form=None,
    state="",
):
    """Everything on the page. Whoever opens it sees names: that is logged.

    `state`: of the register (`changes.state_of`), from before its rows were read.
    """
    context = list_context(request, event) | {"state": state}
    context["reopen_form"] = reopen_form or ReopenForm()
    context["closing"] = _closing_to_undo(request, event, context["access"])
    registrations = context["registrations"]
    if context["access"].can_add_people and context["day_has_come"]:
        context["lock_after"] = LOCK_AFTER
    if context["is_open"]:
        categories = context["categories"]
        organisations = organisations_for(request.user, event)
        if organisations is not None:
            context["organisations"] = organisations[:ORGANISATIONS_OFFERED]
        context["headcount_form"] = headcount_form or context["headcount_form"]
        usual = Counter(registration.category.code for registration in registrations)
        context |= found_context(
            request,
            event,
            query,
            categories=categories,
            organisations=organisations,
            usual=usual.most_common(1)[0][0] if usual else "",
            person_form=person_form,
            similar=similar,
        )
    shown = sum(len(context.get(name, ())) for name in ("registrations", "people", "similar"))
    shown += len(context["places"].waiting)
    if shown:
        request.log(Action.VIEW_PARTICIPANTS, event, shown=shown)
    return context


def _closing_to_undo(request, event, access):
    """The closing that this reader made a moment ago; asked for on a closed register alone."""
    may_close = event.register_is_closed and access.holds("events.close_register")
    return event.acts.closing_to_undo(request.user) if may_close else None


def render_register(request, event, **extra):
    """The whole page; `extra` as in `page_context`."""
    return render(request, "events/register/register.html", page_context(request, event, **extra))


def answer_row(request, event, registration):
    """One row with what is said of it; the figures beside it follow by themselves (`changes`).

    The page without a script.
    """
    if not request.htmx:
        return back_to(event, registration)
    context = row_context(request, event) | {"registration": registration}
    prepare_rows(request, context, [registration])
    return render(request, "events/register/marks/partials/answer_row.html", context)


def answer_list(request, event, *, with_counts=False):
    """The whole list, after an act on many rows; the page without a script.

    `with_counts`: with the groups counted without names too, where the act changed one.
    """
    if is_at_door(request):
        return answer_door(request, event)
    if not request.htmx:
        return back_to(event)
    context = list_context(request, event) | {"with_counts": with_counts}
    return render(request, "events/register/partials/answer_list.html", context)


def answer_anew(request, event):
    """The whole page once more, where the register is another one now: open instead of closed."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return back_to(event)


def answer_conflict(request, registration):
    """Ask which of two marks of one person is to stand."""
    event = event_for(request, registration.event_id, READ)
    registration = event.registrations.for_register().get(pk=registration.pk)
    if is_at_door(request):
        messages.warning(request, _("A colleague marked this person differently. Ask the staff."))
        return answer_door(request, event, status=409)
    text = _("A colleague marked this person otherwise meanwhile. Your mark is not saved yet.")
    messages.warning(request, text)
    if not request.htmx:
        return redirect("events:registration", event.pk, registration.pk)
    context = row_context(request, event) | {"registration": registration}
    prepare_rows(request, context, [registration])
    return render(request, "events/register/marks/partials/answer_row.html", context, status=409)


def answer_refusal(request, event, refusal):
    """Say why it was refused, on the register as it stands now."""
    event = event_for(request, event.pk, READ)
    return refuse(request, event, refusal.messages)


def refuse(request, event, sentences, *, status=409):
    """The list as it stands, with the sentences that say why something was not done."""
    if is_at_door(request) or not request.htmx:
        tell(request, ValidationError(sentences))
        return answer_door(request, event, status) if is_at_door(request) else back_to(event)
    context = list_context(request, event) | {"refusal": sentences}
    return render(request, "events/register/partials/answer_refused.html", context, status=status)


def answer_door(request, event, status=200):
    """At the door: what was done and how many came, and nothing of the list."""
    offer_undos(request)
    if not request.htmx:
        return redirect("events:door", event.pk)
    context = row_context(request, event) | {"totals": register_totals(event)}
    return render(request, "events/register/door/partials/answer_door.html", context, status=status)


def back_to(event, registration=None):
    """Back to the register, where the row stood."""
    address = reverse("events:register", args=[event.pk])
    if registration:
        waits = registration.status == Registration.Status.WAITLISTED
        address = f"{address}#{'waiting' if waits else 'registration'}-{registration.pk}"
    return redirect(address)


def shown_name(request, registration):
    """The name as this reader may see it, for messages."""
    access, participant = EventAccess(request.user, registration.event), registration.participant
    is_short = shows_short_names(request, access)
    return participant.short_name if is_short else participant.full_name
