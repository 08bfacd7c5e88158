"""Whether the work gets done: a worker that lives may hang all the same.

A task that takes too long ends its worker (`background.limits`). What is left is a process that
the system itself holds up: stopped, or waiting for a disk that does not answer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from background.living import living_workers
from background.models import Worker
from background.naming import label_of, longest_of

QUIET = timedelta(minutes=5)  # a worker without a task shows itself once a minute
GRACE = timedelta(minutes=2)  # for ending a task that took too long


@dataclass(frozen=True)
class Hung:
    """A worker that does nothing any more since `since`, and the words for the task it is at."""

    since: datetime
    label: str = ""


@dataclass(frozen=True)
class Readiness:
    """How many workers do their work, and those that live but hang."""

    working: int
    hung: list[Hung]


def readiness() -> Readiness:
    """Look at each worker that lives: what it has in hand and since when, or when it was seen."""
    workers = Worker.objects.filter(worker_id__in=living_workers())
    in_hand = {row.worker_ids[-1]: row for row in DBTaskResult.objects.running() if row.worker_ids}
    found = [_hung(worker, in_hand.get(worker.worker_id)) for worker in workers]
    hung = [worker for worker in found if worker]
    return Readiness(working=len(found) - len(hung), hung=hung)


def _hung(worker, task):
    """What is wrong with a worker that lives, or None."""
    now = timezone.now()
    if task is None:
        return Hung(worker.updated_at) if worker.updated_at + QUIET < now else None
    ends_at = task.started_at + longest_of(task.task_path) + GRACE
    return Hung(task.started_at, label_of(task.task_path)) if ends_at < now else None
