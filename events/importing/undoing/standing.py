"""Which rows stand as an import wrote them: the database compares, no row is read for it."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model
from simple_history.utils import get_history_manager_for_model

from events.models import ImportedChange
from shkej.lib.queries.ids import Ids

MOMENTS = {"created_at", "updated_at"}


def written_columns(model: type[Model]) -> list[Any]:
    """The columns that an import can write: of a text in each language its sides, and not what
    reads as one; and nothing that follows from others.
    """
    tracked = get_history_manager_for_model(model).model.tracked_fields
    columns = [column for column in tracked if not column.primary_key]
    read = {
        column.translated_field.name for column in columns if hasattr(column, "translated_field")
    }
    return [
        column
        for column in columns
        if not hasattr(column, "derive") and column.attname not in read | MOMENTS
    ]


def standing(model: type[Model], changes: Iterable[ImportedChange]) -> set[int]:
    """The ids of those of `changes`, all of `model`, whose row reads as the import wrote it.

    Of a row that was there before, the columns that the import changed.
    """
    among, parameters = _among(change.pk for change in changes)
    with connection.cursor() as cursor:
        cursor.execute(f"{_statement(model)} AND change.id IN {among}", parameters)
        return {pk for (pk,) in cursor.fetchall()}


def _among(keys: Iterable[int]) -> tuple[str, list[Any]]:
    write = getattr(Ids(keys), f"as_{connection.vendor}")
    return write(None, connection)


def _statement(model: type[Model]) -> str:
    names = [connection.ops.quote_name(column.column) for column in written_columns(model)]
    key = connection.ops.quote_name(model._meta.pk.column)
    history = get_history_manager_for_model(model).model._meta.db_table
    as_written = [_same(f"now.{name}", f"written.{name}") for name in names]
    unchanged = [_same(f"before.{name}", f"written.{name}") for name in names]
    made = " AND ".join(as_written)
    changed = " AND ".join(f"({a} OR {b})" for a, b in zip(unchanged, as_written, strict=True))
    return (
        f"SELECT change.id FROM {ImportedChange._meta.db_table} AS change"  # noqa: S608 – our own names
        f" JOIN {model._meta.db_table} AS now ON now.{key} = change.row"
        f" JOIN {history} AS written ON written.history_id = change.after"
        f" LEFT JOIN {history} AS before ON before.history_id = change.before"
        f" WHERE ((change.is_made AND {made})"
        f" OR (NOT change.is_made AND before.history_id IS NOT NULL AND {changed}))"
    )


def _same(one: str, other: str) -> str:
    is_same = "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    return f"{one} {is_same} {other}"
