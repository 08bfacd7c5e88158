"""What every step of writing knows."""

from django.utils import timezone


class Step:
    """One kind of rows that a part writes, in its transaction."""

    def __init__(self, changes, *, user):
        self.changes, self.user = changes, user
        self.plan, self.known = changes.plan, changes.known
        self.organisations = changes.organisations
        self.now = timezone.now()
