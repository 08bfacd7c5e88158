"""Which backups are kept: hourly ones for a day, daily ones for a month, monthly ones for three."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from backups.naming import moment_of

# Whoever was erased is in no backup after that (docs/security.md, P14).
LONGEST = timedelta(days=90)
PERIODS = ("%Y-%m-%d %H", "%Y-%m-%d", "%Y-%m")  # an hour, a day, a month, as people here count


def to_forget(names: Iterable[str], now: datetime) -> set[str]:
    """Return which of the files are kept no longer; names that are not of backups never are.

    Of each of the last hours, days and months that have any (settings.BACKUP_KEEP), the newest is
    kept, but none longer than 90 days. The very newest always stays: no backup at all is worse.
    """
    moments = {name: moment for name in names if (moment := moment_of(name))}
    newest_first = sorted(moments, key=moments.get, reverse=True)
    kept = set(newest_first[:1])
    for period, number in zip(PERIODS, settings.BACKUP_KEEP, strict=True):
        found = {}
        for name in newest_first:
            found.setdefault(f"{timezone.localtime(moments[name]):{period}}", name)
        kept.update(list(found.values())[:number])
    too_old = {name for name in newest_first[1:] if now - moments[name] > LONGEST}
    return set(moments) - kept | too_old
