"""What the commands say, in both languages: whoever restores at night reads the one they know."""

import errno
import sqlite3
from contextlib import contextmanager

from django.utils.translation import gettext_noop

from shkej.lib.bilingual import in_both_languages

NO_ROOM = gettext_noop("There is no room left on the disk.")
NOT_WRITABLE = gettext_noop("That place cannot be written to.")
FAILING = gettext_noop("The disk could not be read or written: it may be full or failing.")
SIGNS = {"full": NO_ROOM, "disk I/O": FAILING, "readonly": NOT_WRITABLE, "open": NOT_WRITABLE}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR}


class BackupRefused(Exception):
    """Nothing was done, and why: words from `gettext_noop`; `detail` is a path or a technical word.

    `fits_everybody`: the words hold no name and no place, the detail may.
    """

    def __init__(self, words, detail=""):
        super().__init__(words)
        self.words, self.detail = words, detail

    def __str__(self):
        lines = in_both_languages(self.words)
        return " / ".join(lines) + (f" ({self.detail})" if self.detail else "")


@contextmanager
def disk_faults_refused():
    """Say in words what the disk did not allow inside the block."""
    try:
        yield
    except sqlite3.OperationalError as fault:
        for sign, words in SIGNS.items():
            if sign in str(fault):
                raise BackupRefused(words) from fault
        raise
    except OSError as fault:
        if fault.errno in FULL:
            raise BackupRefused(NO_ROOM, fault.filename or "") from fault
        if fault.errno in CLOSED:
            raise BackupRefused(NOT_WRITABLE, fault.filename or "") from fault
        raise
