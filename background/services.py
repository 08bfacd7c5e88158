"""Start a task and say how far it is; enqueue what comes round; take up again what was killed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import TaskResultStatus
from django_tasks.base import Task, TaskContext
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from background.living import living_workers
from background.models import Round, StartedTask
from background.reasons import NO_LONGER, CannotBeDone, WorkerDied, fail
from shkej.lib.dates import next_time

MOST_DEATHS = 5
DIED = gettext_noop("The program that did it was killed again and again.")


@dataclass(frozen=True)
class ComesRound:
    """One line of the table of what comes round: after so much time, or once a day `at` an hour.

    `at`: what the clocks of Tirana show then, in summer and in winter; a turn that was missed while
    no worker ran is made up for once.
    """

    task: Task
    every: timedelta = timedelta(days=1)
    at: time | None = None

    def next_after(self, moment: datetime) -> datetime:
        """When it is due again, after a turn at `moment`."""
        return next_time(self.at, after=moment) if self.at else moment + self.every


@transaction.atomic
def start_task(
    task: Task, *args: Any, started_by: User, url: str | Callable[[str], str]
) -> StartedTask:
    """Give a task to the worker for a user who waits for it; `url` shows what comes of it.

    `url` may be a function of the id of the task. Whoever starts the same with the same `args`
    again while it waits or runs gets the one that is under way.
    """
    User.objects.select_for_update().get(pk=started_by.pk)  # a second tap waits here
    same = StartedTask.objects.visible_to(started_by).unfinished()
    for row in same.filter(result__task_path=task.module_path).select_related("result"):
        if row.result.args_kwargs["args"] == list(args):
            return row
    result = task.enqueue(*args)
    address = url(result.id) if callable(url) else url
    return StartedTask.objects.create(result_id=result.id, started_by=started_by, url=address)


def started_by(context: TaskContext) -> StartedTask:
    """Return the row of whoever started a task, who must still be allowed in."""
    started = StartedTask.objects.select_related("started_by").get(result_id=context.task_result.id)
    if not started.started_by.is_active:
        raise CannotBeDone(NO_LONGER)
    return started


def report_progress(context: TaskContext, *, done: int, total: int) -> None:
    """Note how far a task is; call it outside of a transaction, or nobody sees it."""
    rows = StartedTask.objects.filter(result_id=context.task_result.id)
    rows.update(done=min(done, total), total=total, updated_at=timezone.now())


def enqueue_what_is_due(table: Iterable[ComesRound]) -> int:
    """Enqueue each line whose time has come, once, however many workers ask: how many.

    A line whose last turn still waits or runs is left out until that has ended.
    """
    now = timezone.now()
    rows = {row.task_path: row for row in Round.objects.all()}
    number = 0
    for line in table:
        row = rows.get(line.task.module_path)
        if row is None or row.every != line.every or row.is_due(now):
            number += _enqueue(line, now)
    return number


@transaction.atomic
def _enqueue(line: ComesRound, now: datetime) -> int:
    """Look again, with the row locked: another worker may have been faster."""
    row, _is_new = Round.objects.get_or_create(
        task_path=line.task.module_path, defaults={"every": line.every, "due_at": now}
    )
    row = Round.objects.select_for_update(of=("self",)).select_related("result").get(pk=row.pk)
    row.every = line.every
    is_under_way = row.result and row.result.finished_at is None
    is_enqueued = row.is_due(now) and not is_under_way
    if is_enqueued:
        row.result_id, row.due_at = line.task.enqueue().id, line.next_after(now)
    row.save(update_fields=["every", "result", "due_at", "updated_at"])
    return int(is_enqueued)


def forget_rounds(table: Iterable[ComesRound]) -> None:
    """Take what is no longer in the table out of what is shown."""
    Round.objects.exclude(task_path__in=[line.task.module_path for line in table]).delete()


def take_up_again() -> int:
    """Give back to the queue what was in the hands of workers that are dead: how many.

    Who died over it again and again, ends. The tasks are read before the workers: a worker lives
    before it claims.
    """
    running = list(DBTaskResult.objects.running())
    if not running:
        return 0
    living = living_workers()
    orphans = [row for row in running if not living & set(row.worker_ids[-1:])]
    return sum(_give_back(row) for row in orphans)


@transaction.atomic
def _give_back(orphan: DBTaskResult) -> int:
    row = DBTaskResult.objects.running().select_for_update().filter(pk=orphan.pk).first()
    if row is None or row.worker_ids != orphan.worker_ids:
        return 0
    if len(row.worker_ids) >= MOST_DEATHS:
        fail(row, WorkerDied(DIED))
        return 0
    row.status, row.started_at = TaskResultStatus.READY, None
    row.save(update_fields=["status", "started_at"])
    return 1
