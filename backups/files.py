"""The uploaded files in a backup: each that a row names, and whatever else is not made to go."""

import os
import shutil
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField

from background.made_files import FOLDER as MADE
from backups.archive import weigh
from shkej.lib.uploads.storage import UNFINISHED

# Exports, and lists between their check and their import: they go within a day, and hold names.
LEFT_OUT = {MADE, "imports", UNFINISHED}


def files_folder():
    """Return where the uploaded files are."""
    return Path(default_storage.location)


def copy_files(folder):
    """Copy to `folder` what it does not have yet: links where the disk allows, files never change.

    Called before the database is copied and again at that moment: a file is there before its row,
    and one that is removed meanwhile was copied the first time. The second time has to be quick, so
    both sides are listed and compared by name, without a look at each file.
    """
    source = files_folder()
    for parent, folders, names in os.walk(source):
        here = Path(parent)
        if here == source:
            folders[:] = sorted(set(folders) - LEFT_OUT)
        into = folder / here.relative_to(source)
        copied = os.listdir(into) if into.is_dir() else []
        for name in sorted(set(names).difference(copied)):
            _copy(here / name, into / name)


def _copy(path, target):
    if not path.is_file():  # removed just now, or nothing that was uploaded
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except FileNotFoundError:  # removed just now
        return
    except OSError:  # another disk, or one that knows no links
        try:
            shutil.copyfile(path, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)


def weigh_files(folder):
    """Return {path: [bytes, SHA-256]} of all files below `folder`."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): weigh(path) for path in found}


def missing_files(named, folder):
    """Return which of the paths `named` are not below `folder`, in order."""
    return sorted(name for name in named if not (folder / name).is_file())


def columns_of_files():
    """Return [(table, column)] of what names files."""
    return [
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
    ]
