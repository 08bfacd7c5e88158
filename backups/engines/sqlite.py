"""SQLite: copied by its own backup API, with the library that the application uses."""

import hashlib
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_noop

from backups.engines.opened import FILES, LOG_HEAD, Held, Opened
from backups.refusals import BackupRefused
from backups.restoring import in_use
from backups.work_folder import own_as_parent, sync_file

ABSENT = gettext_noop("There is no database yet.")
UNSOUND = gettext_noop("The copy of the database is not sound.")
HELD = gettext_noop(
    "The database is in use. Stop the web processes and the worker, then restore again."
)
MOST_FAULTS = 5
ROWS_AT_ONCE = 1000
SET_ASIDE = "set-aside"
SIDE_FILES = ("", "-wal", "-shm", "-journal")


class SqliteEngine:
    """A database that is one file, with its log beside it."""

    name = "sqlite"
    file = FILES["sqlite"]

    def take(self, folder, left_out, columns, at_that_moment):
        """Write the copy into `folder`, without the rows of `left_out`; what ours `Held` then.

        One read transaction spans the copy and the counting: writers go on meanwhile. `columns`:
        what names files; `at_that_moment` is called as soon as nothing new comes into the copy.
        """
        target = folder / self.file
        with closing(_opened(_path())) as ours, closing(sqlite3.connect(target)) as copy:
            ours.execute("BEGIN")
            ours.execute("SELECT count(*) FROM sqlite_master").fetchone()  # its moment begins here
            at_that_moment()
            copy.execute("PRAGMA synchronous=OFF")
            ours.backup(copy)
            held = _held(ours, left_out, columns)
            ours.execute("ROLLBACK")
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("PRAGMA foreign_keys=OFF")
            with copy:
                for table in set(left_out) & set(_tables(copy)):
                    copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 – our own names
            copy.execute("VACUUM")  # what was deleted, here or long ago, leaves the file
        target.chmod(0o600)
        sync_file(target)
        return held

    @contextmanager
    def opened(self, folder, left_out, columns):
        """Give the copy in `folder` as `Opened`, once SQLite itself finds no fault in it."""
        path = folder / self.file
        with closing(_opened(path)) as copy:
            try:
                if faults := _faults(copy):
                    raise BackupRefused(UNSOUND, "; ".join(faults))
                held = _held(copy, left_out, columns)
            except sqlite3.DatabaseError as fault:
                raise BackupRefused(UNSOUND, str(fault)) from fault
        yield Opened(name=str(path), **vars(held))

    def version(self):
        """Return the version of the library."""
        return sqlite3.sqlite_version

    @contextmanager
    def held(self):
        """Hold our database alone while the block runs; BackupRefused where another uses it.

        A process of ours holds a lock for as long as it lives (`in_use`); any other is seen by the
        lock that SQLite itself takes.
        """
        connection.close()
        with in_use.alone(_path()) as is_ours:
            if not is_ours or _is_open_elsewhere(_path()):
                raise BackupRefused(HELD, str(_path()))
            yield

    def settle(self, opened):
        """See to it that all of a prepared copy is in its one file, on the disk."""
        with closing(sqlite3.connect(opened)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
        own_as_parent(Path(opened))
        sync_file(opened)

    def moves(self, opened, stamp):
        """Return the renames, as (from, to), that put `opened` in the place of ours."""
        path = _path()
        aside = path.parent / SET_ASIDE / stamp
        old = [(f"{path}{end}", str(aside / f"{path.name}{end}")) for end in SIDE_FILES]
        return [*old, (str(opened), str(path))]

    def names(self, opened, stamp):
        """Return nothing: the renames of files are all."""
        return {}

    def exchange(self, plan):
        """Do nothing more: the renames are all."""

    def set_aside(self, databases):
        """Return nothing: the old database is a file among the moves."""
        return []

    def place(self):
        """Return the folder on whose disk a new database must be made."""
        return _path().parent


def _held(database, left_out, columns):
    return Held(
        contents=_contents(database, left_out),
        migrations=_migrations(database),
        named_files=_named_files(database, columns),
        log_head=_log_head(database),
    )


def _log_head(database):
    if "accounts_seal" not in _tables(database):
        return ""
    row = database.execute(LOG_HEAD).fetchone()
    return f"{row[0]}:{row[1]}" if row else ""


def _contents(database, left_out):
    """Return the sum of each table, and that of all definitions under "(schema)"."""
    held = {
        table: _sum(database, table) if table not in left_out else [0, _hash_of([])]
        for table in _tables(database)
    }
    rows = database.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        " ORDER BY type, name"
    )
    return held | {"(schema)": _sum_of(rows)}


def _path():
    return Path(connection.settings_dict["NAME"])


def _opened(path):
    """A connection of its own, which never makes a file that is not there."""
    if not path.is_file():
        raise BackupRefused(ABSENT, str(path))
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=20, isolation_level=None)


def _tables(database):
    rows = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name"
    )
    return [name for (name,) in rows]


def _sum(database, table):
    info = database.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]]
    order = ", ".join(f'"{name}"' for name in keys or [row[1] for row in info])
    return _sum_of(
        database.execute(f'SELECT * FROM "{table}" ORDER BY {order}')  # noqa: S608 – our own names
    )


def _sum_of(rows):
    number, word = 0, hashlib.sha256()
    while part := rows.fetchmany(ROWS_AT_ONCE):
        number += len(part)
        for row in part:
            word.update(repr(row).encode())
    return [number, word.hexdigest()]


def _hash_of(rows):
    return hashlib.sha256(b"".join(repr(row).encode() for row in rows)).hexdigest()


def _faults(database):
    whole = [row[0] for row in database.execute(f"PRAGMA integrity_check({MOST_FAULTS})")]
    keys = database.execute("PRAGMA foreign_key_check").fetchmany(MOST_FAULTS)
    return [word for word in whole if word != "ok"] + [f"{row[0]} → {row[2]}" for row in keys]


def _migrations(database):
    if "django_migrations" not in _tables(database):
        return []
    return sorted(database.execute("SELECT app, name FROM django_migrations").fetchall())


def _named_files(database, columns):
    tables, found = set(_tables(database)), set()
    for table, column in columns:
        if table in tables:
            rows = database.execute(f'SELECT "{column}" FROM "{table}"')  # noqa: S608 – our names
            found.update(name for (name,) in rows if name)
    return found


def _is_open_elsewhere(path):
    """Whether another connection has the file open: in WAL mode each holds a lock all the time."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as alone:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
    except sqlite3.OperationalError as fault:
        return "locked" in str(fault) or "busy" in str(fault)
    except sqlite3.DatabaseError:  # a damaged file may be replaced
        return False
    return False
