"""Work that only one process does at a time; a killed process lets go by itself."""

import hashlib
from contextlib import contextmanager
from pathlib import Path

from django.core.files import locks
from django.db import connection


@contextmanager
def one_at_a_time(name):
    """Give True if nobody else is inside under this name on this database, else False.

    PostgreSQL keeps the lock with the connection, for all machines; beside an SQLite database,
    which is on one machine, it is a locked file.
    """
    if connection.vendor == "postgresql":
        with _of_the_connection(name) as is_ours:
            yield is_ours
    else:
        with Path(f"{connection.settings_dict['NAME']}-{name}.lock").open("a") as file:
            yield locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)


@contextmanager
def _of_the_connection(name):
    digest = hashlib.sha256(f"shkej {name}".encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        [is_ours] = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
