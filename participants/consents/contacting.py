"""Whom one may get in touch with: the one place that says it (docs/security.md, P7)."""

from accounts.access import SENSITIVE
from accounts.querysets import reaches
from participants.models import Participant
from shkej.lib.dates import today


def contactable(person):
    """Whether somebody may call, write to or visit `person` today (`querysets.contactable`)."""
    return Participant.objects.filter(pk=person.pk).contactable(today()).exists()


def shows_contacts(person, user):
    """Whether telephone and e-mail of `person` may be shown to `user`, and corrected by them.

    Of whom not to contact, only to holders of the grant for sensitive details.
    """
    return contactable(person) or reaches(user, SENSITIVE, person)
