"""An export of everything as the worker makes it: kept for whoever asked, encrypted, for a day."""

from datetime import timedelta

from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from background.made_files import begin, keep
from background.naming import named
from background.reasons import NO_LONGER, CannotBeDone
from background.services import started_by
from backups.exporting.making import export_name, make_export
from backups.refusals import BackupRefused
from backups.work_folder import work_folder

PERMISSION = "backups.export_everything"


@named(_("Export everything in open formats"), longest=timedelta(hours=3))
@task(takes_context=True)
def export_everything(context, reason):
    """Make the export; CannotBeDone, in words, where that cannot be. `reason`: a code."""
    started = started_by(context)
    if not started.started_by.has_perm(PERMISSION):
        raise CannotBeDone(NO_LONGER)
    begin(started)
    now = timezone.now()
    with work_folder() as work:
        try:
            made = make_export(work / export_name(now))
        except BackupRefused as refused:
            raise CannotBeDone(refused.words) from refused
        about = {
            "called": made.path.name,
            "tables": made.tables,
            "rows": made.rows,
            "files": made.files,
            "bytes": made.path.stat().st_size,
            "reason": reason,
            "everybody": True,
        }
        with made.path.open("rb") as file:
            keep(started, File(file), **about)
