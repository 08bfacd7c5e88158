"""What is written down of an act, and marks that contradict each other."""

import hashlib
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.utils import timezone

from events.models import Attendance, RegisterAct

NOT_IN_THE_BODY = {"key", "told_at", "csrfmiddlewaretoken"}


class AlreadyDone(Exception):  # noqa: N818 - it is no error
    """An act could not be written down: its key may be taken, which only a look tells."""


def hash_of(*, user, path, fields):
    """The hash by which two sendings of one act are the same: who, where to, and what.

    `fields`: pairs of name and value, in any order.
    """
    sent = sorted(pair for pair in fields if pair[0] not in NOT_IN_THE_BODY)
    return hashlib.sha256(f"{user.pk} {path} {urlencode(sent)}".encode()).hexdigest()


def write_act(*, key, **facts):
    """Write an act down, after its work and in the same transaction; returns it.

    AlreadyDone where the database refuses it; it must leave the transaction, which then undoes the
    work. Without a key (a form without script) the act gets one of its own.
    """
    keyed = {"key": key} if key else {}
    try:
        return RegisterAct.objects.create(**keyed, **facts)
    except IntegrityError as refused:
        raise AlreadyDone from refused


def is_in_conflict(registration, *, asked, seen):
    """Whether marking as `asked` would overwrite a mark that the sender did not see.

    `seen`: the mark on their screen; None where they could not say.
    """
    now = registration.attendance
    return seen is not None and now not in {seen, asked, Attendance.UNMARKED}


@transaction.atomic
def settle_conflicts(registration, *, by):
    """`by` looked at the two marks of `registration` and decided."""
    conflicts = RegisterAct.objects.open_conflicts().filter(registration=registration)
    now = timezone.now()
    return conflicts.order_by().update(settled_at=now, settled_by=by, updated_at=now)
