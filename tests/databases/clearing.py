"""Take out of a PostgreSQL database what a test wrote: far quicker than another copy of it.

What it was like before is remembered: which tables have rows, their numbers, the schema. Where a
test changed rows that were there, or the schema, nothing is taken out, and a copy is the way.
"""

SCHEMA = """
SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
    SELECT concat_ws(' ', relname, relkind, relnatts, relchecks, relhastriggers, relowner, relacl)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'column', count(*), max(xmin::text::bigint)) FROM pg_attribute
    UNION ALL SELECT concat_ws(' ', 'default', count(*), max(xmin::text::bigint)) FROM pg_attrdef
    UNION ALL SELECT concat_ws(' ', 'rule', count(*), max(xmin::text::bigint)) FROM pg_constraint
    UNION ALL SELECT concat_ws(' ', 'trigger', count(*), max(xmin::text::bigint)) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', 'function', count(*), max(xmin::text::bigint)) FROM pg_proc
    UNION ALL SELECT concat_ws(' ', 'index', count(*), max(xmin::text::bigint)) FROM pg_index
) AS lines(line)
"""
TABLES = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
NUMBERS = """
SELECT quote_ident(sequencename), coalesce(last_value, start_value), last_value IS NOT NULL
FROM pg_sequences WHERE schemaname = 'public'
"""
END_OTHERS = """
SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY = (0, None)  # of a table: how many rows it has, the last transaction that wrote one


class Beginning:
    """What a database is like before a test, seen by `cursor`, which is on it and commits."""

    def __init__(self, cursor):
        self.schema = _schema(cursor)
        self.rows = _rows(cursor)
        self.numbers = _numbers(cursor)

    def come_back(self, cursor):
        """Take out what was added since; whether the database is now what it was."""
        cursor.execute(END_OTHERS)
        if _schema(cursor) != self.schema:
            return False
        rows = _rows(cursor)
        changed = [table for table, state in self.rows.items() if rows[table] != state]
        if any(self.rows[table] != EMPTY for table in changed):
            return False
        if changed:
            cursor.execute("SET session_replication_role = replica")  # neither triggers nor ties
            for table in changed:
                cursor.execute(f"DELETE FROM {table}")
            # Else the next rows take the places of these: their order would be luck.
            cursor.execute(f"VACUUM (INDEX_CLEANUP ON, PARALLEL 0) {', '.join(changed)}")
        for name, number in _numbers(cursor).items():
            if number != self.numbers[name]:
                cursor.execute("SELECT setval(%s, %s, %s)", [name, *self.numbers[name]])
        return True


def _schema(cursor):
    cursor.execute(SCHEMA)
    return cursor.fetchone()


def _rows(cursor):
    cursor.execute(TABLES)
    each = [
        f"SELECT '{table}', count(*), max(xmin::text::bigint) FROM {table}"
        for (table,) in cursor.fetchall()
    ]
    cursor.execute(" UNION ALL ".join(each))
    return {table: (rows, last) for table, rows, last in cursor.fetchall()}


def _numbers(cursor):
    cursor.execute(NUMBERS)
    return {name: (value, is_used) for name, value, is_used in cursor.fetchall()}
