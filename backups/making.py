"""Making a backup: copied, packed, tried, encrypted, and only then given its name."""

import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.audit.sealing import seal_log
from accounts.audit.verifying import Fault
from backups.archive import FILES, encrypt, pack, recipients, weigh
from backups.checking import tried, unpacked
from backups.engines import engine_in_use
from backups.files import columns_of_files, copy_files, missing_files, weigh_files
from backups.manifest import Manifest, left_out_tables, new_proof
from backups.refusals import BackupRefused, disk_faults_refused
from backups.work_folder import sync_file, sync_folder, work_folder
from shkej import __version__
from shkej.lib.queries.schema import check_schema

IS_THERE = gettext_noop("A file of that name is there already.")
NO_FOLDER = gettext_noop("The folder for the backup is not there.")
RESTLESS = gettext_noop("Files were removed again and again while they were copied. Try again.")
UNFINISHED = ".unfinished"
ATTEMPTS = 4

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class MadeBackup:
    """A backup: where it is, what it says of itself, and what it weighs.

    `log_fault`: what is broken in the chain of its log, and so in ours.
    """

    path: Path
    manifest: Manifest
    size: int
    sha256: str
    log_fault: Fault | None = None


def make_backup(path: Path) -> MadeBackup:
    """Write one backup to `path`; BackupRefused, and no such file, if it cannot be.

    A process that is killed leaves at most a file that begins with a dot and ends with .unfinished.
    """
    if path.exists():
        raise BackupRefused(IS_THERE, str(path))
    if not path.parent.is_dir():
        raise BackupRefused(NO_FOLDER, str(path.parent))
    recipients()  # refused before anything is copied
    _seal()
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    with disk_faults_refused(), work_folder() as work:
        try:
            plain = work / "backup.tar.gz"
            manifest = copy_all(work / "content")
            pack(work / "content", plain)
            with unpacked(plain, work / "tried") as found, tried(found, work / "tried") as opened:
                log_fault = opened.log_fault
            unfinished.touch(mode=0o600)
            encrypt(plain, unfinished)
            sync_file(unfinished)
            size, sha256 = weigh(unfinished)
            os.replace(unfinished, path)
            sync_folder(path.parent)
        finally:
            unfinished.unlink(missing_ok=True)
    return MadeBackup(path, manifest, size, sha256, log_fault)


def _seal():
    """Seal what the log got since the last minute; where it cannot, back up all the same."""
    try:
        with connection.cursor() as cursor:
            check_schema(cursor)
        seal_log()
    except DatabaseError:  # tables of another version, or a disk that is full
        logger.warning("The log could not be sealed before the backup.")


def copy_all(folder: Path) -> Manifest:
    """Copy database and files, again where a file was removed in the very moment of copying.

    What is missing twice in a row was gone before, and does not stop the backup of all the rest.
    """
    missing = None
    for _attempt in range(ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        manifest = _copy(folder)
        if manifest.missing in ([], missing):
            return manifest
        missing = manifest.missing
    raise BackupRefused(RESTLESS)


def _copy(folder: Path) -> Manifest:
    """Copy database and files into `folder`, as they were at one moment, with the manifest."""
    engine, left_out = engine_in_use(), left_out_tables()
    files = folder / FILES
    files.mkdir(mode=0o700, parents=True)
    for _time in range(2):  # the second time there is little left, so that it is soon done
        copy_files(files)
    made_at = timezone.now()
    held = engine.take(folder, left_out, columns_of_files(), lambda: copy_files(files))
    manifest = Manifest(
        made_at=made_at.isoformat(),
        program=__version__,
        engine=engine.name,
        engine_version=engine.version(),
        migrations=[list(pair) for pair in held.migrations],
        left_out=left_out,
        tables=held.contents,
        files=weigh_files(files),
        missing=missing_files(held.named_files, files),
        database=weigh(folder / engine.file),
        proof=new_proof(),
        log_head=held.log_head,
    )
    manifest.write(folder)
    return manifest
