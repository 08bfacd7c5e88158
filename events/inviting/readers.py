"""Who reads a mail about an invitation, and where the calendar of that reader answers to."""

from dataclasses import dataclass

from django.conf import settings

from events.inviting.replies.tokens import reply_token
from events.models import Invitation

PARTSTATS = {"none": "NEEDS-ACTION", "yes": "ACCEPTED", "maybe": "TENTATIVE", "no": "DECLINED"}


@dataclass(frozen=True)
class Reader:
    """One address that gets the mails of an invitation."""

    invitation: Invitation
    address: str

    @property
    def answers_to(self):
        """The address that takes the answer of the reader's calendar; "" where nobody reads it."""
        if settings.REPLIES is None:
            return ""
        return settings.REPLIES.for_token(reply_token(self.invitation, self.address))

    @property
    def line(self):
        """The reader as a calendar names who is asked, with the answer that stands."""
        state = PARTSTATS[self.invitation.answer]
        return (
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;"
            f"PARTSTAT={state};RSVP=TRUE:mailto:{self.address}"
        )
