"""What every step of writing knows."""

from django.utils import timezone

from accounts.models import User
from events.importing.changes import Changes


class Writer:
    """One kind of rows that a part writes, in its transaction."""

    def __init__(self, changes: Changes, *, user: User | None) -> None:
        self.changes, self.user = changes, user
        self.plan, self.known = changes.plan, changes.known
        self.organisations = changes.organisations
        self.now = timezone.now()
