"""A copy of the database beside it, made before its tables are changed, and the way back to it.

It is for the hours after an upgrade, not a backup: not encrypted, without the uploaded files (which
no migration touches), on the same disk, and kept for a week.
"""

import json
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from backups.engines import engine_in_use
from backups.refusals import BackupRefused, disk_faults_refused
from backups.restoring.exchange import put_in_place
from backups.work_folder import own_as_parent, sync_file, sync_folder, work_folder

HELD, UNFINISHED = "held.json", ".unfinished"
KEPT, MOST = timedelta(days=7), 3
NO_SNAPSHOT = gettext_noop("This is no snapshot of the database, or not a whole one.")


def take_snapshot() -> Path:
    """Copy the database; BackupRefused, and nothing is left, where there is no room."""
    folder = _folder() / f"{timezone.now():%Y%m%dT%H%M%SZ}"
    unfinished = folder.with_name(folder.name + UNFINISHED)
    with disk_faults_refused():
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        try:
            held = engine_in_use().take(unfinished, [], [], lambda: None)
            (unfinished / HELD).write_text(json.dumps(held.contents), encoding="utf-8")
            sync_file(unfinished / HELD)
            own_as_parent(unfinished)
            unfinished.rename(folder)
            sync_folder(_folder())
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def put_back(folder: Path) -> list[str]:
    """Put a snapshot in the place of the database; where what was there lies now.

    BackupRefused, and nothing is touched, for what is not whole and while another process works.
    """
    engine, stamp = engine_in_use(), f"{timezone.now():%Y%m%dT%H%M%SZ}-snapshot"
    with disk_faults_refused(), engine.held(), work_folder(engine.place()) as work:
        copy = work / "copy"
        if not (folder / HELD).is_file() or not (folder / engine.file).is_file():
            raise BackupRefused(NO_SNAPSHOT, str(folder))
        shutil.copytree(folder, copy)
        with engine.opened(copy, [], []) as opened:
            if opened.contents != json.loads((copy / HELD).read_text(encoding="utf-8")):
                raise BackupRefused(NO_SNAPSHOT, str(folder))
            engine.settle(opened.name)
            return put_in_place(engine, opened.name, [], stamp)


def remove_old_snapshots():
    """Keep the last three, and none for more than a week: they hold names."""
    whole = sorted(path for path in _folder().glob("*Z") if path.is_dir())
    oldest = f"{timezone.now() - KEPT:%Y%m%dT%H%M%SZ}"
    for path in whole:
        if path.name < oldest or path in whole[:-MOST]:
            shutil.rmtree(path, ignore_errors=True)


def _folder():
    return Path(settings.VAR_DIR) / "snapshots"
