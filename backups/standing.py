"""How it stands with the backups, for administrators: how old the last ones are, what is wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backups.models import Backup
from shkej.lib.uploads.room import limit, used

LATE = timedelta(hours=26)  # docs/reliability.md, F17
UNOPENED = timedelta(days=92)  # a holder tries one at least each quarter
AHEAD = timedelta(hours=1)  # what a wrong clock dated further ahead says nothing


@dataclass(frozen=True)
class Standing:
    """`last`: the last backup that reached each place; `opened`: the last that a holder opened.

    `is_late`: there has been none for 26 hours. `has_keys`: backups can be encrypted at all.
    """

    last: Backup | None
    opened: Backup | None
    is_late: bool
    is_long_unopened: bool
    has_keys: bool

    @property
    def uploaded(self):
        """The bytes of all uploaded files."""
        return used()

    @property
    def room(self):
        """The bytes that uploaded files may have; 0: no limit."""
        return limit()

    @property
    def late_after(self):
        """The hours after which it is late."""
        return int(LATE.total_seconds() // 3600)

    @property
    def advice(self):
        """What to do now, in words."""
        if not self.has_keys:
            return _(
                "No keys are set: without them nothing can be backed up. The guide to operations "
                "says how two people make them."
            )
        return _("“Background tasks” says why: look whether the worker runs and the disk has room.")


def standing(now: datetime | None = None) -> Standing:
    """Look up how it stands at `now`; a new installation has a day, as if one had been made."""
    now = now or timezone.now()
    known = Backup.objects.filter(made_at__lte=now + AHEAD)
    last = known.filter(is_everywhere=True).first()
    opened = known.filter(verified_at__isnull=False).order_by("-verified_at").first()
    return Standing(
        last=last,
        opened=opened,
        is_late=now - (last.made_at if last else _begun_at(now)) > LATE,
        is_long_unopened=opened is None or now - opened.verified_at > UNOPENED,
        has_keys=bool(settings.BACKUP_RECIPIENTS),
    )


def _begun_at(now):
    first = User.objects.order_by("created_at").values_list("created_at", flat=True).first()
    return first or now
