"""Putting what was restored in the place of what was there: by renames, which a kill cannot halve.

What is to be renamed is written down first. A process that is killed in between leaves that list,
and the next one that starts, whichever it is, does the rest before it does anything else.
"""

import json
import os
from pathlib import Path

from django.conf import settings
from django.core.files import locks

from backups.refusals import BackupRefused
from backups.work_folder import sync_file, sync_folder

NAME = "exchange.json"
SET_ASIDE = "set-aside"


def is_interrupted(folder):
    """Whether a list is there that was not done to its end."""
    return _list(folder).exists()


def put_in_place(engine, opened, moves, stamp):
    """Give the database `opened` the name of ours, and do `moves` (of files); where the old is."""
    moves = [*engine.moves(opened, stamp), *moves]
    moves = [(old, new) for old, new in moves if os.path.lexists(old)]
    databases = engine.names(opened, stamp)
    change_places(settings.BACKUP_WORK, {"moves": moves, "databases": databases})
    folders = {str(Path(new).parent) for _old, new in moves if SET_ASIDE in Path(new).parts}
    return sorted(folders) + engine.set_aside(databases)


def change_places(folder, plan):
    """Do what `plan` says: "moves" [(from, to)], and what the engine needs for its exchange.

    BackupRefused, and nothing is moved, where the engine cannot do its part.
    """
    for _old, new in plan["moves"]:
        Path(new).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = _list(folder).with_suffix(".unfinished")
    unfinished.write_text(json.dumps(plan), encoding="utf-8")
    sync_file(unfinished)
    unfinished.replace(_list(folder))
    sync_folder(folder)
    try:
        finish(folder)
    except BackupRefused:
        _list(folder).unlink()
        raise


def finish(folder):
    """Do what is left of the list, and take it away. Each step may have been done already.

    The engine comes first: only it may refuse. A name that is at both ends of a move was moved
    before: what is at the old one now came there after it.
    """
    from backups.engines import engine_in_use  # it needs the settings, which are read before

    with _list(folder).with_suffix(".lock").open("a") as lock:
        locks.lock(lock, locks.LOCK_EX)
        if not is_interrupted(folder):
            return  # another process was faster
        plan = json.loads(_list(folder).read_text(encoding="utf-8"))
        engine_in_use().exchange(plan)
        for old, new in plan["moves"]:
            if os.path.lexists(old) and not os.path.lexists(new):
                os.rename(old, new)
        for parent in {Path(path).parent for move in plan["moves"] for path in move}:
            if parent.is_dir():
                sync_folder(parent)
        _list(folder).unlink()


def _list(folder):
    return folder / NAME
