"""Bringing a backup back: tried and prepared beside what is there, then put in its place."""

import os
import secrets
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop

from backups.archive import FILES
from backups.checking import BROKEN_LOG, decrypted, tried
from backups.engines import engine_in_use, using
from backups.files import files_folder
from backups.manifest import Manifest
from backups.refusals import disk_faults_refused
from backups.restoring.exchange import SET_ASIDE, put_in_place
from backups.work_folder import own_as_parent, sync_folder, work_folder
from shkej.lib.queries.schema import known_migrations


@dataclass(frozen=True)
class Said:
    """A sentence about what was done, from `gettext_noop`, and the values that are put into it."""

    words: str
    values: dict = field(default_factory=dict)


RESTORED = gettext_noop(
    "Restored: database and files as they were on %(moment)s: %(rows)s rows in %(tables)s tables, "
    "%(files)s files."
)
MIGRATED = gettext_noop("Brought up to this version of the program: %(number)s migrations.")
ASIDE = gettext_noop(
    "What was there before is in %(place)s. Delete it once you are sure: it holds names."
)
PUT_BACK = gettext_noop(
    "The database is as it was before the upgrade. Start the version of the program that it had."
)
NOTHING_THERE = gettext_noop("There was nothing here before: nothing had to be set aside.")


def restore(path: Path, keys: list) -> list[Said]:
    """Put the backup in the place of database and files; return what was done.

    BackupRefused, and nothing is touched, for a file that cannot be opened or whose content
    differs from what it says, and while another process holds the database.
    """
    engine, stamp = engine_in_use(), f"{timezone.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    with disk_faults_refused(), engine.held(), work_folder(engine.place()) as work:
        content = work / "content"
        with decrypted(path, keys, content) as manifest, tried(manifest, content) as opened:
            said = _prepare(manifest, opened, content / FILES)
            files = _files_beside_ours(content / FILES, stamp)
            try:
                places = _change_places(opened, files, stamp)
            finally:
                shutil.rmtree(files, ignore_errors=True)  # moved, unless something failed
    broken = [Said(BROKEN_LOG)] if opened.log_fault else []
    return [_restored(manifest), *broken, *said, _set_aside(places)]


def _prepare(manifest: Manifest, opened, files: Path) -> list[Said]:
    """Make of the copy what may be opened to people: the steps of settings.RESTORE_STEPS."""
    missing = known_migrations() - {tuple(pair) for pair in manifest.migrations}
    with using(opened.name):
        said = [Said(MIGRATED, {"number": len(missing)})] if missing else []
        call_command("migrate", verbosity=0, interactive=False, snapshot=False)
        steps = [import_string(step) for step in settings.RESTORE_STEPS]
        said += [line for step in steps if (line := step(manifest, files))]
    engine_in_use().settle(opened.name)
    return said


def _files_beside_ours(restored: Path, stamp: str) -> Path:
    """Bring the files to the disk where they are to be, so that a rename is all that is left."""
    beside = files_folder().with_name(f"{files_folder().name}-{stamp}")
    beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    restored.mkdir(exist_ok=True)  # an archive holds no empty folders
    shutil.move(restored, beside)
    own_as_parent(beside)
    for folder, _folders, _names in os.walk(beside):
        sync_folder(folder)
    return beside


def _change_places(opened, files: Path, stamp: str) -> list[str]:
    """Set aside what is there and put in place what was prepared; where the old things are now."""
    ours = files_folder()
    moves = [
        (str(ours), str(ours.parent / SET_ASIDE / stamp / ours.name)),
        (str(files), str(ours)),
    ]
    return put_in_place(engine_in_use(), opened.name, moves, stamp)


def _restored(manifest: Manifest) -> Said:
    moment = timezone.localtime(datetime.fromisoformat(manifest.made_at))
    tables = {name: held for name, held in manifest.tables.items() if name != "(schema)"}
    values = {
        "moment": f"{moment:%d.%m.%Y %H:%M}",
        "rows": sum(rows for rows, _word in tables.values()),
        "tables": len(tables),
        "files": len(manifest.files),
    }
    return Said(RESTORED, values)


def said_of(places: list[str]) -> list[Said]:
    """What was done by a snapshot that was put back."""
    return [Said(PUT_BACK), _set_aside(places)]


def _set_aside(places: list[str]) -> Said:
    return Said(ASIDE, {"place": ", ".join(places)}) if places else Said(NOTHING_THERE)
