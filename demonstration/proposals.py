"""Events of a partner's own: one waits, one is accepted, of one it asks that it be moved."""

from datetime import time, timedelta

from django.utils import timezone

from demonstration.words import texts
from events.models import ChangeRequest, Event, EventProposal
from events.partner.proposals.changing import ask_change
from events.partner.proposals.services import accept, propose
from shkej.lib.dates import local_moment


def make_proposals(*, centre, organisation, users):
    """The coordinator has accepted two; of the second the hall is taken on its day."""
    _proposed(organisation, users["partner"], 10, **texts.PROPOSAL)
    accepted = _proposed(organisation, users["partner"], 21, **texts.ACCEPTED_EVENT)
    accept(proposal=accepted, centre=centre, by=users["coordinator"])
    own = _proposed(organisation, users["partner"], 14, **texts.OWN_EVENT)
    own = accept(proposal=own, centre=centre, by=users["coordinator"])
    change = ChangeRequest(
        proposal=own,
        asks=ChangeRequest.Asks.MOVE,
        starts_at=own.starts_at + timedelta(days=1),
        ends_at=own.ends_at + timedelta(days=1),
        **texts.ASKED,
    )
    ask_change(change=change, by=users["partner"])


def _proposed(organisation, partner, days, **said):
    """Proposed for some days from now, from 10:00 to 13:00."""
    day = timezone.localdate() + timedelta(days=days)
    proposal = EventProposal(
        organisation=organisation,
        kind=Event.Kind.COMMUNITY_EVENT,
        starts_at=local_moment(day, time(10)),
        ends_at=local_moment(day, time(13)),
        **said,
    )
    return propose(proposal=proposal, by=partner)
