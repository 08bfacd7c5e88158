"""Shorthand for events that partners see, and for those that they must not."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Role
from events.inviting.services import invite
from partners.models import Organisation
from tests.accounts.factories import GrantFactory
from tests.events.factories import EventFactory


def shared_event(*organisations, days=3, **event):
    """A planned event in some days, shared with those named and nobody else."""
    starts_at = timezone.now() + timedelta(days=days)
    shown = {"visibility": "partners", "status": "planned"}
    made = EventFactory(starts_at=starts_at, **shown | event)
    for organisation in organisations:
        made.parts.create(organisation=organisation, part="invited")
    return made


def invited(event, organisation, invited_by=None):
    """The invitation of `organisation`, just sent."""
    rows = Organisation.objects.filter(pk=organisation.pk)
    invited_by = invited_by or GrantFactory(role=Role.COORDINATOR).user
    (invitation,) = invite(event=event, organisations=rows, invited_by=invited_by)
    return invitation
