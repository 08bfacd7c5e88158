"""Links by which an invitation is answered without an account.

A link is signed with this installation's key and the invitation's own: nothing in the database is
enough to make one, and another key of the invitation ends all of its links.
"""

from django.core.signing import BadSignature, Signer

from events.models import Invitation

LANGUAGES = ("sq", "en")


def token_of(invitation, language):
    """The part of the address that stands for this invitation, in one language."""
    return _signer(invitation).sign(f"{invitation.pk}-{language}")


def read_token(token):
    """(the invitation, its language); None for anything that was not made by `token_of`."""
    key, _sign, language = token.partition(":")[0].partition("-")
    if not key.isascii() or not key.isdigit() or len(key) > 18 or language not in LANGUAGES:
        return None
    rows = Invitation.objects.standing().filter(organisation__is_active=True)
    invitation = rows.select_related("event__centre", "organisation").filter(pk=int(key)).first()
    if invitation is None:
        return None
    try:
        _signer(invitation).unsign(token)
    except BadSignature:
        return None
    return invitation, language


def _signer(invitation):
    return Signer(salt=f"events.answers.{invitation.key}")
