"""For benchmarks that make their own few rows: a test database, gone when they end."""

import contextlib
import os

import django


@contextlib.contextmanager
def own_database(*, durable=False):
    """A database without rows for as long as this lasts, and a client's host that is allowed.

    `durable`: written as in production, where SQLite waits for the disk.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner, override_settings

    if durable:
        write_durably()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with override_settings(ROOT_URLCONF="benchmarks.bare", ALLOWED_HOSTS=["testserver"]):
            yield
    finally:
        runner.teardown_databases(databases)


def write_durably():
    """Let this process write to SQLite as the application does, not as its tests do."""
    from django.conf import settings

    from shkej import sqlite

    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database["OPTIONS"] = sqlite.OPTIONS
