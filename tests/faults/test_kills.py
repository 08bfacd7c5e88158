"""F1, F3: killed under writers at random moments, all that was acknowledged is there, and once.

`make faults` kills 50 times under 20 writers, and the server of PostgreSQL too; what came of it is
written to FAULTS_RECORD, for docs/reliability.md.
"""

import os
import random
import signal
import time
from pathlib import Path
from statistics import median

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from tests.events.factories import EventFactory
from tests.faults.marking import Crowd, count_what_became
from tests.faults.serving import Server

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
IS_LONG = "FAULTS_KILLS" in os.environ
KILLS = int(os.environ.get("FAULTS_KILLS", "2"))
WRITERS = 20 if IS_LONG else 6
CRASHES = max(2, KILLS // 5)
MOST_BETWEEN = 40  # marks between two kills


def kill_under_writers(centre, kills, kill):
    """Let writers mark, kill by `kill(server)` now and then; what became of it, and the seconds."""
    event = EventFactory(centre=centre, starts_at=timezone.now())
    seconds = []
    with Server() as server:
        crowd = Crowd(server.port, event, WRITERS)
        connections.close_all()
        with crowd:
            for _kill in range(kills):
                crowd.wait_for_more(random.randint(1, MOST_BETWEEN))
                began = time.monotonic()
                kill(server)
                crowd.wait_for_more(1)
                seconds.append(time.monotonic() - began)
            crowd.wait_for_more(1)
    return count_what_became(crowd), seconds


def record(what, outcome, seconds):
    """Add a line to the table of `make faults`."""
    if path := os.environ.get("FAULTS_RECORD"):
        acknowledged, lost, doubled = outcome
        line = (
            f"| {connection.vendor}: {what} × {len(seconds)}, {WRITERS} writers | {acknowledged} "
            f"| {lost} | {doubled} | {median(seconds):.1f}, {max(seconds):.1f} |\n"
        )
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(line)


def kill_server(server):
    server.kill()
    server.begin()


@pytest.mark.more(on="sqlite")
def test_f1_a_server_killed_under_writers_loses_and_doubles_nothing(centre):
    outcome, seconds = kill_under_writers(centre, KILLS, kill_server)

    record("the web process killed", outcome, seconds)
    acknowledged, lost, doubled = outcome
    assert acknowledged > KILLS
    assert (lost, doubled) == (0, 0)


def crash_postgres(_server):
    """Kill one of its processes: PostgreSQL ends all others, and recovers from its log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [process] = cursor.fetchone()
    os.kill(process, signal.SIGKILL)
    connections.close_all()


@pytest.mark.skipif(not IS_LONG, reason="other tests use the server: make faults")
def test_f3_a_database_that_crashes_under_writers_loses_and_doubles_nothing(centre):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    if settings.DATABASES["default"]["HOST"] not in {"127.0.0.1", "localhost"}:
        pytest.skip("the server runs elsewhere")

    outcome, seconds = kill_under_writers(centre, CRASHES, crash_postgres)

    record("PostgreSQL crashed", outcome, seconds)
    acknowledged, lost, doubled = outcome
    assert acknowledged > CRASHES
    assert (lost, doubled) == (0, 0)
