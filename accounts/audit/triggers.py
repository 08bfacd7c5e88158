"""The database itself refuses to change what is only added to, by triggers.

They are made again after every `migrate`: SQLite drops them where it rebuilds a table. While
migrations run they are away, since some have to change the history; who may migrate owns it anyway.
A row is let through that a redaction names (`accounts.audit.redacting`).
"""

from django.db import connections, transaction

from accounts.audit.database_roles import grant
from accounts.audit.digests import columns_of
from accounts.audit.protected import guarded_tables
from accounts.audit.sealing import seal_changed_tables

REFUSAL = "this table is append-only"
NAMED = "SELECT 1 FROM accounts_redaction r WHERE r.table_name = {table} AND r.row_id = {key}"
FUNCTIONS = (
    f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was bigint := CASE WHEN TG_LEVEL = 'ROW' AND TG_ARGV[0] <> ''
                       THEN (to_jsonb(OLD) ->> TG_ARGV[0])::bigint END;
BEGIN
    IF was IS NOT NULL AND EXISTS ({NAMED.format(table="TG_TABLE_NAME", key="was")}) THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF (to_jsonb(NEW) ->> TG_ARGV[0])::bigint = was THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$
""",
    # With the rights of the owner of the tables; the triggers ask for the redaction all the same.
    """
CREATE OR REPLACE FUNCTION audit_delete(target text, key text, ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM pg_trigger
      WHERE tgrelid = format('public.%I', target)::regclass
        AND tgname = 'audit_' || target || '_delete';
    IF NOT FOUND THEN RAISE EXCEPTION 'no such table is guarded'; END IF;
    EXECUTE format('DELETE FROM public.%I WHERE %I = ANY($1)', target, key) USING ids;
END $$
""",
    """
CREATE OR REPLACE FUNCTION audit_change(target text, key text, ids bigint[], said jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    sets text;
BEGIN
    PERFORM 1 FROM pg_trigger
      WHERE tgrelid = format('public.%I', target)::regclass
        AND tgname = 'audit_' || target || '_update';
    IF NOT FOUND THEN RAISE EXCEPTION 'no such table is guarded'; END IF;
    SELECT string_agg(format('%I = r.%I', name, name), ', ') INTO sets
      FROM jsonb_object_keys(said) AS names(name);
    EXECUTE format(
        'UPDATE public.%I AS t SET %s FROM jsonb_populate_record(NULL::public.%I, $1) AS r'
        ' WHERE t.%I = ANY($2)', target, sets, target, key) USING said, ids;
END $$
""",
)


def install(connection):
    """Make all triggers that are missing, and on PostgreSQL give and take rights."""
    present = set(connection.introspection.table_names())
    is_postgres = connection.vendor == "postgresql"
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for function in FUNCTIONS if is_postgres else ():
            cursor.execute(function)
        there = _installed(connection)
        for name, (table, statement) in _statements(connection.vendor).items():
            if table in present and name not in there:
                cursor.execute(statement)
        if is_postgres:
            grant(cursor, sorted(present & set(guarded_tables())))


def remove(connection):
    """Take all triggers away: only for what a migration does."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for name, table in sorted(_installed(connection).items()):
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing(connection):
    """The tables that should be guarded, and are not or not wholly."""
    there = _installed(connection)
    statements = _statements(connection.vendor).items()
    return sorted({table for name, (table, _made) in statements if name not in there})


def before_migrations(sender, using, plan=(), **more):
    """Let migrations work, where there are any to do."""
    if plan:
        remove(connections[using])


def after_migrations(sender, using, **more):
    """Guard all that is there now; what was sealed stays comparable."""
    install(connections[using])
    if columns_of(connections[using], "accounts_seal"):
        seal_changed_tables()


def _installed(connection):
    """{name: table} of our triggers that are there and switched on."""
    query = (
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND t.tgname LIKE 'audit\\_%' AND t.tgenabled IN ('O', 'A')"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        " AND name LIKE 'audit\\_%' ESCAPE '\\'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def _statements(vendor):
    """{name: (table, how it is made)} of every trigger."""
    make = _in_postgresql if vendor == "postgresql" else _in_sqlite
    return {
        f"audit_{table}_{act.lower()}": (table, statement)
        for table, guarded in guarded_tables().items()
        for act, statement in make(table, guarded)
    }


def _in_postgresql(table, guarded):
    key = guarded.key if guarded.has_door else ""
    for act in ("UPDATE", "DELETE"):
        yield (
            act,
            f'CREATE TRIGGER "audit_{table}_{act.lower()}" BEFORE {act} ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION audit_refuse('{key}')",
        )
    yield (
        "TRUNCATE",
        f'CREATE TRIGGER "audit_{table}_truncate" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('')",
    )


def _in_sqlite(table, guarded):
    """REPLACE deletes without asking a trigger: whoever inserts a key that is there is refused."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    key, name = guarded.key, f"audit_{table}"
    named = NAMED.format(table=f"'{table}'", key=f'OLD."{key}"')
    unnamed = f"NOT EXISTS ({named})" if guarded.has_door else "TRUE"
    moved = f'NEW."{key}" IS NOT OLD."{key}"'
    is_there = f'EXISTS (SELECT 1 FROM "{table}" t WHERE t."{key}" = NEW."{key}")'  # noqa: S608 – our own names
    for act, when in (
        ("UPDATE", f"{unnamed} OR {moved}"),
        ("DELETE", unnamed),
        ("INSERT", is_there),
    ):
        yield (
            act,
            f'CREATE TRIGGER "{name}_{act.lower()}" BEFORE {act} ON "{table}" '
            f"FOR EACH ROW WHEN {when} {refuse}",
        )
