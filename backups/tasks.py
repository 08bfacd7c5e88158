"""What the worker does for backups: one each hour, and a mail when there has been none for long."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django_tasks import task

from accounts.models import User
from accounts.outbox import Content, queue_mail
from background.naming import named
from background.reasons import CannotBeDone
from backups.checking import BROKEN_LOG
from backups.keeping import to_forget
from backups.making import make_backup
from backups.models import Backup, BackupWarning
from backups.naming import name_at
from backups.places import further_places, own_folder
from backups.refusals import BackupRefused, disk_faults_refused
from backups.standing import standing
from shkej.lib.one_at_a_time import one_at_a_time

KNOWN = timedelta(days=400)
AGAIN = timedelta(days=1)


@named(gettext_lazy("Make a backup, copy it and remove old ones"), longest=timedelta(hours=3))
@task
def back_up():
    """Make a backup where keys are set; CannotBeDone, in words, where it could not be made."""
    if settings.DEMONSTRATION or not settings.BACKUP_RECIPIENTS:
        return
    with one_at_a_time("backup") as is_ours:
        if not is_ours:
            return
        try:
            _back_up()
        except BackupRefused as refused:
            raise CannotBeDone(refused.words) from refused
    Backup.objects.filter(made_at__lt=timezone.now() - KNOWN).delete()


def _back_up():
    """Make it, then bring it to each further place: one that cannot be reached stops no other."""
    now = timezone.now()
    with disk_faults_refused():
        folder = own_folder()
        folder.forget(to_forget(folder.names(), now))  # room first
        made = make_backup(folder.path / name_at(now))
    folder.forget(to_forget(folder.names(), now))
    row = Backup.note(made, is_everywhere=False)
    failures = []
    for place in further_places():
        try:
            place.put(made.path)
            place.forget(to_forget(place.names(), now))
        except BackupRefused as refused:
            failures.append(refused)
    if failures:
        raise failures[0]
    row.is_everywhere = True
    row.save(update_fields=["is_everywhere", "updated_at"])
    if made.log_fault:
        raise BackupRefused(BROKEN_LOG)


@named(gettext_lazy("Tell the administrators where there has been no backup for long"))
@task
def warn_of_no_backup():
    """Write one mail a day to each administrator while the last backup is too old."""
    if settings.DEMONSTRATION:
        return
    now = timezone.now()
    with transaction.atomic(), one_at_a_time("backup-warning") as is_ours:
        told = BackupWarning.objects.filter(created_at__gt=now - AGAIN).exists()
        if not is_ours or told or not standing(now).is_late:
            return
        BackupWarning.objects.all().delete()
        BackupWarning.objects.create()
        for user in User.objects.administrators():
            with override(user.language):
                queue_mail(
                    to=user.email, content=_warning(standing(now)), useless_after=now + AGAIN
                )


def _warning(found):
    lines = [
        _("SHKEJ has made no backup for more than %(hours)s hours.") % {"hours": found.late_after},
        found.advice,
        settings.SITE_URL,
    ]
    return Content(subject=_("SHKEJ: no backup is being made"), text="\n\n".join(lines) + "\n")
