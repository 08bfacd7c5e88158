"""Asking before others are told: whom a change would reach, and whether it is to reach them.

A view does its work inside `asks_before_telling`. Nothing is kept where somebody would be told and
the user has not said yet whether they are to be.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

TELL, QUIETLY = "tell", "quietly"
_telling = ContextVar("telling", default=None)


@dataclass
class Telling:
    """Whom one piece of work tells: `mailed` and `called` are {id: organisation}.

    `by`: whose work it is; `is_quiet`: nobody is to be told of it.
    """

    by: object = None
    is_quiet: bool = False
    mailed: dict = field(default_factory=dict)
    called: dict = field(default_factory=dict)

    def note(self, organisation, *, has_address):
        """`organisation` is told: by mail, or by whoever calls it."""
        (self.mailed if has_address else self.called)[organisation.pk] = organisation

    @property
    def key(self):
        """What stands for these organisations on a page, so that others are not told instead."""
        groups = [",".join(map(str, sorted(group))) for group in (self.mailed, self.called)]
        return sha256("/".join(groups).encode()).hexdigest()[:16]

    @property
    def in_words(self):
        """What is to be said once it is done; "" where nobody had to be told."""
        if not (self.mailed or self.called):
            return ""
        if self.is_quiet:
            return _("Nobody was told of it.")
        parts = []
        if number := len(self.mailed):
            text = ngettext(
                "%(n)s organisation is told by email.",
                "%(n)s organisations are told by email.",
                number,
            )
            parts.append(text % {"n": number})
        if number := len(self.called):
            text = ngettext(
                "%(n)s organisation without email must be telephoned.",
                "%(n)s organisations without email must be telephoned.",
                number,
            )
            parts.append(text % {"n": number})
        return " ".join(parts)


class WouldTell(ValidationError):
    """Others would be told, and the user was not asked yet; `telling`: whom."""

    def __init__(self, telling):
        self.telling = telling
        super().__init__(_("Nothing is saved yet: say whether they are told."), code="would_tell")


def current_telling():
    """The work in hand; outside of `asks_before_telling` one that tells, and that nobody reads."""
    return _telling.get() or Telling()


@contextmanager
def asks_before_telling(answer, *, by):
    """What is done inside tells others as `answer` says: what the pressed button sent.

    Gives the `Telling`. WouldTell, and nothing is kept, where it would reach organisations other
    than those that the user saw.
    """
    choice, _colon, seen = (answer or "").partition(":")
    telling = Telling(by=by, is_quiet=choice == QUIETLY)
    with transaction.atomic():
        token = _telling.set(telling)
        try:
            yield telling
        finally:
            _telling.reset(token)
        is_said = choice in (TELL, QUIETLY) and seen == telling.key
        if (telling.mailed or telling.called) and not is_said:
            raise WouldTell(telling)
