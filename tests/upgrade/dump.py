"""All rows of a database as plain values, and the way back, on either database."""

import gzip
import json
from contextlib import contextmanager
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, transaction

FILE = Path(__file__).with_name("landed.json.gz")
# Not anybody's data: Django notes by itself what it migrated.
NO_DATA = {"django_migrations", "django_session"}


def read():
    """Return what was kept: "migrations", "made_at", "tables", "figures"."""
    return json.loads(gzip.decompress(FILE.read_bytes()))


def write(kept):
    """Keep it, in equal bytes for equal content."""
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    FILE.write_bytes(gzip.compress(text.encode(), mtime=0))


def rows_of(apps):
    """Return {table: {"columns": [...], "rows": [[plain value, ...], ...]}} of all models."""
    tables = {}
    for model in _models(apps):
        fields = _fields(model)
        rows = [
            [_plain(field, row) for field in fields.values()]
            for row in model._base_manager.order_by("pk").iterator()
        ]
        tables[model._meta.db_table] = {"columns": list(fields), "rows": rows}
    return tables


def fill(apps, tables):
    """Replace all rows by those of `tables`; `apps` know the models as they were then."""
    models = _models(apps)
    with _without_triggers(), transaction.atomic(), connection.cursor() as cursor:
        for model in models:
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        for model in models:
            _insert(cursor, model, **tables[model._meta.db_table])
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _insert(cursor, model, *, columns, rows):
    fields = [_fields(model)[column] for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    cursor.executemany(
        f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})',
        [
            [
                field.get_db_prep_save(_value(field, plain), connection)
                for field, plain in zip(fields, row, strict=True)
            ]
            for row in rows
        ],
    )


def _plain(field, row):
    value = field.value_from_object(row)
    return None if value is None else field.value_to_string(row)


def _value(field, plain):
    target = field.target_field if field.is_relation else field
    return None if plain is None else target.to_python(plain)


def _fields(model):
    """Return {column: field} of what is written into a row."""
    return {field.column: field for field in model._meta.concrete_fields if not field.generated}


def _models(apps):
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and model._meta.db_table not in NO_DATA]


@contextmanager
def _without_triggers():
    """Nothing refuses a frozen report that is written as it once was."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
            before = [f'DROP TRIGGER "{name}"' for name, _sql in found]
            after = [sql for _name, sql in found]
        else:
            tables = connection.introspection.table_names(cursor)
            before = [f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in tables]
            after = [f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in tables]
        for statement in before:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in after:
                cursor.execute(statement)
