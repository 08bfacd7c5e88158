"""What a database holds, said so that two of them can be compared: sums, definitions, files."""

import hashlib

from psycopg2 import sql

from backups.engines.opened import LOG_HEAD, Held

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


def held_of(database, left_out, columns):
    """Return what a connected database holds; of tables in `left_out` nothing is counted."""
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
