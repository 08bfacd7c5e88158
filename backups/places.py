"""Where backups go: the folder they are made in, and further places that settings name.

A second disk is a folder; what is away from here is reached by rclone or restic, which have their
own settings (RCLONE_CONFIG, RESTIC_PASSWORD_FILE). All of them get the encrypted file alone.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from backups.archive import weigh
from backups.making import NO_FOLDER, UNFINISHED
from backups.refusals import BackupRefused, disk_faults_refused
from backups.work_folder import sync_file, sync_folder

NOT_COPIED = gettext_noop("The backup was made, but could not be copied to a further place.")
LONGEST = 3600  # seconds


@dataclass(frozen=True)
class Folder:
    """A folder of this machine; it must be there: an empty mount point would take in anything."""

    path: Path

    def put(self, backup):
        """Copy the file, whole or not at all."""
        if not self.path.is_dir():
            raise BackupRefused(NO_FOLDER, str(self.path))
        unfinished = self.path / f".{backup.name}{UNFINISHED}"
        with disk_faults_refused():
            try:
                shutil.copyfile(backup, unfinished)
                unfinished.chmod(0o600)
                sync_file(unfinished)
                if weigh(unfinished) != weigh(backup):
                    raise BackupRefused(NOT_COPIED, str(self.path))
                os.replace(unfinished, self.path / backup.name)
                sync_folder(self.path)
            finally:
                unfinished.unlink(missing_ok=True)

    def names(self):
        """Return the names of all files in it."""
        return [path.name for path in self.path.iterdir()]

    def forget(self, names):
        """Remove the files, and what killed processes left of others."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)
        for path in self.path.glob(f".shkej-*{UNFINISHED}"):
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Rclone:
    """A folder that rclone reaches: `remote:folder`."""

    remote: str

    def put(self, backup):
        """Copy the file; rclone compares sizes and checksums."""
        _run("rclone", "copyto", str(backup), f"{self.remote}/{backup.name}")

    def names(self):
        """Return the names of all files in it."""
        return _run("rclone", "lsf", "--files-only", self.remote).splitlines()

    def forget(self, names):
        """Remove the files."""
        for name in sorted(names):
            _run("rclone", "deletefile", f"{self.remote}/{name}")


@dataclass(frozen=True)
class Restic:
    """A repository of restic. It ages its snapshots by the same rule, by itself."""

    repository: str

    def put(self, backup):
        """Keep the file as a snapshot."""
        self._restic("backup", "--tag=shkej", "--host=shkej", str(backup))

    def names(self):
        """Return nothing: snapshots are no files."""
        return []

    def forget(self, names):
        """Let restic forget what is kept no longer, and free its room."""
        hours, days, months = settings.BACKUP_KEEP
        kept = [f"--keep-hourly={hours}", f"--keep-daily={days}", f"--keep-monthly={months}"]
        self._restic("forget", "--tag=shkej", "--group-by=tags", *kept, "--prune")

    def _restic(self, *arguments):
        return _run("restic", "--quiet", f"--repo={self.repository}", *arguments)


def further_places():
    """Return the places of settings.BACKUP_COPIES."""
    kinds = {"rclone": Rclone, "restic": Restic}
    places = []
    for word in settings.BACKUP_COPIES:
        tool, _colon, rest = word.strip().partition(":")
        places.append(kinds[tool](rest) if tool in kinds else Folder(Path(word.strip())))
    return places


def own_folder():
    """Return the folder in which backups are made; it is made itself where it is not there."""
    path = Path(settings.BACKUP_FOLDER)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Folder(path)


def _run(program, *arguments):
    try:
        ended = subprocess.run(
            [program, *arguments], capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except (FileNotFoundError, subprocess.TimeoutExpired) as fault:
        raise BackupRefused(NOT_COPIED, program) from fault
    if ended.returncode:
        raise BackupRefused(NOT_COPIED, (ended.stderr.strip().splitlines() or [program])[-1])
    return ended.stdout
