"""PostgreSQL: dumped by `pg_dump` at one snapshot, and made into a database beside ours."""

import hashlib
import os
import re
import secrets
import subprocess
from contextlib import closing, contextmanager, suppress

import psycopg2
from django.db import connection
from django.utils.translation import gettext_noop
from psycopg2 import extensions, sql

from backups.engines.opened import FILES, LOG_HEAD, Held, Opened
from backups.refusals import BackupRefused

NO_PROGRAM = gettext_noop("A program of PostgreSQL is missing: install postgresql-client.")
DUMP_FAILED = gettext_noop("pg_dump could not copy the database.")
LOAD_FAILED = gettext_noop("PostgreSQL could not make a database of the copy.")
MAY_NOT_MAKE = gettext_noop(
    "The role of the application may not make the database in which a copy is tried: give it "
    "CREATEDB, as the guide to operations says."
)
HELD = gettext_noop(
    "The database is in use. Stop the web processes and the worker, then restore again."
)
COPY, ASIDE, LONGEST_NAME = "_copy_", "_before_", 63
PLAIN_TEXT = (
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';"
    " SET extra_float_digits = 1; SET bytea_output = 'hex'"
)
TABLES = """
    SELECT n.nspname, c.relname,
           (SELECT json_agg(json_build_array(a.attname, t.typcollation <> 0) ORDER BY k.place)
              FROM pg_index i
              CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
              JOIN pg_type t ON t.oid = a.atttypid
             WHERE i.indrelid = c.oid AND i.indisprimary)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND n.nspname NOT LIKE 'pg\\_%'
     ORDER BY 1, 2
"""
# Names and kinds: conditions are worded anew each time that they are read in.
SCHEMA = """
    SELECT word FROM (
        SELECT concat_ws(' ', c.conrelid::regclass, c.conname, c.contype, c.convalidated)
          FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
         WHERE n.nspname = 'public' AND c.contype <> 'n'
        UNION ALL
        SELECT concat_ws(' ', i.indrelid::regclass, i.indexrelid::regclass, i.indisunique,
                         i.indisvalid)
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public'
        UNION ALL
        SELECT concat_ws(' ', pg_get_triggerdef(oid), tgenabled)
          FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL
        SELECT pg_get_functiondef(p.oid)
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname = 'public' AND p.prokind IN ('f', 'p')
        UNION ALL
        SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable)
          FROM information_schema.columns WHERE table_schema = 'public'
    ) AS words(word) ORDER BY word COLLATE "C"
"""


class PostgresEngine:
    """A database on a server, which other machines may use too."""

    name = "postgresql"
    file = FILES["postgresql"]

    def take(self, folder, left_out, columns, at_that_moment):
        """Write the dump into `folder`, without the rows of `left_out`; what ours `Held` then.

        `columns`: what names files; `at_that_moment` is called as soon as the snapshot stands.
        """
        with closing(_connected(_name())) as ours, ours.cursor() as cursor:
            ours.set_session(isolation_level="REPEATABLE READ", readonly=True)
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
            at_that_moment()
            _run(
                "pg_dump",
                f"--dbname={_address(_name())}",
                f"--snapshot={snapshot}",
                "--format=custom",
                "--compress=0",  # the archive is compressed as a whole
                f"--file={folder / self.file}",
                *(f'--exclude-table-data="{table}"' for table in left_out),
                words=DUMP_FAILED,
            )
            held = _held(ours, left_out, columns)
        (folder / self.file).chmod(0o600)
        return held

    @contextmanager
    def opened(self, folder, left_out, columns):
        """Give a new database made of the dump; it goes with the block, unless it is renamed."""
        name = f"{_beginning()}{secrets.token_hex(4)}"
        _drop_what_the_dead_left()
        _make(name)
        try:
            _run(
                "pg_restore",
                f"--dbname={_address(name)}",
                "--no-owner",
                "--no-privileges",
                "--exit-on-error",
                "--single-transaction",
                str(folder / self.file),
                words=LOAD_FAILED,
            )
            with closing(_connected(name)) as copy:
                held = _held(copy, left_out, columns)
            yield Opened(name=name, **vars(held))
        finally:
            _drop(name)

    def version(self):
        """Return the version of the server."""
        with closing(_connected(_name())) as ours:
            return str(ours.server_version // 10000)

    @contextmanager
    def held(self):
        """Let the block run if nobody else is connected; the exchange asks again by itself."""
        connection.close()
        with _server() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                [_name()],
            )
            [number] = cursor.fetchone()
        if number:
            raise BackupRefused(HELD, _name())
        yield

    def settle(self, opened):
        """Do nothing: the server wrote it."""

    def moves(self, opened, stamp):
        """Return no renames of files: the databases change their names on the server."""
        return []

    def names(self, opened, stamp):
        """Return the names of the prepared copy, of ours, and under which ours is kept."""
        aside = f"{_name()[: LONGEST_NAME - len(ASIDE) - len(stamp)]}{ASIDE}{stamp.lower()}"
        return {"copy": opened, "ours": _name(), "aside": aside}

    def exchange(self, plan):
        """Give the copy our name, and ours the name under which it is kept: both or neither."""
        names = plan["databases"]
        connection.close()
        with _server() as cursor:
            existing = _databases(cursor)
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
        with _server() as cursor:
            return [name for name in [databases["aside"]] if name in _databases(cursor)]

    def place(self):
        """Return None: a new database is made on the server, on no disk of ours."""
        return


def _held(database, left_out, columns):
    return Held(
        contents=_contents(database, left_out),
        migrations=_migrations(database),
        named_files=_named_files(database, columns),
        log_head=_log_head(database),
    )


def _log_head(database):
    with database.cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_seal')")
        if cursor.fetchone()[0] is None:
            return ""
        cursor.execute(LOG_HEAD)
        row = cursor.fetchone()
    return f"{row[0]}:{row[1]}" if row else ""


def _contents(database, left_out):
    """Return the sum of each table, and that of all definitions under "(schema)"."""
    with database.cursor() as cursor:
        cursor.execute(PLAIN_TEXT)
        cursor.execute(TABLES)
        held = {}
        for schema, table, keys in cursor.fetchall():
            name = table if schema == "public" else f"{schema}.{table}"
            held[name] = [0, Sum().word] if table in left_out else _sum(cursor, schema, table, keys)
        cursor.execute(SCHEMA)
        words = Sum()
        for (word,) in cursor.fetchall():
            words.write(f"{word}\n".encode())
        return held | {"(schema)": [words.rows, words.word]}


class Sum:
    """A file that keeps nothing of what is written to it but the number of lines and their hash."""

    def __init__(self):
        self.rows, self._hash = 0, hashlib.sha256()

    def write(self, part):
        """Take in some bytes: PostgreSQL writes a row as a line, whatever is in it."""
        self.rows += part.count(b"\n")
        self._hash.update(part)
        return len(part)

    @property
    def word(self):
        """The SHA-256 of all of it."""
        return self._hash.hexdigest()


def _sum(cursor, schema, table, keys):
    """Rows in the order of their key, texts by their bytes: servers differ in how they sort."""
    order = [
        sql.SQL('{} COLLATE "C"' if is_text else "{}").format(sql.Identifier(name))
        for name, is_text in keys or []
    ]
    query = sql.SQL("COPY (SELECT * FROM {} AS t ORDER BY {}) TO STDOUT").format(
        sql.Identifier(schema, table), sql.SQL(", ").join(order or [sql.SQL('t::text COLLATE "C"')])
    )
    into = Sum()
    cursor.copy_expert(query, into)
    return [into.rows, into.word]


def _beginning():
    """How the names of copies begin."""
    return f"{_name()[: LONGEST_NAME - len(COPY) - 8]}{COPY}"


def _name():
    return connection.settings_dict["NAME"]


def _parameters(name):
    parameters = {**connection.get_connection_params(), "dbname": name}
    ours = {"cursor_factory", "isolation_level", "context", "prepare_threshold"}
    return {key: value for key, value in parameters.items() if key not in ours}


def _connected(name):
    return psycopg2.connect(**_parameters(name))


def _address(name):
    """The address for PostgreSQL's programs; the password goes by the environment."""
    parameters = _parameters(name)
    parameters.pop("password", None)
    return extensions.make_dsn(**parameters)


def _run(program, *arguments, words):
    environment = os.environ | {"PGPASSWORD": _parameters(_name()).get("password") or ""}
    if not environment["PGPASSWORD"]:
        del environment["PGPASSWORD"]
    try:
        ended = subprocess.run(
            [program, "--no-password", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as fault:
        raise BackupRefused(NO_PROGRAM, program) from fault
    if ended.returncode:
        lines = ended.stderr.strip().splitlines() or [program]
        raise BackupRefused(words, lines[0])


@contextmanager
def _server():
    """A cursor beside all databases, for what no transaction may hold."""
    with closing(_connected("postgres")) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            yield cursor


def _databases(cursor):
    cursor.execute("SELECT datname FROM pg_database")
    return {name for (name,) in cursor.fetchall()}


def _make(name):
    """Make an empty database that sorts and encodes as ours does, where there is one."""
    with _server() as cursor:
        cursor.execute("SELECT to_jsonb(d) FROM pg_database d WHERE datname = %s", [_name()])
        ours = (cursor.fetchone() or [{}])[0]
        options = [sql.SQL("TEMPLATE template0 ENCODING 'UTF8'")]
        if ours:
            options.append(
                sql.SQL("LC_COLLATE {} LC_CTYPE {}").format(
                    sql.Literal(ours["datcollate"]), sql.Literal(ours["datctype"])
                )
            )
        if ours.get("datlocprovider") == "i":
            locale = ours.get("datlocale") or ours.get("daticulocale")
            options.append(sql.SQL("LOCALE_PROVIDER icu ICU_LOCALE {}").format(sql.Literal(locale)))
        try:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} {}").format(
                    sql.Identifier(name), sql.SQL(" ").join(options)
                )
            )
        except psycopg2.errors.InsufficientPrivilege as fault:
            raise BackupRefused(MAY_NOT_MAKE) from fault


def _drop(name):
    with _server() as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _drop_what_the_dead_left():
    """Drop copies to which nobody is connected: whoever made them was killed."""
    ours = re.compile(re.escape(_beginning()) + "[0-9a-f]{8}")
    with _server() as cursor:
        for name in sorted(_databases(cursor)):
            if ours.fullmatch(name):
                with suppress(psycopg2.errors.ObjectInUse, psycopg2.errors.InvalidCatalogName):
                    cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _migrations(database):
    with database.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations')")
        if cursor.fetchone()[0] is None:
            return []
        cursor.execute("SELECT app, name FROM django_migrations")
        return sorted(cursor.fetchall())


def _named_files(database, columns):
    found = set()
    with database.cursor() as cursor:
        for table, column in columns:
            cursor.execute("SELECT to_regclass(%s)", [table])
            if cursor.fetchone()[0] is not None:
                query = sql.SQL("SELECT {} FROM {}")
                cursor.execute(query.format(sql.Identifier(column), sql.Identifier(table)))
                found.update(value for (value,) in cursor.fetchall() if value)
    return found
