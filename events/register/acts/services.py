"""Marks that contradict each other, and who decides."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events.models import Attendance, RegisterAct, Registration


def is_in_conflict(registration: Registration, *, asked: str, seen: str | None) -> bool:
    """Whether marking as `asked` would overwrite a mark that the sender did not see.

    `seen`: the mark on their screen; None where they could not say.
    """
    now = registration.attendance
    return seen is not None and now not in {seen, asked, Attendance.UNMARKED}


@transaction.atomic
def settle_conflicts(registration: Registration, *, by: User) -> int:
    """`by` looked at the two marks of `registration` and decided."""
    conflicts = RegisterAct.objects.open_conflicts().filter(registration=registration)
    now = timezone.now()
    return conflicts.order_by().update(settled_at=now, settled_by=by, updated_at=now)
