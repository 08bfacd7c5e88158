"""What is kept of tasks, and for how long."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from background.naming import named

KEPT = timedelta(days=30)
ROUNDS_KEPT = timedelta(days=1)  # those that went well: the outbox alone makes 1440 of them a day


@named(_("Forget tasks that ended long ago"))
@task
def forget_old_tasks():
    """Delete the results that nobody needs any more: how many went."""
    now = timezone.now()
    old = DBTaskResult.objects.filter(finished_at__lt=now - KEPT)
    rounds = DBTaskResult.objects.successful().filter(started=None)
    old_rounds = rounds.filter(finished_at__lt=now - ROUNDS_KEPT)
    return old.delete()[0] + old_rounds.delete()[0]
