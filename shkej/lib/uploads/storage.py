"""Where uploaded files are kept: each is there whole and for good, or not at all."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

UNFINISHED = "unfinished"  # a folder beside those of the files; backups leave it out


class WholeFiles(FileSystemStorage):
    """Files on a disk, written under another name first: none is there by half.

    Once `save` returns, a power cut does not lose the file: the row that names it is not lost
    either. Where the disk is full nothing is left.

    docs/reliability.md, F12.
    """

    def _save(self, name, content):
        part = f"{UNFINISHED}/{secrets.token_hex(16)}"
        try:
            super()._save(part, content)
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            if settings.SAVES_MUST_LAST:
                _sync(self.path(part), os.O_RDWR)
            Path(self.path(part)).rename(path)
        finally:
            self.delete(part)
        if settings.SAVES_MUST_LAST and hasattr(os, "O_DIRECTORY"):  # Windows syncs no folder
            _sync(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        return name


def _sync(path, flags):
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
