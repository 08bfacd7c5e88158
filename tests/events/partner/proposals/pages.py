"""The pages of proposals, and what a partner types into one."""

from datetime import timedelta

from django.urls import reverse

from shkej.lib.dates import today

LIST, CREATE = reverse("events:proposals"), reverse("events:proposal_create")
TO_DECIDE = reverse("events:proposals_to_decide")


def page_of(proposal):
    return reverse("events:proposal", args=[proposal.pk])


def withdrawal_of(proposal):
    return reverse("events:proposal_withdraw", args=[proposal.pk])


def typed(**more):
    """What a partner types for an event in three days."""
    day = today() + timedelta(days=3)
    return {
        "title_sq": "Panairi i librit",
        "title_en": "",
        "venue_sq": "Biblioteka",
        "venue_en": "",
        "kind": "community_event",
        "date": day.strftime("%d.%m.%Y"),
        "start_time": "10:00",
        "end_time": "12:30",
        "last_day": "",
        "note": "Vijnë dy klasa",
    } | more
