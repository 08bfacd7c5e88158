"""Links that open one row to whoever has them, signed with this installation's key.

A row has a random `key` of its own: another key ends all its links. Nothing that the database holds
is enough to make a link (docs/security.md, R6).
"""

import secrets

from django.core.signing import BadSignature, Signer

LONGEST_KEY = 18  # figures of a row's number


def new_key():
    """What makes the links of one row its own."""
    return secrets.token_urlsafe(12)


def token_for(purpose, row, note=""):
    """The part of an address that stands for `row`; `note` travels along and cannot be changed."""
    return _signer(purpose, row).sign(f"{row.pk}-{note}")


def row_for(purpose, rows, token):
    """(the one of `rows` that a token stands for, its note); None for whatever we did not sign."""
    key, _sign, note = token.partition(":")[0].partition("-")
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY):
        return None
    row = rows.filter(pk=int(key)).first()
    if row is None:
        return None
    try:
        _signer(purpose, row).unsign(token)
    except BadSignature:
        return None
    return row, note


def _signer(purpose, row):
    return Signer(salt=f"{purpose}.{row.key}")
