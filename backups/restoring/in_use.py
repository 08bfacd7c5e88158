"""Which processes use an SQLite database: each of ours locks a file beside it while it lives.

A web process between two requests may have no connection open and still be about to write.
"""

from contextlib import contextmanager
from pathlib import Path

from django.core.files import locks
from django.db import OperationalError

from backups.work_folder import own_as_parent

_held = {}


def note_use(connection, **more):
    """Hold a share of the lock from this process's first connection on; refuse during a restore."""
    path = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or path in _held or not Path(path).is_absolute():
        return
    try:
        file = _opened(path)
    except OSError:  # a disk that is only read
        return
    if not locks.lock(file, locks.LOCK_SH | locks.LOCK_NB):
        file.close()
        connection.close()
        raise OperationalError("database is locked: a backup is being restored")
    _held[path] = file


def let_go(path):
    """Give this process's own share back, before it takes all."""
    if file := _held.pop(str(path), None):
        file.close()


@contextmanager
def alone(path):
    """Give True if no other process of ours uses the database `path`, and keep all of them out."""
    let_go(path)
    with _opened(path) as file:
        is_ours = locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
        if is_ours:
            _held[str(path)] = file  # what we ourselves open meanwhile is ours
        try:
            yield is_ours
        finally:
            if is_ours:
                _held.pop(str(path), None)


def _opened(path):
    """Open the file that is locked; one that root makes is for the service."""
    file = Path(f"{path}-in-use.lock")
    is_new = not file.exists()
    opened = file.open("a")
    if is_new:
        own_as_parent(file)
    return opened
