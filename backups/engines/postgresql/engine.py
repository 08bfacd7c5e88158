"""PostgreSQL: dumped by `pg_dump` at one snapshot, and made into a database beside ours."""

import secrets
from contextlib import closing, contextmanager

import psycopg2
from django.db import connection
from django.utils.translation import gettext_noop
from psycopg2 import sql

from backups.engines.opened import FILES, Opened
from backups.engines.postgresql.contents import held_of
from backups.engines.postgresql.server import (
    LONGEST_NAME,
    address_of,
    at_the_server,
    beginning_of_copies,
    connected,
    database_names,
    drop_database,
    drop_what_the_dead_left,
    make_database,
    own_name,
    run_program,
)
from backups.refusals import BackupRefused

DUMP_FAILED = gettext_noop("pg_dump could not copy the database.")
LOAD_FAILED = gettext_noop("PostgreSQL could not make a database of the copy.")
HELD = gettext_noop(
    "The database is in use. Stop the web processes and the worker, then restore again."
)
ASIDE = "_before_"


class PostgresEngine:
    """A database on a server, which other machines may use too."""

    name = "postgresql"
    file = FILES["postgresql"]

    def take(self, folder, left_out, columns, at_that_moment):
        """Write the dump into `folder`, without the rows of `left_out`; what ours `Held` then.

        `columns`: what names files; `at_that_moment` is called as soon as the snapshot stands.
        """
        with closing(connected(own_name())) as ours, ours.cursor() as cursor:
            ours.set_session(isolation_level="REPEATABLE READ", readonly=True)
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
            at_that_moment()
            run_program(
                "pg_dump",
                f"--dbname={address_of(own_name())}",
                f"--snapshot={snapshot}",
                "--format=custom",
                "--compress=0",  # the archive is compressed as a whole
                f"--file={folder / self.file}",
                *(f'--exclude-table-data="{table}"' for table in left_out),
                words=DUMP_FAILED,
            )
            held = held_of(ours, left_out, columns)
        (folder / self.file).chmod(0o600)
        return held

    @contextmanager
    def opened(self, folder, left_out, columns):
        """Give a new database made of the dump; it goes with the block, unless it is renamed."""
        name = f"{beginning_of_copies()}{secrets.token_hex(4)}"
        drop_what_the_dead_left()
        make_database(name)
        try:
            run_program(
                "pg_restore",
                f"--dbname={address_of(name)}",
                "--no-owner",
                "--no-privileges",
                "--exit-on-error",
                "--single-transaction",
                str(folder / self.file),
                words=LOAD_FAILED,
            )
            with closing(connected(name)) as copy:
                held = held_of(copy, left_out, columns)
            yield Opened(name=name, **vars(held))
        finally:
            drop_database(name)

    def version(self):
        """Return the version of the server."""
        with closing(connected(own_name())) as ours:
            return str(ours.server_version // 10000)

    @contextmanager
    def held(self):
        """Let the block run if nobody else is connected; the exchange asks again by itself."""
        connection.close()
        with at_the_server() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                [own_name()],
            )
            [number] = cursor.fetchone()
        if number:
            raise BackupRefused(HELD, own_name())
        yield

    def settle(self, opened):
        """Do nothing: the server wrote it."""

    def moves(self, opened, stamp):
        """Return no renames of files: the databases change their names on the server."""
        return []

    def names(self, opened, stamp):
        """Return the names of the prepared copy, of ours, and under which ours is kept."""
        aside = f"{own_name()[: LONGEST_NAME - len(ASIDE) - len(stamp)]}{ASIDE}{stamp.lower()}"
        return {"copy": opened, "ours": own_name(), "aside": aside}

    def exchange(self, plan):
        """Give the copy our name, and ours the name under which it is kept: both or neither."""
        names = plan["databases"]
        connection.close()
        with at_the_server() as cursor:
            existing = database_names(cursor)
            if names["copy"] not in existing:
                return  # done before we were killed
            pairs = [("ours", "aside")] if names["ours"] in existing else []
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            cursor.execute("BEGIN")
            try:
                for old, new in [*pairs, ("copy", "ours")]:
                    ends = sql.Identifier(names[old]), sql.Identifier(names[new])
                    cursor.execute(rename.format(*ends))
            except psycopg2.errors.ObjectInUse as fault:
                cursor.execute("ROLLBACK")
                raise BackupRefused(HELD, names["ours"]) from fault
            cursor.execute("COMMIT")

    def set_aside(self, databases):
        """Return the name under which the old database is kept, where there was one."""
        with at_the_server() as cursor:
            return [name for name in [databases["aside"]] if name in database_names(cursor)]

    def place(self):
        """Return None: a new database is made on the server, on no disk of ours."""
        return
