"""What the tests of proposals share: what an organisation proposed, and another partner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from tests.accounts.factories import GrantFactory
from tests.events.factories import EventProposalFactory
from tests.partners.factories import OrganisationFactory


@pytest.fixture
def proposal(organisation, partner):
    """What the partner's organisation proposed."""
    return EventProposalFactory(
        organisation=organisation,
        proposed_by=partner,
        title_sq="Panairi",
        title_en="The fair",
        note="Two classes come",
        venue_en="The library",
        kind="training",
        ends_at=timezone.now() + timedelta(days=3, hours=2),
    )


@pytest.fixture
def stranger():
    """A user of another partner, who reads English."""
    other = OrganisationFactory(name_sq="Tjetra")
    return GrantFactory(role=Role.PARTNER, organisation=other, user__language="en").user
