"""What is frozen stays: the database itself refuses to change it, by triggers.

Installed by a migration. A test changes frozen rows with plain SQL on both databases, so that a
later migration that rebuilds one of these tables (SQLite then drops its triggers) is noticed.
"""

REFUSAL = "a frozen report never changes"
# Of a frozen report only its way through UNICEF's portal goes on.
STILL_MOVES = ("status", "feedback", "updated_at")


def _parts():
    """{table: how a row (by its alias) finds its report}: what belongs to a report."""
    return {
        "reports_outputassessment": "{row}.report_id",
        "reports_manualsource": "{row}.report_id",
        "reports_manualfigure": (
            "(SELECT s.report_id FROM reports_manualsource s WHERE s.id = {row}.source_id)"
        ),
    }


def _conditions(columns):
    """[(name, table, what happens, when that is refused), …] for a report with these `columns`."""
    kept = [name for name in columns if name not in STILL_MOVES]
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in kept)
    no_figures = "NOT EXISTS (SELECT 1 FROM reports_snapshot s WHERE s.report_id = NEW.id)"
    rules = [
        ("snapshot_kept", "reports_snapshot", "UPDATE", ""),
        ("snapshot_stays", "reports_snapshot", "DELETE", ""),
        ("report_kept", "reports_report", "UPDATE", f"OLD.frozen_at IS NOT NULL AND ({changed})"),
        ("report_begins_open", "reports_report", "INSERT", "NEW.frozen_at IS NOT NULL"),
        ("report_stays", "reports_report", "DELETE", "OLD.frozen_at IS NOT NULL"),
        (
            "report_has_figures",
            "reports_report",
            "UPDATE",
            f"NEW.frozen_at IS NOT NULL AND {no_figures}",
        ),
    ]
    frozen = "EXISTS (SELECT 1 FROM reports_report r WHERE r.frozen_at IS NOT NULL AND r.id = {id})"
    for table, path in _parts().items():
        for act, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
            when = " OR ".join(frozen.format(id=path.format(row=row)) for row in rows)
            rules.append((f"{table}_{act.lower()}", table, act, when))
    return rules


def _columns(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        found = schema_editor.connection.introspection.get_table_description(
            cursor, "reports_report"
        )
    return [column.name for column in found]


def install(_apps, schema_editor):
    """Make the triggers."""
    vendor = schema_editor.connection.vendor
    for name, table, act, when in _conditions(_columns(schema_editor)):
        if vendor == "postgresql":
            # A condition with a subquery is not allowed in WHEN: the function asks it.
            body = f"IF {when} THEN" if when else "IF TRUE THEN"
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION frozen_{name}() RETURNS trigger LANGUAGE plpgsql "
                f"AS $$ BEGIN {body} RAISE EXCEPTION '{REFUSAL}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER frozen_{name} BEFORE {act} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION frozen_{name}()"
            )
        else:
            condition = f"WHEN {_in_sqlite(when)}" if when else ""
            schema_editor.execute(
                f"CREATE TRIGGER frozen_{name} BEFORE {act} ON {table} {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def _in_sqlite(when):
    return when.replace("IS DISTINCT FROM", "IS NOT")


def remove(_apps, schema_editor):
    """Take the triggers away: to go back to an earlier version, or to empty a test database."""
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for name, table, _act, _when in _conditions(_columns(schema_editor)):
        if is_postgres:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS frozen_{name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS frozen_{name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS frozen_{name}")
