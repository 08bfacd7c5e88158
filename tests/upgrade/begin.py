"""The database of the last landed version, as tests of upgrades begin with it."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.databases import begin_with, make_empty
from tests.upgrade import dump


def begin_with_landed():
    """Put its tables and its data in place; return what was kept of it, as `dump.read` does."""
    begin_with("landed", _fill)
    return dump.read()


def _fill():
    kept = dump.read()
    make_empty()
    state = MigrationExecutor(connection).migrate(list(dict(kept["migrations"]).items()))
    dump.fill(state.apps, kept["tables"])
