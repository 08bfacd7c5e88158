"""What the worker does at the end of what is recorded."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.models.access_log import Action
from accounts.services import log_access
from background.naming import named
from retention.erasing.files import remove_noted
from retention.erasing.scopes import ErasureScope
from retention.erasing.services import erase
from retention.keeping.services import do_run
from retention.ledger.replay import replay
from retention.models import Erasure, Run


@named(_("Erase a person"), longest=timedelta(hours=1))
@task
def erase_person(erasure_id):
    """Do an erasure that was confirmed; done again it changes nothing."""
    _finish(Erasure.objects.get(pk=erasure_id))


@named(_("Finish erasures that were interrupted"), longest=timedelta(hours=3))
@task
def finish_erasures():
    """Do what was confirmed and not done, what the ledger alone knows, and remove their files."""
    for erasure in Erasure.objects.filter(status=Erasure.Status.CONFIRMED):
        _finish(erasure)
    for run in Run.objects.filter(status=Run.Status.CONFIRMED):
        do_run(run)
    replay()
    remove_noted()


@named(_("Let go of what fell due"), longest=timedelta(hours=3))
@task
def do_retention_run(run_id):
    """Do a run that was confirmed; done again it goes on where it was."""
    do_run(Run.objects.get(pk=run_id))


def _finish(erasure):
    if erasure.status != Erasure.Status.CONFIRMED:
        return

    def note(stays):
        done = Erasure.objects.filter(pk=erasure.pk)
        done.update(
            status=Erasure.Status.DONE,
            done_at=timezone.now(),
            stays=len(stays),
            updated_at=timezone.now(),
        )
        log_access(Action.ERASE, erasure.participant, user=erasure.decided_by, change="done")

    erase([erasure.participant_id], scope=ErasureScope.ALL, files=erasure.files, after=note)
