"""Events of partners: proposed for the shared calendar, and what is asked about them later."""

from events.models.proposals.changes import ChangeRequest, can_still_change
from events.models.proposals.proposed import LONGEST_NOTE, EventProposal

__all__ = ["LONGEST_NOTE", "ChangeRequest", "EventProposal", "can_still_change"]
