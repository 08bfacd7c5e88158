"""The mark of a form: for whom the page was made, when, and the key of this one form.

Signed, so that nobody can leave a form for somebody else. 40 bytes, written in letters alone: a
figure that must not be on a page does not come there by chance.
"""

import hmac
import secrets
import struct
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

FIELD = "form_mark"
AGAIN = "form_another"  # in an address and a form: what is equal was meant
LONGEST = timedelta(days=7)
KEY, SIGNATURE = 12, 16  # bytes
BODY = struct.Struct(f">QI{KEY}s")
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
FIGURES = str.maketrans("abcdefghijklmnop", "0123456789abcdef")


@dataclass(frozen=True)
class FormMark:
    """What a mark says; `key`: 24 letters."""

    user_id: int
    key: str
    made_at: int

    @classmethod
    def of(cls, user):
        """The mark of a form that has none, or too old a one, for whoever is signed in."""
        return cls(user.pk, new_key(), int(time.time()))

    @property
    def age(self):
        """How long ago the page with the form was made."""
        return timedelta(seconds=time.time() - self.made_at)

    @property
    def is_fresh(self):
        """Whether what the form holds may still be kept."""
        return self.age < LONGEST


def new_key():
    """Return a key that no other form has."""
    return secrets.token_hex(KEY).translate(LETTERS)


def make_mark(user_id, key=None):
    """Return the mark of a form on a page made for this user now."""
    raw = bytes.fromhex((key or new_key()).translate(FIGURES))
    body = BODY.pack(user_id, int(time.time()), raw)
    return (body + _sign(body, settings.SECRET_KEY)).hex().translate(LETTERS)


def read_mark(text):
    """What a mark says; None for whatever we did not sign."""
    try:
        raw = bytes.fromhex((text or "").translate(FIGURES))
    except ValueError:
        return None
    body, signature = raw[: BODY.size], raw[BODY.size :]
    if len(raw) != BODY.size + SIGNATURE:
        return None
    secrets_known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(hmac.compare_digest(signature, _sign(body, secret)) for secret in secrets_known):
        return None
    user_id, made_at, key = BODY.unpack(body)
    return FormMark(user_id, key.hex().translate(LETTERS), made_at)


def _sign(body, secret):
    return salted_hmac("drafts.mark", body, secret=secret, algorithm="sha256").digest()[:SIGNATURE]
