"""What must get done by itself: the worker, mails that wait, backups."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import OutgoingMail
from background.readiness import readiness
from backups.standing import standing
from shkej.doctor.findings import HealthFinding
from shkej.doctor.program import is_tried_out

WAITS_LONG = timedelta(hours=1)


def worker():
    """Whether somebody does what waits."""
    found = readiness()
    if found.hung:
        yield HealthFinding(
            gettext_noop("A worker hangs."),
            gettext_noop("Restart the worker; *Background tasks* says what it is at."),
        )
    elif not found.working:
        yield HealthFinding(
            gettext_noop("No worker runs: no mail leaves, and no backup is made."),
            gettext_noop("Start it: manage.py db_worker, as a service."),
        )


def outbox():
    """Mails that should have left."""
    waiting = OutgoingMail.objects.waiting().filter(created_at__lt=timezone.now() - WAITS_LONG)
    if number := waiting.count():
        yield HealthFinding(
            gettext_noop("Mails that wait for more than an hour: %(number)s."),
            gettext_noop("Look whether the worker runs and the mail server answers."),
            {"number": number},
        )


def backups():
    """How old the last backup is, and whether anybody could open it."""
    if is_tried_out():
        return
    found = standing()
    if not found.has_keys:
        yield HealthFinding(
            gettext_noop("Nothing is backed up: there are no keys."),
            gettext_noop("manage.py backup_keys, by two people; then BACKUP_RECIPIENTS."),
        )
    elif found.is_late:
        yield HealthFinding(
            gettext_noop("No backup for %(hours)s hours."),
            gettext_noop("Look at *Background tasks*: it says why."),
            {"hours": found.late_after},
        )
    elif found.is_long_unopened:
        yield HealthFinding(
            gettext_noop("For a quarter nobody has tried to open a backup."),
            gettext_noop("manage.py backup --verify FILE --identity KEY, on a holder’s computer."),
        )
