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

    `by`: whose work it is; `is_quiet`: nobody is to be told of it. `seen`: what stands for those
    who were shown to the user, `key` or `ids`; "": nobody; None: the user is not asked.
    """

    by: object = None
    is_quiet: bool = False
    seen: str | None = None
    mailed: dict = field(default_factory=dict)
    called: dict = field(default_factory=dict)

    @classmethod
    def answered(cls, answer, *, by):
        """As `answer` says, what the pressed button sent; without one, nobody was shown."""
        choice, _colon, seen = (answer or "").partition(":")
        is_said = choice in (TELL, QUIETLY)
        return cls(by=by, is_quiet=choice == QUIETLY, seen=seen if is_said else "")

    def note(self, organisation, *, has_address):
        """`organisation` is told: by mail, or by whoever calls it."""
        (self.mailed if has_address else self.called)[organisation.pk] = organisation

    def covers(self, other):
        """Whether the user saw all whom `other` reaches (`seen`: its `ids`), and how it does.

        Fewer may be left of them: work that was cut off has told some already.
        """
        if self.seen is None:
            return True
        seen = [set(group.split(",")) for group in self.seen.partition("/")[::2]]
        reached = [set(map(str, group)) for group in (other.mailed, other.called)]
        return reached[0] <= seen[0] and reached[1] <= seen[1]

    @property
    def ids(self):
        """These organisations on a page: the ids of those mailed, "/", and of those called."""
        return "/".join(",".join(map(str, sorted(g))) for g in (self.mailed, self.called))

    @property
    def key(self):
        """What stands for exactly these organisations on a page, so that no others are told."""
        return sha256(self.ids.encode()).hexdigest()[:16]

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
    """The work in hand; outside of `tells_as` one that tells, and that nobody reads."""
    return _telling.get() or Telling()


@contextmanager
def tells_as(telling):
    """What is done inside tells others as `telling` says, which notes whom."""
    token = _telling.set(telling)
    try:
        yield telling
    finally:
        _telling.reset(token)


@contextmanager
def asks_before_telling(answer, *, by):
    """What is done inside tells others as `answer` says: what the pressed button sent.

    Gives the `Telling`. WouldTell, and nothing is kept, where it would reach organisations other
    than those that the user saw.
    """
    telling = Telling.answered(answer, by=by)
    with transaction.atomic():
        with tells_as(telling):
            yield telling
        if (telling.mailed or telling.called) and telling.seen != telling.key:
            raise WouldTell(telling)
