"""Where copies are made and tried: a folder that only the service reads, empty in between.

What lies there is not encrypted yet. A process that is killed leaves its folder; the next one that
works here removes it.
"""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import locks

HELD = "held"  # the locked file in each folder; the system lets go of it when its process dies


@contextmanager
def work_folder(parent=None):
    """Give an empty folder (in `parent`, else where settings say) that goes with the block."""
    parent = Path(parent or settings.BACKUP_WORK)
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_what_the_dead_left(parent)
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=parent))
    try:
        with (folder / HELD).open("w") as held:
            locks.lock(held, locks.LOCK_EX | locks.LOCK_NB)
            inside = folder / "inside"
            inside.mkdir(mode=0o700)
            yield inside
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sync_folder(folder):
    """See to it that names in a folder reach the disk; Windows has no such thing."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_file(path):
    """See to it that what a file holds reaches the disk."""
    with Path(path).open("rb+") as file:
        os.fsync(file.fileno())


def own_as_parent(path):
    """Give what root made to the user whose folder it is in: the service must read it."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = path.parent.stat()
        for each in (path, *path.rglob("*")):
            os.chown(each, owner.st_uid, owner.st_gid)


def _remove_what_the_dead_left(parent):
    for folder in parent.glob("work-*"):
        try:
            with (folder / HELD).open("a") as held:
                is_dead = locks.lock(held, locks.LOCK_EX | locks.LOCK_NB)
        except OSError:  # just made, or just removed
            continue
        if is_dead:
            shutil.rmtree(folder, ignore_errors=True)
