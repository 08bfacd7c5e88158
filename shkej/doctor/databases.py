"""The database: does it keep what it acknowledged, does it fit, is anything missing."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.audit.database_roles import changeable
from accounts.audit.digests import columns_of
from accounts.audit.triggers import missing
from accounts.demonstration import is_demonstration
from participants.models import Participant
from shkej.doctor.findings import HealthFinding
from shkej.doctor.program import is_tried_out
from shkej.lib.queries.schema import PROGRAM_IS_OLDER, SchemaDiffers, check_schema
from shkej.sqlite import wal_is_safe

OLDEST_POSTGRES = 150_000
# F2: what is acknowledged stays, also when the power goes.
KEPT_BY = ("fsync", "full_page_writes", "synchronous_commit")
FULL, EXTRA = 2, 3
LATE = timedelta(seconds=60)


def schema():
    """Whether program and tables belong together."""
    try:
        with connection.cursor() as cursor:
            check_schema(cursor)
    except SchemaDiffers as refusal:
        is_older = refusal.words == PROGRAM_IS_OLDER
        step = (
            gettext_noop("Install the newer version, or restore the backup made before it.")
            if is_older
            else gettext_noop("manage.py upgrade")
        )
        yield HealthFinding(refusal.words, step, stops=True)


def durability():
    """Whether a save that was acknowledged outlives a power cut."""
    if not settings.SAVES_MUST_LAST:
        return
    yield from (_of_sqlite if connection.vendor == "sqlite" else _of_postgresql)()


def _of_sqlite():
    import sqlite3

    with connection.cursor() as cursor:
        [journal] = cursor.execute("PRAGMA journal_mode").fetchone()
        [synchronous] = cursor.execute("PRAGMA synchronous").fetchone()
    if synchronous < (FULL if journal == "wal" else EXTRA):
        yield HealthFinding(
            gettext_noop("SQLite does not wait for the disk: a power cut loses what was saved."),
            gettext_noop("Take the pragmas out of DATABASE_URL: SHKEJ sets its own."),
            stops=True,
        )
    if not wal_is_safe(sqlite3.sqlite_version_info):
        yield HealthFinding(
            gettext_noop("SQLite %(version)s has a fault: SHKEJ works around it, and is slower."),
            gettext_noop("Install the requirements anew: they bring a newer SQLite."),
            {"version": sqlite3.sqlite_version},
        )


def _of_postgresql():
    with connection.cursor() as cursor:
        for name in KEPT_BY:
            cursor.execute(f"SHOW {name}")
            [value] = cursor.fetchone()
            if value == "off":
                yield HealthFinding(
                    gettext_noop(
                        "PostgreSQL has %(name)s = off: a power cut loses what was saved."
                    ),
                    gettext_noop("ALTER SYSTEM SET %(name)s = on; then restart PostgreSQL."),
                    {"name": name},
                    stops=True,
                )
        version = cursor.connection.server_version
    if version < OLDEST_POSTGRES:
        yield HealthFinding(
            gettext_noop("PostgreSQL %(version)s is too old: SHKEJ is tested from 15 on."),
            gettext_noop("Upgrade the server of the database."),
            {"version": version // 10_000},
        )


def demonstration():
    """Accounts whose password is printed in the documentation open no real database."""
    if not settings.DEMONSTRATION and is_demonstration():
        yield HealthFinding(
            gettext_noop(
                "The database holds the demonstration’s accounts: their password is known."
            ),
            gettext_noop("Begin with an empty database; DEMONSTRATION=on is for trying out."),
            stops=True,
        )


def debugged():
    """With DEBUG each fault shows what is in it: only over people who are invented.

    docs/security.md, P20.
    """
    if not settings.DEBUG or is_demonstration():
        return
    if Participant.objects.exists():
        yield HealthFinding(
            gettext_noop("DEBUG is on, and the database holds people who are not invented."),
            gettext_noop(
                "Take DEBUG out of .env; to try something out, begin with an empty database "
                "and load_demo."
            ),
            stops=True,
        )


def append_only():
    """Whether the database refuses to change what is only added to.

    docs/security.md, R49 and R54.
    """
    if not columns_of(connection, "accounts_seal"):
        return  # tables of another version are said elsewhere
    if tables := missing(connection):
        yield HealthFinding(
            gettext_noop(
                "The database does not guard %(table)s: rows of the log could be changed."
            ),
            gettext_noop("manage.py migrate, then manage.py verify_audit: it says what was done."),
            {"table": tables[0]},
            stops=True,
        )


def rights():
    """Whether the role of the application could change what is only added to."""
    if is_tried_out() or not (tables := changeable()):
        return
    yield HealthFinding(
        gettext_noop("The role of DATABASE_URL may take the guard away from %(number)s tables."),
        gettext_noop(
            "Give the tables to a second role, and set MIGRATIONS_DATABASE_URL when you upgrade: "
            "the guide to operations says how."
        ),
        {"number": len(tables)},
    )


def clock():
    """Whether the server of the database has the same time."""
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        [moment] = cursor.fetchone()
    if abs(timezone.now() - moment) > LATE:
        yield HealthFinding(
            gettext_noop("The clocks of this machine and of the database differ by %(seconds)s s."),
            gettext_noop("Let both follow the network (timedatectl)."),
            {"seconds": int(abs(timezone.now() - moment).total_seconds())},
        )
