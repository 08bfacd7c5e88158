"""Whether the program and the tables of the database belong together.

An old program that writes into newer tables, or a new one into older ones, loses what it does not
know of; so neither writes at all. Every process that serves or writes asks at each connection.
"""

from functools import cache

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, OperationalError, ProgrammingError, connection
from django.db.backends.signals import connection_created
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_noop

from shkej.lib.bilingual import in_both_languages

PROGRAM_IS_OLDER = gettext_noop(
    "The database belongs to a newer version of the program than this one: install that version, "
    "or restart what was not restarted after an upgrade."
)
PROGRAM_IS_NEWER = gettext_noop(
    "The database still belongs to an older version of the program: run `manage.py upgrade`, which "
    "makes a backup first."
)


class SchemaDiffers(OperationalError):
    """Nothing may be written: answered like a database that is away, 503."""

    def __init__(self, words, migration):
        super().__init__(f"{' / '.join(in_both_languages(words))} ({'.'.join(migration)})")
        self.words, self.migration = words, migration


@cache
def known_migrations():
    """The (app, name) of all migrations of this program, those that others replaced included."""
    disk = MigrationLoader(None).disk_migrations
    return frozenset({*disk, *(tuple(old) for one in disk.values() for old in one.replaces)})


@cache
def _needed_migrations():
    """Those that must have been applied: what others replaced may be missing."""
    disk = MigrationLoader(None).disk_migrations
    replaced = {tuple(old) for one in disk.values() for old in one.replaces}
    return frozenset(set(disk) - replaced)


def check_schema(cursor):
    """Raise SchemaDiffers where the database has other migrations than this program."""
    applied = applied_migrations(cursor)
    if unknown := sorted(applied - known_migrations()):
        raise SchemaDiffers(PROGRAM_IS_OLDER, unknown[0])
    if missing := sorted(_needed_migrations() - applied):
        raise SchemaDiffers(PROGRAM_IS_NEWER, missing[0])


def applied_migrations(cursor):
    """The (app, name) of what the database has; none where it has no tables yet."""
    try:
        cursor.execute("SELECT app, name FROM django_migrations")
    except ProgrammingError:
        return set()
    except OperationalError as fault:  # so SQLite says it
        if "no such table" not in str(fault):
            raise
        return set()
    return {(app, name) for app, name in cursor.fetchall()}


def watch_connections():
    """Refuse every connection of this process to a database that belongs to another version."""
    connection_created.connect(_look, dispatch_uid="shkej.lib.queries.schema")


def _look(connection, **more):
    if connection.alias != DEFAULT_DB_ALIAS:
        return
    try:
        with connection.cursor() as cursor:
            check_schema(cursor)
    except SchemaDiffers:
        connection.close()
        raise


class WritingCommand(BaseCommand):
    """A command that writes: it does not begin where program and database do not fit."""

    def execute(self, *args, **options):
        """Look, then do as any command does."""
        try:
            with connection.cursor() as cursor:
                check_schema(cursor)
        except SchemaDiffers as refusal:
            raise CommandError(str(refusal)) from refusal
        return super().execute(*args, **options)
