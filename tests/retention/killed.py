"""The worker, killed in an erasure: python -m tests.retention.killed POINT WHEN ERASURE"""

import os
import signal
import sys
from importlib import import_module
from unittest.mock import patch

import django

POINTS = {
    "rows": "retention.erasing.services._strip",
    "ledger": "retention.ledger.book.add",
    "files": "retention.erasing.files.remove_noted",
}


def main(point, when, erasure):
    """Die before or after the function at `point`."""
    django.setup()
    module, _dot, name = POINTS[point].rpartition(".")
    owner = import_module(module)
    original = getattr(owner, name)

    def die(*given, **named):
        if when == "after":
            original(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    with patch.object(owner, name, die):
        import_module("retention.tasks").erase_person.func(int(erasure))


if __name__ == "__main__":
    main(*sys.argv[1:])
