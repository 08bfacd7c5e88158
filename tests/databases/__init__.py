"""The databases of the tests: migrated once, copied for each process, and made as new by a copy."""

import fcntl
from contextlib import contextmanager
from functools import cache
from urllib.parse import quote

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections

from accounts.audit import triggers
from tests.databases.copies import CACHE, MIGRATED, copies_of

NEW = "new"  # what a test of this process finds


@cache
def copies():
    """Return the copies of this process's database."""
    return copies_of(connections[DEFAULT_DB_ALIAS])


def set_up():
    """Make this process's database: a copy of the migrated one, which the first one makes."""
    connection = connections[DEFAULT_DB_ALIAS]
    with _only_one_process():
        if copies().has(MIGRATED):
            copies().put_back(MIGRATED)
            connection.settings_dict["NAME"] = str(copies().database)
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            copies().keep(MIGRATED)
    copies().keep(NEW)


def make_as_new(name=NEW):
    """Put back what was kept under `name`: nothing remains of the last test, not even a number."""
    connections.close_all()
    copies().put_back(name)
    ContentType.objects.clear_cache()


def make_empty():
    """Leave nothing in the database, not even a table; the end of the test puts all of it back."""
    connections.close_all()
    copies().empty()


def address():
    """Return the DATABASE_URL of this process's database, for a program beside it."""
    database = connections[DEFAULT_DB_ALIAS].settings_dict
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who = f"{quote(database['USER'], safe='')}:{quote(database['PASSWORD'], safe='')}"
    place = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    return f"postgresql://{who}@{place}/{database['NAME']}"


def begin_with(name, fill):
    """Begin with what `fill` makes of a new database; it is called once, and the outcome kept."""
    if copies().has(name):
        make_as_new(name)
    else:
        fill()
        connections.close_all()
        copies().keep(name)


def tear_down():
    """Drop this process's database, whoever still uses it."""
    connections.close_all()
    copies().drop()


@contextmanager
def unguarded():
    """Let the block change what is only added to: as a row looks that an earlier version wrote."""
    connection = connections[DEFAULT_DB_ALIAS]
    triggers.remove(connection)
    yield
    triggers.install(connection)


@contextmanager
def _only_one_process():
    """Of those with this kind of database: the two kinds are made beside each other."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"lock-{connections[DEFAULT_DB_ALIAS].vendor}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
