"""Whom an answer shows, and how the access log writes that down, and what was searched for.

A person's name is read where it is shown. So the names that are read while a request is answered
are those that it shows: no view says it, and none can forget it.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from shkej.lib.albanian import fold

_shown = ContextVar("shown", default=None)


@contextmanager
def noting():
    """Gives the set of keys of all whose names are read inside."""
    shown = set()
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


@contextmanager
def lines_undone_with(request):
    """For a transaction: where it is undone, so are its lines, and an answer logs whom it shows."""
    logged = set(request.logged)
    try:
        yield
    except Exception:
        request.logged = logged
        raise


def note(key):
    """The name of the person with this key is read to be shown; None: nobody who is recorded."""
    shown = _shown.get()
    if shown is not None and key is not None:
        shown.add(key)


def written(keys):
    """The keys of people as one short text in which each can be looked for: " 1a 2f "."""
    return f" {' '.join(int_to_base36(key) for key in sorted(keys))} " if keys else ""


def one_of(key):
    """The text that is in `written` where the person with this key is among them."""
    return written([key])


def read(text):
    """The other way round: the set of keys."""
    return {base36_to_int(word) for word in text.split()}


def code_of(words):
    """A code of what was searched for: the same for the same words, however they were typed.

    Only who has ACCESS_LOG_KEY, which is not in the database, can try words against it.
    """
    told = " ".join(sorted(fold(words).split()))
    key = settings.ACCESS_LOG_KEY
    return salted_hmac("accounts.search", told, secret=key, algorithm="sha256").hexdigest()[:32]
