"""Links by which an invitation is answered without an account.

Each is for one address, and works as long as that speaks for the organisation.
"""

from django.utils.crypto import salted_hmac

from events.inviting.addresses import addresses_of
from events.models import Invitation
from shkej.lib.signed_links import row_for, token_for

PURPOSE = "events.answers"
LENGTH = 16


def token_of(invitation, address, language):
    """The part of the address that stands for this invitation, for one reader in one language."""
    return token_for(PURPOSE, invitation, f"{language}-{_mark(address)}")


def read_token(token):
    """(the invitation, its language); None for anything that was not made by `token_of`."""
    rows = Invitation.objects.standing().select_related("event__centre", "organisation")
    found = row_for(PURPOSE, rows, token)
    if found is None:
        return None
    invitation, note = found
    language, _dash, mark = note.partition("-")
    if mark not in {_mark(address) for address in addresses_of(invitation.organisation)}:
        return None
    return invitation, language


def _mark(address):
    """What stands for an address in a link: nobody can read it there."""
    return salted_hmac(PURPOSE, address).hexdigest()[:LENGTH]
