"""Several people at once on real connections, with the lock and without it.

A race is run twice: as it is, and with every lock taken away (`is_locked`), to prove that its test
sees it. A `Gate` holds each thread between what it reads and what it writes, until the others have
read too; where a lock keeps them out they do not come, and it lets go after a moment.
"""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import QuerySet

from events.register.lookups import PLACE

PATIENCE = 0.6  # with a lock nobody else comes
PATIENCE_UNLOCKED = 3  # without one the others do, however busy the machine


@pytest.fixture(params=[True, False], ids=["locked", "unlocked"])
def is_locked(request, monkeypatch):
    """False: no row is locked, and on SQLite no transaction begins, which is its lock."""
    if not request.param:
        monkeypatch.setattr(Gate, "patience", PATIENCE_UNLOCKED)
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
        monkeypatch.setattr(PLACE, "kept", {})  # its SQL locks, and would be kept
        if connection.vendor == "sqlite":
            sqlite = type(connections[DEFAULT_DB_ALIAS])
            for name in ("_start_transaction_under_autocommit", "_savepoint_allowed"):
                monkeypatch.setattr(sqlite, name, lambda connection: None)
    return request.param


class Gate:
    """Where threads wait for each other, each the first time it comes by."""

    patience = PATIENCE

    def __init__(self, number):
        self.barrier = Barrier(number)

    def __call__(self):
        with suppress(BrokenBarrierError):
            self.barrier.wait(self.patience)


def held_before(monkeypatch, module, name, gate):
    """Hold whoever calls `module.name` at `gate` first."""
    original = getattr(module, name)

    def wrapped(*args, **kwargs):
        gate()
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, wrapped)


def held_after(monkeypatch, module, name, gate):
    """Hold whoever called `module.name` at `gate`, with its answer in hand."""
    original = getattr(module, name)

    def wrapped(*args, **kwargs):
        answer = original(*args, **kwargs)
        gate()
        return answer

    monkeypatch.setattr(module, name, wrapped)


def at_once(*acts):
    """Run each of `acts` in a thread with a connection of its own; what each returned or raised."""
    outcome = [None] * len(acts)

    def run(number, act):
        try:
            outcome[number] = act()
        except (ValidationError, DatabaseError) as fault:
            outcome[number] = fault
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return outcome
