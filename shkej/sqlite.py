"""How SHKEJ talks to SQLite, so that an acknowledged save is never lost.

WAL with one writer at a time (IMMEDIATE) lets eight clients write without a refusal; FULL keeps the
last commit through a power cut. SQLite before 3.51.3 (but for the backports 3.44.6 and 3.50.7) can
lose commits in WAL mode, so an affected library falls back to a rollback journal.
"""

import sys

try:
    import pysqlite3  # carries an SQLite without that fault
except ImportError:  # no wheel for this platform: Python's own SQLite
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

import sqlite3  # noqa: E402


def wal_is_safe(version):
    """Whether this SQLite `version` (a tuple) is free of the WAL-reset bug."""
    backported = (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)
    return backported or version >= (3, 51, 3)


JOURNAL = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    if wal_is_safe(sqlite3.sqlite_version_info)
    else "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
)

OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": JOURNAL,
}
