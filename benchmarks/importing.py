"""How long a mark waits for an import: `python -m benchmarks.importing [rows]`.

One process imports a file of 10,000 rows, first as a trial and then in earnest, while this one
marks people of another event through Django's test client, one every 50 ms. What an import
costs is the difference to the same marks without one, in the same run. The database is written
as in production: SQLite waits for the disk.
"""

import os
import subprocess
import sys
import time
import uuid
from datetime import timedelta
from statistics import median

import django

from benchmarks.figures import Figure, show
from benchmarks.own_database import own_database, write_durably

SECONDS, PAUSE, PROMISED = 15, 0.05, 0.3
ROWS = 10_000


def measure(rows):
    """What a mark waits beside a check, an import and the same import again."""
    mark = marker()
    mark(0)  # whatever the first one loads
    began = time.monotonic()
    alone = marks(mark, lambda: time.monotonic() < began + SECONDS)
    for what in ("check", "import", "import again"):
        importer = start(what, rows)
        importer.stdout.readline()  # it has read the file
        began = time.monotonic()
        waited = marks(mark, lambda: importer.poll() is None)  # noqa: B023
        if importer.returncode:
            raise SystemExit(f"{what} failed")
        note = f"{len(waited)} marks in {time.monotonic() - began:.0f} s"
        yield from compared(f"{what} of {rows:,} rows", waited, alone, note)


def marker():
    """A function that marks the next person of a register and returns how long that took."""
    from django.test import Client
    from django.utils import timezone

    from tests.conftest import user_with
    from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory

    centre = CentreFactory(code="engjejt-e-vegjel")
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))
    rows = RegistrationFactory.create_batch(25, event=event)
    client = Client()
    client.force_login(user_with("staff", centre=centre))
    next_mark = {"unmarked": "present", "present": "absent", "absent": "present"}
    now = dict.fromkeys((row.pk for row in rows), "unmarked")

    def mark(number):
        row = rows[number % len(rows)]
        seen, now[row.pk] = now[row.pk], next_mark[now[row.pk]]
        body = {"attendance": now[row.pk], "seen": seen, "key": uuid.uuid4()}
        address = f"/events/{event.pk}/register/{row.pk}/mark/"
        began = time.perf_counter()
        answer = client.post(address, body, headers={"HX-Request": "true"})
        if answer.status_code != 200:
            raise SystemExit(f"a mark answered {answer.status_code}")
        return time.perf_counter() - began

    return mark


def marks(mark, goes_on):
    """Seconds of each mark for as long as `goes_on`."""
    waited = []
    while goes_on():
        waited.append(mark(len(waited)))
        time.sleep(PAUSE)
    return waited


def compared(beside, waited, alone, note):
    """The median and the longest of the marks `beside` an import, against those alone."""
    yield Figure(f"median mark beside {beside}", "alone", median(waited), median(alone))
    longest = f"longest mark beside {beside}"
    yield Figure(longest, "the longest alone", max(waited), max(alone), None, PROMISED, note)


def start(what, rows):
    from tests.databases import address

    command = [sys.executable, "-m", "benchmarks.importing", what, str(rows)]
    environment = os.environ | {"DATABASE_URL": address()}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def import_rows(what, rows):
    """The other process: one import into the centre of the marks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    write_durably()
    from tests.events.importing.import_files import csv_file, large_file, load

    content = csv_file(large_file(rows=rows, people=max(200, rows // 3)))
    print("read", flush=True)
    load(content, dry_run=what == "check")


if __name__ == "__main__":
    *what, rows = [*sys.argv[1:], ROWS] if len(sys.argv) < 2 else sys.argv[1:]
    if what:
        import_rows(*what, int(rows))
    else:
        with own_database(durable=True):
            show(measure(int(rows)))
