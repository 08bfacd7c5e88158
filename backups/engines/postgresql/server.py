"""The server: how it is reached, its programs, and databases made there beside ours and dropped."""

import os
import re
import subprocess
from contextlib import closing, contextmanager, suppress

import psycopg2
from django.db import connection
from django.utils.translation import gettext_noop
from psycopg2 import extensions, sql

from backups.refusals import BackupRefused

NO_PROGRAM = gettext_noop("A program of PostgreSQL is missing: install postgresql-client.")
MAY_NOT_MAKE = gettext_noop(
    "The role of the application may not make the database in which a copy is tried: give it "
    "CREATEDB, as the guide to operations says."
)
COPY, LONGEST_NAME = "_copy_", 63


def beginning_of_copies():
    """How the names of copies begin."""
    return f"{own_name()[: LONGEST_NAME - len(COPY) - 8]}{COPY}"


def own_name():
    """Return the name of the database of the application."""
    return connection.settings_dict["NAME"]


def _parameters(name):
    parameters = {**connection.get_connection_params(), "dbname": name}
    ours = {"cursor_factory", "isolation_level", "context", "prepare_threshold"}
    return {key: value for key, value in parameters.items() if key not in ours}


def connected(name):
    """Open a connection to the database `name`, as the application has one."""
    return psycopg2.connect(**_parameters(name))


def address_of(name):
    """The address for PostgreSQL's programs; the password goes by the environment."""
    parameters = _parameters(name)
    parameters.pop("password", None)
    return extensions.make_dsn(**parameters)


def run_program(program, *arguments, words):
    """Run a program of PostgreSQL as the application; BackupRefused with `words` where it fails."""
    environment = os.environ | {"PGPASSWORD": _parameters(own_name()).get("password") or ""}
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
def at_the_server():
    """A cursor beside all databases, for what no transaction may hold."""
    with closing(connected("postgres")) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            yield cursor


def database_names(cursor):
    """Return the names of all databases of the server."""
    cursor.execute("SELECT datname FROM pg_database")
    return {name for (name,) in cursor.fetchall()}


def make_database(name):
    """Make an empty database that sorts and encodes as ours does, where there is one."""
    with at_the_server() as cursor:
        cursor.execute("SELECT to_jsonb(d) FROM pg_database d WHERE datname = %s", [own_name()])
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


def drop_database(name):
    """Drop a database, if it is there, whoever is connected to it."""
    with at_the_server() as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def drop_what_the_dead_left():
    """Drop copies to which nobody is connected: whoever made them was killed."""
    ours = re.compile(re.escape(beginning_of_copies()) + "[0-9a-f]{8}")
    with at_the_server() as cursor:
        for name in sorted(database_names(cursor)):
            if ours.fullmatch(name):
                with suppress(psycopg2.errors.ObjectInUse, psycopg2.errors.InvalidCatalogName):
                    cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
