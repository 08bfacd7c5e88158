"""What keeps a worker from hanging, and from growing: it ends, or begins anew.

A task cannot be ended from outside while its process goes on, but a process can be ended at any
moment: whoever watches over it starts it again, and tasks are written to be taken up again.
"""

import faulthandler
import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_noop

from background.naming import longest_of
from background.reasons import TookTooLong, fail

TOO_LONG = gettext_noop("It took longer than it may, and was ended.")
LAST_RESORT = 60  # seconds after the longest time: for what lets no other thread run
LOOK_AROUND = 300  # seconds that anything between two tasks may take
GROWTH = 60 * 1024 * 1024  # bytes
MEMORY = Path("/proc/self/statm")


@contextmanager
def time_limit(result):
    """End this process, and the task as failed, if the block takes longer than the task may."""
    seconds = longest_of(result.task_path).total_seconds()
    timer = threading.Timer(seconds, _end, [result])
    timer.daemon = True
    timer.start()
    end_unless_seen_within(seconds + LAST_RESORT)
    try:
        yield
    finally:
        timer.cancel()
        end_unless_seen_within(LOOK_AROUND)


def end_unless_seen_within(seconds):
    """End this process if this is not called again in time, even where no Python runs any more."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__)


def end_no_more():
    """Take the last `end_unless_seen_within` back."""
    faulthandler.cancel_dump_traceback_later()


def _end(result):
    """Write down why, as far as the database lets us, and end."""
    try:
        fail(result, TookTooLong(TOO_LONG))
        connection.close()
    finally:
        os._exit(1)


def memory():
    """Return how many bytes of memory this process holds; 0 where the system does not say."""
    if not MEMORY.exists():
        return 0
    return int(MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def begin_anew():
    """Put a fresh program in the place of this one, with the same number and the same options."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 – our own program
