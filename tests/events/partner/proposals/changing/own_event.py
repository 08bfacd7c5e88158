"""A partner's event: its pages, and changes that are asked for."""

from datetime import timedelta

from django.urls import reverse

from accounts.models import User
from events.models import ChangeRequest, Event
from events.partner.proposals.changing import ask_change
from shkej.lib.dates import local_day

HOME, TO_DECIDE = reverse("home"), reverse("events:proposals_to_decide")


def move_of(event):
    return reverse("events:ask_to_move", args=[event.pk, event.proposal.organisation_id])


def own_page(event):
    return reverse("events:partner_event", args=[event.pk, event.proposal.organisation_id])


def answer_of(request):
    return reverse("events:change_asked", args=[request.pk])


def typed(event, **more):
    """What a partner types: a day later, from 15:00 to 17:00."""
    day = local_day(event.starts_at) + timedelta(days=1)
    return {
        "date": day.strftime("%d.%m.%Y"),
        "start_time": "15:00",
        "end_time": "17:00",
        "last_day": "",
        "venue_sq": "Biblioteka",
        "venue_en": "",
        "reason": "KEPT salla është e zënë",
        "seen_at": event.updated_at.isoformat(),
    } | more


def asked_to_move(proposal, **more):
    event = proposal.event
    wanted = {
        "starts_at": event.starts_at + timedelta(days=1),
        "ends_at": event.ends_at + timedelta(days=1),
    }
    request = ChangeRequest(proposal=proposal, asks="move", **wanted | more)
    return ask_change(change=request, by=proposal.proposed_by)


def asked_to_cancel(proposal, reason="Nuk vjen dot kush flet"):
    request = ChangeRequest(proposal=proposal, asks="cancel", reason=reason)
    return ask_change(change=request, by=proposal.proposed_by)


def row_of(event):
    stored = Event.objects.get(pk=event.pk)
    return {field.attname: getattr(stored, field.attname) for field in Event._meta.fields}


def page(client, user, address):
    client.force_login(User.objects.get(pk=user.pk))
    return client.get(address).content.decode()
