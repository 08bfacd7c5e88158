"""The worker: it does what takes time or comes round, until it is told to end."""

import os
import signal
import sys
import threading

from django.core.management.base import BaseCommand

from background.worker import TaskWorker
from shkej.doctor.starting import start
from shkej.rounds import COMING_ROUND


class Command(BaseCommand):
    """`manage.py db_worker`, in place of the library's own, whose loop it uses."""

    help = "Does what takes time or comes round (shkej/rounds.py), until it is told to end."
    # Django's own would load all routes and views, which only pages need, and 20 MB with them.
    # What would harm somebody is looked for by `start`.
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Options for tests, and for a server that starts it beside itself."""
        parser.add_argument(
            "--interval", type=float, default=1, help="seconds between two looks at an empty queue"
        )
        parser.add_argument("--batch", action="store_true", help="end when nothing waits")
        parser.add_argument(
            "--ends-with-stdin",
            action="store_true",
            help="end when the standard input is closed, as when the process that began it dies",
        )

    def handle(self, *, interval, batch, ends_with_stdin, **options):
        """Work, unless that would harm somebody."""
        start()
        worker = TaskWorker(table=COMING_ROUND, interval=interval, batch=batch, stays_small=True)
        worker.configure_signals()
        if ends_with_stdin:
            threading.Thread(target=_end_with_stdin, daemon=True).start()
        worker.run()


def _end_with_stdin():
    while os.read(sys.stdin.fileno(), 1):
        pass
    signal.raise_signal(signal.SIGTERM)
