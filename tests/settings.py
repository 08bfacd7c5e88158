"""The application's settings for tests: a key, a database and folders of their own."""

import os
import tempfile
from pathlib import Path

os.environ["DEBUG"] = os.environ["DEMONSTRATION"] = "off"
os.environ["SECRET_KEY"] = "only-for-tests-" * 4
os.environ["SERVED_OVER_TLS"] = "off"  # the live server of the browser tests
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop beside the tests

from shkej.settings import *  # noqa: E402

FOLDER = tempfile.TemporaryDirectory(prefix="shkej-tests-")  # removed when Python ends

DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in production: the live server's threads then have connections of their own.
    DATABASE["TEST"] = {"NAME": str(Path(FOLDER.name) / "tests.sqlite3")}
    DATABASE["OPTIONS"] = {
        **DATABASE["OPTIONS"],
        "init_command": DATABASE["OPTIONS"]["init_command"] + "PRAGMA synchronous=OFF;",
    }

SAVES_MUST_LAST = False

BACKUP_FOLDER = Path(FOLDER.name) / "backups"
BACKUP_WORK = Path(FOLDER.name) / "backup-work"
ERASURE_LEDGER = str(Path(FOLDER.name) / "erasures.ledger")
REQUIRE_SECOND_FACTOR = False  # switched on by the tests of the second factor
TRUSTED_PROXIES = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {
        "BACKEND": "shkej.lib.uploads.storage.WholeFiles",
        "OPTIONS": {"location": FOLDER.name, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The files as they are written now, not as `make run` collected them once.
STATIC_ROOT = Path(FOLDER.name) / "staticfiles"
JOINED_FILES = Path(FOLDER.name) / "joined"  # which the browser tests fill
JOINED_FILES.mkdir()
STATICFILES_DIRS = [JOINED_FILES, *STATICFILES_DIRS]
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
