"""The worker: does what waits in the queue, one task after the other, and looks after the rest.

The library claims tasks and ends on signals. Ours is what it lacks: before each task the worker
enqueues what is due and takes up again what was in the hands of a worker that died.
"""

import logging
import os
import signal
import sys
import time
from contextlib import contextmanager

from django.db import OperationalError
from django_tasks.base import TaskContext
from django_tasks.signals import task_finished, task_started
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker
from django_tasks_db.utils import is_locked_database_exception

from background.limits import (
    GROWTH,
    LOOK_AROUND,
    begin_anew,
    end_no_more,
    end_unless_seen_within,
    memory,
    time_limit,
)
from background.living import alive, check_is_alive, show_life
from background.reasons import fail
from background.services import enqueue_what_is_due, forget_rounds, take_up_again

SHOWS_LIFE_EVERY = 60  # seconds

logger = logging.getLogger(__name__)


class TaskWorker(LibraryWorker):
    """Works until it is told to end; `batch`: until nothing waits.

    `stays_small`: this process is nothing but the worker, and may be begun anew.
    """

    def __init__(self, *, table, interval, batch, stays_small=False):
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,  # so that the library's loop comes back to ours
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="",
            excluded_queue_names=[],
        )
        self.table, self.pause, self.ends_when_empty = table, interval, batch
        self.stays_small = stays_small and hasattr(os, "fork")
        self.shown_at = None
        self.may_end_at_once = self.has_failed = False

    def run(self):
        """Work, and begin anew where a task left this process large."""
        grew_too_large = self._work()
        with self._ending_at_once():
            if grew_too_large and self.running:
                begin_anew()

    def _work(self):
        """Hold the lock by which others know that this worker lives; whether it grew too large."""
        with alive() as (self.worker_id, lock):
            forget_rounds(self.table)
            size = memory()
            try:
                while self.running:
                    end_unless_seen_within(LOOK_AROUND)
                    check_is_alive(lock)
                    self._show_life()
                    has_done_one = self._look_around()
                    if not has_done_one and self.ends_when_empty:
                        return False
                    if self.stays_small and memory() > size + GROWTH:
                        return True
                    if not has_done_one:
                        self._sleep()
            finally:
                end_no_more()
        return False

    def _sleep(self):
        with self._ending_at_once():
            if self.running:
                time.sleep(self.pause)

    @contextmanager
    def _ending_at_once(self):
        """Let the block be torn by the wish that this worker ends.

        Elsewhere an exception could begin inside a function that the database calls, which makes
        a failure of it.
        """
        self.may_end_at_once = True
        try:
            yield
        finally:
            self.may_end_at_once = False

    def _show_life(self):
        now = time.monotonic()
        if self.shown_at is None or now >= self.shown_at + SHOWS_LIFE_EVERY:
            show_life(self.worker_id)
            self.shown_at = now

    def _look_around(self):
        """Look after what others left, then do one task; whether there was one."""
        before = self._run_tasks
        try:
            take_up_again()
            enqueue_what_is_due(self.table)
            self.max_tasks = before + 1
            super().run()
        except OperationalError as error:
            if self.has_failed or not is_locked_database_exception(error):
                raise  # whoever watches over this process starts it anew
        return self._run_tasks > before

    def run_task(self, result):
        """Do one task. What ends the process leaves it to be taken up again."""
        try:
            with time_limit(result):
                self._do(result)
        except BaseException:
            self.has_failed = True
            raise
        finally:
            self._run_tasks += 1

    def _do(self, result):
        try:
            task = result.task
            started = result.task_result
            task_started.send(sender=type(task.get_backend()), task_result=started)
            given = [TaskContext(task_result=started)] if task.takes_context else []
            value = task.call(*given, *started.args, **started.kwargs)
            show_life(self.worker_id)  # else it would seem quiet for as long as this task took
            result.set_successful(value)
        except Exception as error:
            fail(result, error)
            logger.warning("Task %s failed: %s.", result.task_path, result.exception_class_path)
        else:
            sender = type(task.get_backend())
            task_finished.send(sender=sender, task_result=result.task_result)

    def shutdown(self, signum, frame):
        """End after what is in hand; told twice, end at once, and leave it to the next worker."""
        if not self.running:
            signal.signal(signum, signal.SIG_DFL)
            os.kill(os.getpid(), signum)
        logger.warning("Received %s: ending.", signal.strsignal(signum))
        self.running = False
        if self.may_end_at_once:
            sys.exit(0)
