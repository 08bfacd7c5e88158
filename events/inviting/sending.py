"""Emptying the outbox: mails about invitations that are due are written, all that wait go out.

Those about accounts and alerts too: the outbox is `accounts.outbox`. It is emptied from here, for
what has to be done first of each run – reminders, mails to whom is no longer told – is of events.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import OutgoingMail, User
from accounts.outbox import Sent, send_due_mails
from events.inviting.reminding import ask_once_more, queue_reminders
from events.models import Invitation

NOT_THEIRS = "not theirs"


@dataclass(frozen=True)
class Emptied:
    """What one run did: reminders written, mails to strangers given up, and what was sent.

    `sent` is None where another process was at it.
    """

    reminders: int
    strangers: int
    sent: Sent | None


def empty_outbox():
    """Write the reminders that are due and send what waits; ServerAway where nothing can go."""
    return Emptied(
        queue_reminders() + ask_once_more(), give_up_mails_to_strangers(), send_due_mails()
    )


def give_up_mails_to_strangers():
    """Give up the mails to whom no longer speaks for the organisation: how many.

    An account was closed, a role taken, the contact is another one, the organisation is inactive.
    """
    through = Invitation.mails.through.objects.filter(outgoingmail=OuterRef("pk"))
    users = User.objects.acting_for(OuterRef("invitation__organisation"))
    theirs = through.filter(
        Q(invitation__organisation__contact_email__iexact=OuterRef("to"))
        | Exists(users.filter(email=OuterRef(OuterRef("to")))),
        invitation__organisation__is_active=True,
    )
    rows = OutgoingMail.objects.waiting().filter(sending_since=None)
    rows = rows.filter(Exists(through), ~Exists(theirs))
    return rows.update(failed_at=timezone.now(), failure=NOT_THEIRS, content="")
