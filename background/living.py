"""Which workers live: each holds a lock that the system takes back when its process dies.

No clock is asked, so a worker that is slow or waits for the database is never taken for dead, and
one that was killed is known to be dead at once.
"""

from contextlib import contextmanager

from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from background.models import Worker
from shkej.lib.one_at_a_time import is_somebody_inside, one_at_a_time

MOST_WORKERS = 32


class TooManyWorkers(Exception):
    """All slots are taken."""


@contextmanager
def alive():
    """Live as a worker while the block runs: gives its id, and the connection that has the lock.

    That is one of its own: the one of the tasks is closed and opened again.
    """
    own = connection.copy()
    try:
        for slot in range(1, MOST_WORKERS + 1):
            with one_at_a_time(_lock(slot), own) as is_ours:
                if is_ours:
                    yield _register(slot), own
                    return
        raise TooManyWorkers
    finally:
        own.close()


def check_is_alive(own):
    """Raise where the connection that has the lock is gone: others take us for dead then."""
    if own.vendor == "postgresql":
        with own.cursor() as cursor:
            cursor.execute("SELECT 1")


def living_workers():
    """Return the ids of the workers that live."""
    workers = Worker.objects.values_list("slot", "worker_id")
    return {worker_id for slot, worker_id in workers if is_somebody_inside(_lock(slot))}


def show_life(worker_id):
    """Note that a worker looks around, for `readiness`; nothing else asks for it."""
    Worker.objects.filter(worker_id=worker_id).update(updated_at=timezone.now())


def _register(slot):
    worker_id = f"{slot}-{get_random_string(24)}"
    Worker.objects.update_or_create(slot=slot, defaults={"worker_id": worker_id})
    return worker_id


def _lock(slot):
    return f"worker-{slot}"
