"""The part of a mailbox's address that stands for one invitation and one reader.

It says who answers: what a mail says of its sender anybody can write. Short, and the same in
capitals, because servers cut and change what is before the @.
"""

from base64 import b32encode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from events.inviting.addresses import addresses_of
from events.models import Invitation

PURPOSE = "events.replies"
LENGTH = 20  # letters of five bits
LONGEST_KEY = 12  # figures of an invitation's number


def reply_token(invitation, address):
    """What the mail of an invitation to `address` is answered by."""
    return f"{invitation.pk}-{_mark(invitation, address, settings.SECRET_KEY)}"


def read_reply_token(token):
    """(the invitation, the address, its language); None for whatever we did not sign.

    Nor where the invitation was withdrawn, or the address no longer speaks for the organisation.
    """
    key, _dash, mark = token.lower().partition("-")
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY and mark.isascii()):
        return None
    rows = Invitation.objects.standing().select_related("event__centre", "organisation")
    invitation = rows.filter(pk=int(key)).first()
    if invitation is None:
        return None
    for address, language in addresses_of(invitation.organisation).items():
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            if constant_time_compare(_mark(invitation, address, secret), mark):
                return invitation, address, language
    return None


def _mark(invitation, address, secret):
    value = f"{invitation.pk}/{invitation.key}/{address.lower()}"
    digest = salted_hmac(PURPOSE, value, secret=secret, algorithm="sha256").digest()
    return b32encode(digest).decode().lower()[:LENGTH]
