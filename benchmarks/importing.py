"""How long a mark waits for an import: `python -m benchmarks.importing [rows [clients]]`.

One process imports a file of 10,000 rows, first as a trial and then in earnest, then once more, and
undoes it, while this one marks people of another event through Django's test client, one every
50 ms; several clients mark at one register, as many marks in all. What an import costs is the
difference to the same marks without one, in the same run. The database is written as in production:
SQLite waits for the disk.
"""

import os
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median

import django

from benchmarks.figures import Figure, show
from benchmarks.own_database import own_database, write_durably

SECONDS, PAUSE, PROMISED = 15, 0.05, 0.3
ROWS = 10_000
WORK = ("check", "import", "import again", "undo")


def measure(rows, clients=1):
    """What a mark waits beside a check, an import, the same import again and its undoing."""
    markers = markers_of(clients)
    began = time.monotonic()
    alone = marks(markers, lambda: time.monotonic() < began + SECONDS)
    for what in WORK:
        importer = start(what, rows)
        importer.stdout.readline()  # it has read the file
        began = time.monotonic()
        waited = marks(markers, lambda: importer.poll() is None)  # noqa: B023
        if importer.returncode:
            raise SystemExit(f"{what} failed")
        late = sum(seconds > PROMISED for seconds in waited)
        note = f"{late} of {len(waited)} marks were late, in {time.monotonic() - began:.0f} s"
        yield from compared(f"{what} of {rows:,} rows", waited, alone, note)


def markers_of(clients):
    """For each client a function that marks the next of its people of one register.

    It returns how long that took.
    """
    from django.utils import timezone

    from tests.conftest import user_with
    from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory

    centre = CentreFactory(code="engjejt-e-vegjel")
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))
    user = user_with("staff", centre=centre)
    return [
        marker(event, RegistrationFactory.create_batch(25, event=event), user)
        for _client in range(clients)
    ]


def marker(event, rows, user):
    from django.test import Client

    client = Client()
    client.force_login(user)
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

    mark(0)  # whatever the first one loads
    return mark


def marks(markers, goes_on):
    """Seconds of each mark by each of `markers` for as long as `goes_on`."""

    from django.db import connections

    def mark_on(mark):
        waited = []
        while goes_on():
            waited.append(mark(len(waited)))
            time.sleep(PAUSE * len(markers))
        connections.close_all()
        return waited

    with ThreadPoolExecutor(len(markers)) as clients:
        return [seconds for waited in clients.map(mark_on, markers) for seconds in waited]


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


def work(what, rows):
    """The other process: one import into the centre of the marks, or its undoing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    write_durably()
    from events.importing.undoing.services import undo_import
    from events.models import Import
    from tests.events.importing.import_files import csv_file, large_file, load

    content = csv_file(large_file(rows=rows, people=max(200, rows // 3)))
    print("read", flush=True)
    if what == "undo":
        undo_import(imported=Import.objects.earliest("pk"), by=None)
    else:
        load(content, dry_run=what == "check")


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in WORK:
        work(sys.argv[1], int(sys.argv[2]))
    else:
        with own_database(durable=True):
            show(measure(*map(int, sys.argv[1:] or [ROWS])))
