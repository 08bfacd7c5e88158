"""Work that only one process does at a time; a killed process lets go by itself."""

import hashlib
from contextlib import contextmanager
from pathlib import Path

from django.core.files import locks
from django.db import connection


@contextmanager
def one_at_a_time(name, held_by=None):
    """Give True if nobody else is inside under this name on this database, else False.

    PostgreSQL keeps the lock with the connection (`held_by`, else the one in use), for all
    machines; beside an SQLite database, which is on one machine, it is a locked file.
    """
    if connection.vendor == "postgresql":
        with _of_the_connection(name, held_by or connection) as is_ours:
            yield is_ours
    else:
        with _file(name).open("a") as file:
            yield locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)


def is_somebody_inside(name):
    """Whether a process, this one too, is inside under this name just now."""
    if connection.vendor == "postgresql":
        return _is_held_by_a_connection(name)
    if not _file(name).exists():
        return False
    with _file(name).open("a") as file:  # a shared lock: those who ask do not meet each other
        return not locks.lock(file, locks.LOCK_SH | locks.LOCK_NB)


def _file(name):
    return Path(f"{connection.settings_dict['NAME']}-{name}.lock")


@contextmanager
def _of_the_connection(name, connection):
    key = int.from_bytes(_digest(name), "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        [is_ours] = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _is_held_by_a_connection(name):
    halves = [int.from_bytes(half, "big") for half in (_digest(name)[:4], _digest(name)[4:])]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND objsubid = 1 AND classid::bigint = %s AND objid::bigint = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            halves,
        )
        [is_held] = cursor.fetchone()
    return is_held


def _digest(name):
    return hashlib.sha256(f"shkej {name}".encode()).digest()[:8]
