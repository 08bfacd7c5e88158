"""What the tests of changes share: an event of the partner's own, and a guest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event
from shkej.lib.dates import TIRANA
from tests.events.factories import EventProposalFactory
from tests.events.inviting.helping import invite_all, organisation_with_address


@pytest.fixture
def proposal(organisation, partner, coordinator):
    """An accepted event of the partner, in three days at 10:00."""
    day = timezone.localtime(timezone.now() + timedelta(days=3), TIRANA)
    starts_at = day.replace(hour=10, minute=0, second=0, microsecond=0)
    made = EventProposalFactory(
        accepted=True,
        organisation=organisation,
        proposed_by=partner,
        decided_by=coordinator,
        starts_at=starts_at,
        title_sq="PANAIRI",
        venue_sq="Biblioteka",
    )
    Event.objects.filter(pk=made.event_id).update(ends_at=starts_at + timedelta(hours=2))
    made.event.refresh_from_db()
    made.event.parts.create(organisation=organisation, part="host")
    return made


@pytest.fixture
def event(proposal):
    return proposal.event


@pytest.fixture
def guest(event, coordinator):
    """Another organisation, which is invited to the event; its mail has arrived."""
    invited = organisation_with_address("guest@tirana.example", name_en="The guest")
    event.parts.create(organisation=invited, part="invited")
    invite_all(event, coordinator)
    Event.objects.get(pk=event.pk).invitations.get().mails.update(
        sent_at=timezone.now(), content=""
    )
    return invited
