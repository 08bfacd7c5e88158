"""Rows by the hundred thousand: straight into the table, and from there into its history.

Saving through models would take an hour and write today as the day of everything. What models work
out by themselves is worked out here too: defaults, derived columns, the column without a language.
"""

import json
from functools import lru_cache
from io import StringIO
from itertools import chain, islice

from django.core.management.color import no_style
from django.db import connection, models

from shkej.lib.fields import DerivedField

BATCH = 5_000
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
    models.AutoField,
)


def next_id(model):
    """The number that the next row of `model` gets."""
    return (model.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1


def fill(model, rows):
    """Write `rows` (dicts by column attribute, all with the same keys) into the table of `model`.

    Where a row has a `pk`, the numbers that the database gives go on after them. Returns how many
    rows were written.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return 0
    columns = [_Column(field, first) for field in model._meta.concrete_fields]
    columns = [column for column in columns if column.is_written]
    written = 0
    values = (tuple(column.of(row) for column in columns) for row in chain([first], rows))
    with connection.cursor() as cursor:
        while batch := list(islice(values, BATCH)):
            _write(cursor, model, [column.name for column in columns], batch)
            written += len(batch)
        if "id" in first:
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
    return written


class _Column:
    """How one column gets its value from a row."""

    def __init__(self, field, row):
        self.name = field.column
        self.is_written = not field.primary_key or field.attname in row
        self.of = self._way(field, row)

    def _way(self, field, row, name=None):
        """A function from a row to what the database takes; `name`: of the value, if another."""
        name, in_albanian = name or field.attname, f"{field.attname}_sq"
        if isinstance(field, DerivedField):
            return lambda row: _as_written(field, field.derive([row.get(s) for s in field.sources]))
        if name not in row and in_albanian in row:
            return lambda row: row[in_albanian] or ""
        if name == "updated_at" and name not in row:
            return self._way(field, row, name="created_at")
        if name not in row:
            default = _as_written(field, field.get_default())
            return lambda row: default
        if isinstance(field, AS_THEY_ARE):
            return lambda row: row[name]
        if isinstance(field, models.JSONField):
            return lambda row: json.dumps(row[name], separators=(",", ":"))
        written = lru_cache(maxsize=10_000)(lambda value: _as_written(field, value))
        return lambda row: written(row[name])


def _as_written(field, value):
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)


def _write(cursor, model, names, batch):
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(map(connection.ops.quote_name, names))
    if connection.vendor == "postgresql":
        lines = "".join("\t".join(map(_in_a_line, row)) + "\n" for row in batch)
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", StringIO(lines))
    else:
        places = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", batch)


def _in_a_line(value):
    """A value as PostgreSQL's COPY reads it."""
    return "\\N" if value is None else str(value).translate(ESCAPED)


def write_history(model, kind, *, at, by, where="TRUE", **instead):
    """Write what is in the table of `model` into its history, as one version of each row.

    `kind`: "+" or "~"; `at`, `by`, `where`: SQL over the table; `instead`: SQL for columns that
    were otherwise then. Rows are taken in the order of their numbers.
    """
    history = model.history.model._meta
    kept = {field.column for field in history.concrete_fields}
    names = [field.column for field in model._meta.concrete_fields if field.column in kept]
    quoted = ", ".join(map(connection.ops.quote_name, names))
    selected = ", ".join(instead.get(name) or connection.ops.quote_name(name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {history.db_table} ({quoted}, history_date, history_type,"
            f" history_user_id) SELECT {selected}, {at}, '{kind}', {by}"
            f" FROM {model._meta.db_table} WHERE {where} ORDER BY id"
        )
        return cursor.rowcount
