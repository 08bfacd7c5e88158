"""How much room uploaded files have: so much in all, and never the last of the disk.

docs/security.md, R42.
"""

import os
import shutil
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
NEARLY = 0.9  # of the room: administrators and the doctor are told


def used():
    """The bytes of all uploaded files, those between two pages too."""
    total = 0
    for folder, _folders, names in os.walk(default_storage.location):
        for name in names:
            try:
                total += os.stat(os.path.join(folder, name)).st_size
            except OSError:  # removed just now
                continue
    return total


def sizes(names):
    """The bytes of these files of the storage."""
    total = 0
    for name in names:
        try:
            total += default_storage.size(name)
        except OSError:
            continue
    return total


def limit():
    """The bytes that uploads may have in all; 0: no limit."""
    return settings.UPLOADS_TOTAL_MB * MEGABYTE


def is_nearly_full():
    """Whether an administrator should make room now."""
    return bool(limit()) and used() > NEARLY * limit()


def check_room(size):
    """Refuse a file of `size` bytes for which this installation has no room."""
    if limit() and used() + size > limit():
        raise no_room(
            _(
                "There is no room for this file: all files here have reached %(mb)s MB. Delete "
                "files that are not needed, or ask an administrator for more room."
            )
            % {"mb": settings.UPLOADS_TOTAL_MB}
        )
    folder = Path(default_storage.location)
    folder = next(place for place in (folder, *folder.parents) if place.exists())
    if shutil.disk_usage(folder).free - size < settings.UPLOADS_LEAVE_MB * MEGABYTE:
        raise no_room(
            _("There is no room for this file: the disk is nearly full. Tell an administrator.")
        )


def check_room_of_centre(centre, names, size):
    """Refuse a file of `size` bytes for which its centre, with the files `names`, has no room."""
    most = settings.UPLOADS_CENTRE_MB
    if most and sizes(names) + size > most * MEGABYTE:
        raise no_room(
            _(
                "There is no room for this file: the files of %(centre)s have reached %(mb)s MB. "
                "Delete files that are not needed, or ask an administrator for more room."
            )
            % {"centre": centre, "mb": most}
        )


def no_room(words):
    """The refusal of a file that is sound, and only too much."""
    return ValidationError(words, "no_room")
