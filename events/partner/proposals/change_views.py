"""What a partner asks about its own event: its two forms, and the page of who answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from events.inviting.asking import WouldNotify, asks_before_notifying
from events.inviting.mails import changes_in_words
from events.lib.shared_facts import differ, facts_of
from events.lib.twins.asking import LooksLoggedAlready
from events.models import ChangeRequest, Event
from events.partner.event_page import event_and_organisation
from events.partner.proposals.change_forms import AskToMoveForm, CancelForm, StayForm
from events.partner.proposals.changing import (
    as_asked,
    ask_change,
    check_may_ask,
    confirm_change,
    decline_change,
    own_proposal,
    withdraw_change,
)
from shkej.lib.bilingual import reading
from shkej.lib.forms.editing import moment_seen
from shkej.lib.forms.inputs import IdsField
from shkej.lib.refusals import tell

ASK_TO_MOVE = gettext_noop("Ask to move the event")
ASK_TO_CANCEL = gettext_noop("Ask to cancel the event")


def ask_to_move(request, event_id, organisation_id):
    """Ask that the organisation's own event be at another time or place."""
    return _ask(request, event_id, organisation_id, AskToMoveForm, ASK_TO_MOVE)


def ask_to_cancel(request, event_id, organisation_id):
    """Ask that the organisation's own event be called off."""
    return _ask(request, event_id, organisation_id, CancelForm, ASK_TO_CANCEL)


def _ask(request, event_id, organisation_id, form_class, title):
    event, organisation = event_and_organisation(request, event_id, organisation_id)
    proposal = own_proposal(event, organisation)
    if proposal is None:
        raise Http404
    if request.method != "POST":
        try:
            check_may_ask(proposal, event)
        except ValidationError as refusal:
            return _lead_to_what_stands(request, refusal, event, organisation)
    form = form_class(request.POST if request.method == "POST" else None, event=event)
    if form.is_valid():
        change = form.save(commit=False)
        change.proposal = proposal
        try:
            ask_change(change=change, by=request.user)
        except ValidationError as refusal:
            form.add_error("date" if refusal.code == "is_past" else None, refusal)
        else:
            messages.success(
                request, _("You have asked the centre. Until it confirms, nothing changes.")
            )
            return redirect("events:partner_event", event.pk, organisation.pk)
    context = {"form": form, "event": event, "organisation": organisation, "title": _(title)}
    status = 409 if form.has_conflict else 200
    return render(request, "events/partner/proposals/ask_change.html", context, status=status)


def _lead_to_what_stands(request, refusal, event, organisation):
    """To the event; where a request waits there, as after Back, to that: nothing went wrong."""
    page = reverse("events:partner_event", args=[event.pk, organisation.pk])
    if refusal.code != "asked":
        tell(request, refusal)
        return redirect(page)
    messages.info(
        request,
        _("You have asked already, as shown here. To ask for something else, take it back first."),
    )
    return redirect(f"{page}#own")


def change_withdraw(request, event_id, organisation_id, change_id):
    """Take back what nobody has answered yet."""
    event, organisation = event_and_organisation(request, event_id, organisation_id)
    rows = ChangeRequest.objects.visible_to(request.user, request.permission)
    rows = rows.filter(proposal__event=event, proposal__organisation=organisation)
    change = get_object_or_404(rows, pk=change_id)
    try:
        withdraw_change(change=change, by=request.user)
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("You have taken it back. The event stays as it is."))
    return redirect("events:partner_event", event.pk, organisation.pk)


def change_asked(request, change_id):
    """What a partner asks about its event, with the two answers to it."""
    rows = ChangeRequest.objects.visible_to(request.user, request.permission)
    change = get_object_or_404(rows.for_list().select_related("asked_by"), pk=change_id)
    decision = request.POST.get("decision")
    if request.method == "POST" and decision not in DECISIONS:
        return HttpResponseBadRequest()  # the page offers only valid values
    declining = StayForm(request.POST if decision == "decline" else None)
    context = {"declining": declining}
    if request.method == "POST":
        answer, refused = DECISIONS[decision](request, change, declining)
        if answer:
            return answer
        context |= refused
    context |= _facts(request, change)
    status = 409 if context.get("notification") or context.get("twins") else 200
    return render(request, "events/partner/proposals/change.html", context, status=status)


def _confirm(request, change, _declining):
    """(The answer, None) once it is done; else (None, what the page says besides)."""
    try:
        with asks_before_notifying(request.POST.get("telling"), by=request.user) as told:
            confirm_change(
                change=change,
                by=request.user,
                seen_at=request.POST.get("seen_at", ""),
                other_than=IdsField().clean(request.POST.get("other_than", "")),
            )
    except WouldNotify as refusal:
        other_than = request.POST.get("other_than", "")
        return None, {"notification": refusal.notification, "other_than": other_than}
    except LooksLoggedAlready as refusal:
        return None, {"twins": refusal.events}
    except ValidationError as refusal:
        return _refused(request, refusal)
    done = _("The event was moved.") if change.is_move else _("The event was cancelled.")
    messages.success(request, f"{done} {told.in_words}".strip())
    return redirect("events:event_detail", change.event.pk), None


def _decline(request, change, declining):
    """As `_confirm`: the event stays as it is."""
    if not declining.is_valid():
        return None, {"form": declining}
    try:
        decline_change(change=change, by=request.user, **declining.cleaned_data)
    except ValidationError as refusal:
        return _refused(request, refusal)
    messages.success(request, _("The event stays as it is. The organisation reads your answer."))
    return redirect("events:event_detail", change.event.pk), None


DECISIONS = {"confirm": _confirm, "decline": _decline}


def _refused(request, refusal):
    tell(request, refusal)
    return (
        (redirect("events:proposals_to_decide"), None) if refusal.code == "settled" else (None, {})
    )


def _facts(request, change):
    """What the page shows: the event as it is and as it was asked for.

    `meanwhile`: what else changed since it was asked.
    """
    event = Event.objects.with_access(request.user).select_related("centre").get(pk=change.event.pk)
    now, language = facts_of(event), reading()
    changes = []
    if change.is_move:
        changes = changes_in_words(now, facts_of(as_asked(change, event)), language)
    meanwhile = []
    if change.is_waiting and differ(change.seen, now, [language]):
        meanwhile = changes_in_words(change.seen, now, language)
    return {
        "change": change,
        "event": event,
        "changes": changes,
        "meanwhile": meanwhile,
        "seen_at": moment_seen(event),
    }
