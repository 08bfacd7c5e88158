"""Asking before others are told: whom a change would reach, and whether it is to reach them.

A view does its work inside `asks_before_notifying`. Nothing is kept where somebody would be told
and the user has not said yet whether they are to be.
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
_current = ContextVar("notification", default=None)


@dataclass
class Notification:
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
    def reaches_anybody(self):
        """Whether there is anybody to be told."""
        return bool(self.mailed or self.called)

    @property
    def in_words(self):
        """What is to be said once it is done; "" where nobody had to be told."""
        if not self.reaches_anybody:
            return ""
        if self.is_quiet:
            return _("Nobody was told of it.")
        parts = []
        if number := len(self.mailed):
            text = ngettext(
                "%(n)s organisation will be told by email.",
                "%(n)s organisations will be told by email.",
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


class WouldNotify(ValidationError):
    """Others would be told, and the user was not asked yet; `notification`: whom."""

    def __init__(self, notification):
        self.notification = notification
        super().__init__(_("Nothing is saved yet: say whether to tell them."), code="would_notify")


def current_notification():
    """The work in hand; outside of `notifies_as` one that tells, and that nobody reads."""
    return _current.get() or Notification()


@contextmanager
def notifies_as(notification):
    """What is done inside tells others as `notification` says, which notes whom."""
    token = _current.set(notification)
    try:
        yield notification
    finally:
        _current.reset(token)


@contextmanager
def asks_before_notifying(answer, *, by):
    """What is done inside tells others as `answer` says: what the pressed button sent.

    Gives the `Notification`. WouldNotify, and nothing is kept, where it would reach other
    organisations than those that the user saw.
    """
    notification = Notification.answered(answer, by=by)
    with transaction.atomic():
        with notifies_as(notification):
            yield notification
        if notification.reaches_anybody and notification.seen != notification.key:
            raise WouldNotify(notification)
