"""Tasks for these tests, and workers to do them: in this process or as processes of their own."""

import os
import re
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from unittest.mock import patch

from django.conf import settings
from django_tasks import task

from accounts.models import AccessLog
from background.limits import GROWTH, end_unless_seen_within
from background.naming import named
from background.reasons import CannotBeDone
from background.services import ComesRound
from background.worker import TaskWorker
from events.importing import pacing, uploads
from events.importing import tasks as importing
from events.importing.applied import applying
from events.inviting.tasks import AWAY
from participants import tasks as of_people
from tests.databases import address

MUCH = []


@task
def sign(number):
    """Leave a trace each time it is done."""
    AccessLog.objects.create(action="export", object_id=number)


@task
def fall_over(name):
    """Fail as a fault does: with what it was about in its words."""
    raise ValueError(f"{name} is no number\n  and {name} never was")


@task
def give_up():
    """Fail in words that may be shown."""
    raise CannotBeDone(AWAY)


@task
def return_what_cannot_be_kept():
    """Give back something that the table of results cannot hold."""
    return object()


@task(takes_context=True)
def search_and_die_once(context, user_id):
    """The search for duplicates, killed in its middle the first time."""
    of_people.AT_ONCE = 2
    report = of_people.report_progress

    def report_or_die(context, *, done, total):
        report(context, done=done, total=total)
        if context.attempt == 1 and done:
            os.kill(os.getpid(), signal.SIGKILL)

    of_people.report_progress = report_or_die
    try:
        return of_people.search_duplicates.func(context, user_id)
    finally:
        of_people.report_progress = report


@task(takes_context=True)
def import_and_die_once(context, token, options, address, skip_bad_rows):
    """The import of a file (`token`: its words), killed after its third part the first time."""
    pacing.PART = 2
    write, parts = applying.Applier._write, []

    def write_and_die(self, *given):
        write(self, *given)
        parts.append(given)
        if context.attempt == 1 and len(parts) == 3:
            os.kill(os.getpid(), signal.SIGKILL)

    with (
        patch.object(applying.Applier, "_write", write_and_die),
        patch.object(uploads, "content", str.encode),
    ):
        importing.import_file.func(context, token, options, address, skip_bad_rows)


@named("Hang", longest=timedelta(seconds=1))
@task
def hang():
    """Wait for what never comes."""
    threading.Event().wait()


@task(takes_context=True)
def let_nobody_else_run(context):
    """Hang the first time so that no other thread runs either, under a short last resort."""
    if context.attempt == 1:
        end_unless_seen_within(1)
        re.match(r"(a+)+$", "a" * 60 + "b")
    sign.call(context.attempt)


@task(priority=1)
def keep_much():
    """Leave the process larger than it may be."""
    MUCH.append(os.urandom(1) * (GROWTH + 1024 * 1024))


@task(takes_context=True, priority=1)
def be_told_to_end(context, times):
    """Be interrupted the first time, once or twice, and leave a trace at the end."""
    if context.attempt == 1:
        for _time in range(times):
            os.kill(os.getpid(), signal.SIGTERM)
    sign.call(times)


EVERY_MINUTE = ComesRound(sign, every=timedelta(minutes=1))


def work(table=()):
    """Do all that waits."""
    run_here(TaskWorker(table=table, interval=0, batch=True))


def new_worker(*, interval):
    """A worker that stays until it is told to end, and looks after nothing."""
    return TaskWorker(table=(), interval=interval, batch=False)


def run_here(worker):
    """Run it in this process, on the connection of the test, which stays open."""
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        worker.run()


def start_worker(*options, mail_port=1, **more):
    """`manage.py db_worker` on the database of this test; mails go to a server at `mail_port`.

    `more`: what its environment holds beside that.
    """
    environment = os.environ | {
        "DATABASE_URL": address(),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        **more,
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "db_worker", *options],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
