"""How much memory a worker holds: idle, and after a large PDF: `python -m benchmarks.worker`.

A real worker on a database of its own; the PDF has as many sheets as `--sheets` says. A worker
that a task left larger than it may be begins anew: what counts is what it holds when idle again.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.own_database import own_database

IDLE = 15  # seconds in which nothing is done
MEGABYTE = 1024 * 1024


def main():
    """Measure and print three figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=100)
    sheets = parser.parse_args().sheets
    with own_database():
        from benchmarks.worker_tasks import large_pdf
        from tests.databases import address

        environment = {"DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "db_worker", "--interval", "0.2"],
            env=os.environ | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            idle = _when_idle(worker)
            result = large_pdf.enqueue(sheets)
            most = 0
            while not result.is_finished:
                most = max(most, _memory(worker))
                time.sleep(0.1)
                result.refresh()
            after = _when_idle(worker)
        finally:
            worker.terminate()
            worker.wait()
    print(f"idle {idle} MB; at most {most} MB for a PDF of {sheets} sheets; after it {after} MB")  # noqa: T201


def _when_idle(worker):
    """Megabytes once all that came round is done and nothing was done for a while."""
    from django_tasks_db.models import DBTaskResult

    quiet = time.monotonic()
    while time.monotonic() < quiet + IDLE:
        if worker.poll() is not None:
            sys.exit("The worker ended.")
        if not _has_begun() or DBTaskResult.objects.filter(finished_at=None).exists():
            quiet = time.monotonic()
        time.sleep(0.2)
    return _memory(worker)


def _has_begun():
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.exists()


def _memory(worker):
    """Megabytes of memory that the process holds now."""
    pages = int(Path(f"/proc/{worker.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // MEGABYTE


if __name__ == "__main__":
    main()
