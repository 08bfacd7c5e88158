"""Undoing a large import: what the worker does."""

from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_tasks import task
from django_tasks.base import TaskContext

from accounts.services import log_access
from background.naming import named
from background.reasons import NO_LONGER, CannotBeDone
from background.services import report_progress, started_by
from events.importing.applied.applying import Watcher
from events.importing.undoing.services import undo_import
from events.models import Import


@named(_("Undoing an import"), longest=timedelta(hours=3))
@task(takes_context=True)
def undo_file(context: TaskContext, import_id: int, address: str | None, telling: str) -> None:
    """Undo an import; begun anew after its worker died, it goes on."""
    user = started_by(context).started_by
    imported = Import.objects.undoable_by(user).filter(pk=import_id).first()
    if imported is None:
        raise CannotBeDone(NO_LONGER)
    log = partial(log_access, address=address)
    with override(user.language):
        try:
            progress = _UndoProgress(context)
            undo_import(imported=imported, by=user, telling=telling, log=log, watcher=progress)
        except ValidationError as refusal:
            raise CannotBeDone(" ".join(refusal.messages)) from refusal


class _UndoProgress(Watcher):
    def __init__(self, context: TaskContext) -> None:
        self.context = context

    def report(self, done: int, total: int) -> None:
        report_progress(self.context, done=done, total=total)
