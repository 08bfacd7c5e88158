"""Invitations, for the centre: sending them, who knows what, and whom to call."""

from operator import attrgetter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.inviting.answer_forms import CalledForm
from events.inviting.calling import count_named, count_organisations, invitations_ahead
from events.inviting.inviting_form import InviteForm
from events.inviting.services import invitable, note_notified, withdraw
from events.inviting.services import invite as send_invitations
from events.models import Event, Invitation
from shkej.lib.dates import today
from shkej.lib.queries.ordering import in_shown_order
from shkej.lib.refusals import tell

SEND = "events.invite"


def invite(request, event_id):
    """Invite organisations: all that have a part and are not invited yet, or those chosen."""
    event = get_object_or_404(
        Event.objects.visible_to(request.user, request.permission), pk=event_id
    )
    values = {"organisations": invitable(event)}
    if request.method != "POST" or "chosen" in request.POST:
        form = InviteForm(request.POST if request.method == "POST" else None, event=event)
        if not form.is_valid():
            return render(request, "events/inviting/invite.html", {"form": form, "event": event})
        values = form.cleaned_data
    try:
        made = send_invitations(event=event, invited_by=request.user, **values)
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        number = len(made)
        text = ngettext(
            "%(n)s organisation was invited.", "%(n)s organisations were invited.", number
        )
        messages.success(request, text % {"n": number})
    return redirect("events:event_detail", event.pk)


def invitation_withdraw(request, invitation_id):
    """Take an invitation back."""
    invitation = _invitation(request, invitation_id, SEND)
    withdraw(invitation=invitation)
    messages.success(request, _("The invitation was withdrawn."))
    return redirect("events:event_detail", invitation.event_id)


def invitations(request):
    """Of each coming event: who answered what, who has seen the last change, whom to call."""
    rows = _ahead(request.user)
    context = {
        "list_title": _("Invitations"),
        "listed": rows,
        "to_call": count_organisations(rows),
    }
    return render(request, "events/inviting/invitations.html", context)


def call_list(request):
    """Those to call, by organisation, made to be printed."""
    rows = [row for row in _ahead(request.user) if row.calls]
    rows = in_shown_order(rows, attrgetter("organisation"))
    context = {"list_title": _("Call list"), "listed": rows, "today": today()}
    return render(request, "events/inviting/call_list.html", context)


def _ahead(user):
    """The invitations; `named`: how many people are named by those who do not say they come."""
    rows = invitations_ahead(user)
    unanswered = [row for row in rows if row.is_not_coming or not row.is_answered]
    counts = count_named(unanswered)
    for row in unanswered:
        row.named = counts.get((row.event_id, row.organisation_id), 0)
    return rows


def invitation_called(request, invitation_id):
    """Note what an organisation said on the telephone, or that it was told of the end."""
    rows = Invitation.objects.visible_to(request.user, request.permission).select_related(
        "event__centre"
    )
    invitation = get_object_or_404(rows.select_related("organisation"), pk=invitation_id)
    if invitation.event.is_ahead and invitation.withdrawn_at is None:
        form = CalledForm(request.POST if request.method == "POST" else None, invitation=invitation)
        is_noted = form.keep(way=Invitation.Way.PHONE, answered_by=request.user)
    else:
        form, is_noted = None, request.method == "POST"
        if is_noted:
            note_notified(invitation=invitation)
    if is_noted:
        messages.success(request, _("The call was noted."))
        return redirect("events:invitations")
    context = {"form": form, "invitation": invitation, "event": invitation.event}
    return render(request, "events/inviting/invitation_called.html", context)


def _invitation(request, invitation_id, permission):
    rows = Invitation.objects.visible_to(request.user, permission).standing()
    rows = rows.select_related("event__centre", "organisation")
    return get_object_or_404(rows, pk=invitation_id)
