"""How the access log writes down whom a list showed, and what was searched for."""

import string

from django.conf import settings
from django.utils.crypto import salted_hmac

from shkej.lib.albanian import fold

DIGITS = string.digits + string.ascii_lowercase


def written(keys):
    """The keys of people as one short text in which each can be looked for: " 1a 2f "."""
    return f" {' '.join(_digits(key) for key in sorted(keys))} " if keys else ""


def one_of(key):
    """The text that stands in `written` where the person with this key is among them."""
    return written([key])


def read(text):
    """The other way round: the set of keys."""
    return {int(word, 36) for word in text.split()}


def code_of(words):
    """A code of what was searched for: the same for the same words, however they were typed.

    Only who has ACCESS_LOG_KEY, which is not in the database, can try words against it.
    """
    told = " ".join(sorted(fold(words).split()))
    key = settings.ACCESS_LOG_KEY
    return salted_hmac("accounts.search", told, secret=key, algorithm="sha256").hexdigest()[:32]


def _digits(number):
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text or "0"
