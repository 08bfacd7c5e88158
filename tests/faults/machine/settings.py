"""The settings of tests for a server on a disk of its own: what is saved lasts, and lies there."""

import os
from pathlib import Path

from tests import settings as of_tests
from tests.settings import *  # noqa: F403

SAVES_MUST_LAST = True
_FILES = {"location": str(Path(os.environ["VAR_DIR"]) / "files"), "base_url": None}
STORAGES = {
    **of_tests.STORAGES,
    "default": {**of_tests.STORAGES["default"], "OPTIONS": _FILES},
}
