"""Links by which an invitation is answered without an account."""

from events.models import Invitation
from shkej.signed_links import row_for, token_for

PURPOSE = "events.answers"


def token_of(invitation, language):
    """The part of the address that stands for this invitation, in one language."""
    return token_for(PURPOSE, invitation, language)


def read_token(token):
    """(the invitation, its language); None for anything that was not made by `token_of`."""
    rows = Invitation.objects.standing().filter(organisation__is_active=True)
    return row_for(PURPOSE, rows.select_related("event__centre", "organisation"), token)
