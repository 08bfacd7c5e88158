"""PostgreSQL: the role that owns the tables and migrates them, and that of the application.

With MIGRATIONS_DATABASE_URL set, `migrate`, `upgrade` and `restore` sign in with it; the role of
DATABASE_URL gets what the application needs, and no right to change what is only added to.
"""

import getpass
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from accounts.audit.protected import guarded_tables

ENDS = ("USER", "PASSWORD", "HOST", "PORT")
WRITES = ("UPDATE", "DELETE", "TRUNCATE")


@contextmanager
def as_owner():
    """Let Django sign in as the owner of the tables while the block runs, where one is set."""
    owner = settings.MIGRATIONS_DATABASE
    before = {name: connection.settings_dict[name] for name in ENDS}
    wanted = {name: owner.get(name, "") for name in ENDS}
    if not owner or before == wanted:
        yield
        return
    connection.close()
    connection.settings_dict.update(wanted)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def grant(cursor, guarded):
    """Give the role of the application what it needs, of the tables `guarded` no more than that."""
    role = application_role()
    cursor.execute("SELECT current_user")
    [owner] = cursor.fetchone()
    if not settings.MIGRATIONS_DATABASE or role == owner:
        return
    quoted = connection.ops.quote_name(role)
    rows, numbers = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT, UPDATE"
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"REVOKE CREATE ON SCHEMA public FROM {quoted}",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT {numbers} ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {quoted}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {numbers} ON SEQUENCES TO {quoted}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}",
        *(f'REVOKE {", ".join(WRITES)} ON "{table}" FROM {quoted}' for table in guarded),
        "REVOKE EXECUTE ON FUNCTION audit_delete, audit_change FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION audit_delete, audit_change TO {quoted}",
    ):
        cursor.execute(statement)


def application_role():
    """The role of DATABASE_URL; by the name of the user of the system where it names none."""
    return settings.DATABASES["default"].get("USER") or getpass.getuser()


def changeable():
    """The guarded tables that the role which is signed in may change or delete from."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        rights = " OR ".join(f"has_table_privilege(%s, '{right}')" for right in WRITES)
        found = []
        for table in sorted(there & set(guarded_tables())):
            cursor.execute(f"SELECT {rights}", [f'"{table}"'] * len(WRITES))  # noqa: S608 – our own words
            if cursor.fetchone()[0]:
                found.append(table)
    return found
