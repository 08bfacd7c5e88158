"""The two databases, as backups see them: a copy at one moment, tried apart, and put in place.

Each engine has the same verbs: `take` (write a copy into a folder), `opened` (a database of its own
made of such a copy, to compare and to prepare), `held` (nobody else uses ours), `settle`, `moves`
and `exchange` (put what was prepared in place).
"""

from contextlib import contextmanager

from django.db import connection


def engine_in_use():
    """Return the engine of DATABASE_URL; the library of the other one is not loaded for it."""
    if connection.vendor == "postgresql":
        from backups.engines.postgresql.engine import PostgresEngine

        return PostgresEngine()
    from backups.engines.sqlite import SqliteEngine

    return SqliteEngine()


@contextmanager
def using(name):
    """Let Django work on the database `name` of the same engine while the block runs."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(name)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
