"""Copies of the test database, kept under a name and put back: SQLite's files, PostgreSQL's."""

import os
import shutil
import sqlite3
import subprocess
import uuid
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from tests.databases.clearing import Beginning
from tests.databases.fingerprint import fingerprint

MIGRATED = "migrated"  # what every process begins with; other copies belong to one process
CACHE = settings.BASE_DIR / ".cache" / "tests"
ADDRESS = ("host", "port", "user", "password")
# The processes of one run share it: pytest-xdist's are started by the one that loads this first.
RUN = os.environ.setdefault("SHKEJ_TEST_RUN", uuid.uuid4().hex[:8])


def copies_of(connection):
    """Return what keeps copies of the test database of `connection`."""
    kinds = {"sqlite": SqliteCopies, "postgresql": PostgresCopies}
    return kinds[connection.vendor](connection)


class SqliteCopies:
    """Files: the migrated one stays for the next run, others go with the folder of the settings."""

    def __init__(self, connection):
        self.database = Path(connection.creation._get_test_db_name())

    def has(self, name):
        return self._file(name).exists()

    def keep(self, name):
        """Keep the database as it is now; whoever looks meanwhile sees the whole copy or none."""
        file = self._file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        if name == MIGRATED:
            for stale in file.parent.glob(f"{MIGRATED}-*.sqlite3"):
                stale.unlink()
        unfinished = file.with_suffix(".unfinished")
        _copy(self.database, unfinished)
        unfinished.replace(file)

    def put_back(self, name):
        """Make the database what it was; open connections go on with it."""
        _copy(self._file(name), self.database)

    def empty(self):
        """Take everything away, tables too."""
        _copy(":memory:", self.database)

    def drop(self):
        """Do nothing: the files go with their folder."""

    def drop_migrated(self):
        """Do nothing: the next run begins with it."""

    def _file(self, name):
        if name == MIGRATED:
            return CACHE / f"{MIGRATED}-{fingerprint()}.sqlite3"
        return self.database.with_name(f"{name}.sqlite3")


def _copy(source, target):
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        new.execute("PRAGMA synchronous=OFF")
        old.backup(new)


class PostgresCopies:
    """Databases of the same server; all of them go when the tests end, but a dump of the first."""

    def __init__(self, connection):
        self.connection = connection
        self.database = connection.creation._get_test_db_name()
        self.kept = []
        self.beginnings, self.began_as = {}, None

    def has(self, name):
        with self._server() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self._copy(name)])
            return cursor.fetchone() is not None or (name == MIGRATED and self._load())

    def keep(self, name):
        """Keep the database as it is now; its connections end."""
        with self._server() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [self.database],
            )
            _make(cursor, self._copy(name), template=self.database)
        if name == MIGRATED:
            self._dump()
            return
        self.kept.append(self._copy(name))
        with self._server(self.database) as cursor:
            self.beginnings[name] = Beginning(cursor)
        self.began_as = name

    def put_back(self, name):
        """Make the database what it was; its connections end."""
        if self.began_as == name and self._has_come_back():
            return
        with self._server() as cursor:
            _make(cursor, self.database, template=self._copy(name))
        self.began_as = name

    def _has_come_back(self):
        """Take out what was written since it was put back: far quicker than another copy."""
        try:
            with self._server(self.database) as cursor:
                return self.beginnings[self.began_as].come_back(cursor)
        except (KeyError, DatabaseError):  # may we not, or is it gone, a copy is made
            return False

    def empty(self):
        """Take everything away, tables too."""
        self.began_as = None
        with self._server() as cursor:
            _make(cursor, self.database, template="template0")

    def drop(self):
        """Drop the database and its copies, but for the one that other processes may want."""
        with self._server() as cursor:
            for name in (self.database, *self.kept):
                _drop(cursor, name)

    def drop_migrated(self):
        """Drop the copy that all processes began with."""
        with self._server() as cursor:
            _drop(cursor, self._copy(MIGRATED))

    def _dump(self):
        for stale in CACHE.glob(f"{MIGRATED}-*.dump*"):
            stale.unlink()
        unfinished = self._file().with_suffix(".dump.unfinished")
        if self._run("pg_dump", "--format=custom", f"--file={unfinished}"):
            unfinished.replace(self._file())

    def _load(self):
        """Make the migrated copy of the last run's dump: seconds instead of half a minute."""
        if not self._file().exists():
            return False
        with self._server() as cursor:
            _make(cursor, self._copy(MIGRATED), template="template0")
        done = self._run("pg_restore", "--single-transaction", "--exit-on-error", str(self._file()))
        if not done:
            self.drop_migrated()
        return done

    def _file(self):
        version = self.connection.pg_version
        return CACHE / f"{MIGRATED}-{fingerprint()}-{version}.dump"

    def _run(self, program, *arguments):
        """Run it on the migrated copy; whether it went well. Without it, each run migrates."""
        if not shutil.which(program):
            return False
        address = self.connection.get_connection_params()
        where = {f"PG{name.upper()}": str(address[name]) for name in ADDRESS if name in address}
        database = f"--dbname={self._copy(MIGRATED)}"
        command = [program, "--no-owner", "--no-privileges", database, *arguments]
        return not subprocess.run(command, env=os.environ | where, check=False).returncode

    def _copy(self, name):
        return f"test_{RUN}_{name}" if name == MIGRATED else f"{self.database}_{name}"

    @contextmanager
    def _server(self, database="postgres"):
        """A cursor on a database of the server, by default one beside all those of the tests."""
        parameters = {**self.connection.get_connection_params(), "dbname": database}
        with closing(self.connection.get_new_connection(parameters)) as server:
            server.autocommit = True
            with server.cursor() as cursor:
                yield cursor


def _make(cursor, name, *, template):
    _drop(cursor, name)
    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(cursor, name):
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
