"""The mails about one invitation, put into the outbox."""

from datetime import datetime, time, timedelta

from accounts.outbox import queue_mail
from events.inviting.addresses import addresses_of
from events.inviting.mails import InvitationMail, write_mail
from shkej.lib.dates import TIRANA


def queue_mails(invitation, event, kind, before=None, only=None):
    """Queue one mail for each address; nothing where nobody there has one: they are called.

    `only`: the languages whose readers see what it tells of; None: all.
    """
    end = datetime.combine(event.last_day + timedelta(days=1), time(), tzinfo=TIRANA)
    addresses = addresses_of(invitation.organisation)
    # Whoever is still invited by another organisation keeps the entry.
    if kind is InvitationMail.WITHDRAWAL:
        for other in event.invitations.standing().exclude(pk=invitation.pk):
            for address in addresses_of(other.organisation):
                addresses.pop(address, None)
    for address, language in addresses.items():
        if only is not None and language not in only:
            continue
        content = write_mail(kind, invitation, event, address, language, before=before)
        mail = queue_mail(to=address, content=content, useless_after=end)
        invitation.mails.add(mail)
