"""`manage.py`, killed at a named point: python -m tests.backups.killed POINT NUMBER ARGUMENTS"""

import os
import signal
import sys
from importlib import import_module
from unittest.mock import patch

import django
from django.core.management import call_command

POINTS = {
    "copied": "backups.making.weigh_files",
    "packed": "backups.making.tried",
    "tried": "backups.making.encrypt",
    "encrypted": "backups.making.sync_file",
    "before its name": "backups.making.os.replace",
    "after its name": "backups.making.sync_folder",
    "opened": "backups.restoring.restore._prepare",
    "prepared": "backups.restoring.restore._files_beside_ours",
    "before the list": "backups.restoring.exchange.change_places",
    "with the list": "backups.restoring.exchange.finish",
    "a rename": "backups.restoring.exchange.os.rename",
    "before the end": "backups.restoring.exchange.sync_folder",
}


def main(point, number, *arguments):
    """Let the function at `point` be called `number` times, and die at the next call."""
    django.setup()
    module, _dot, name = POINTS[point].rpartition(".")
    owner = os if module.endswith(".os") else import_module(module)
    import_module(module.removesuffix(".os"))
    original, left = getattr(owner, name), [int(number)]

    def die(*given, **named):
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return original(*given, **named)

    with patch.object(owner, name, die):
        call_command(*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
