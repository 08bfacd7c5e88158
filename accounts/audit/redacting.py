"""The one door through which a row of what is only added to may be changed or deleted.

Each passing leaves a redaction, for which there is no door: which row, why, and a digest of it as
it was left. On PostgreSQL the application has no right to do it itself: functions that belong to
the owner of the tables do it, and the triggers ask for the redaction there too.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from accounts.audit.digests import columns_of, read_digests
from accounts.models import Redaction

Kind, Reason = Redaction.Kind, Redaction.Reason


@transaction.atomic
def delete(model, keys, reason):
    """Delete the rows of `model` with these `keys`; `reason` is of `Redaction.Reason`."""
    _note(model, keys, Kind.DELETED, reason)
    meta = model._meta
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = [meta.db_table, meta.pk.column, list(keys)]
            cursor.execute("SELECT audit_delete(%s, %s, %s)", names)
        else:
            for key in keys:
                cursor.execute(
                    f'DELETE FROM "{meta.db_table}" WHERE "{meta.pk.column}" = %s',  # noqa: S608 – our own names
                    [key],
                )


@transaction.atomic
def change(model, keys, reason, **values):
    """Set `values`, by the names of columns, in the rows of `model` with these `keys`."""
    _note(model, keys, Kind.OPENED, reason)
    meta = model._meta
    fields = {field.attname: field for field in meta.concrete_fields}
    said = {
        fields[name].column: fields[name].get_db_prep_save(value, connection)
        for name, value in values.items()
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            plain = {fields[name].column: _plain(fields[name], values[name]) for name in values}
            told = json.dumps(plain, cls=DjangoJSONEncoder)
            cursor.execute(
                "SELECT audit_change(%s, %s, %s, %s)",
                [meta.db_table, meta.pk.column, list(keys), told],
            )
        else:
            sets = ", ".join(f'"{column}" = %s' for column in said)
            for key in keys:
                cursor.execute(
                    f'UPDATE "{meta.db_table}" SET {sets} WHERE "{meta.pk.column}" = %s',  # noqa: S608 – our own names
                    [*said.values(), key],
                )
    columns = columns_of(connection, meta.db_table)
    for key in keys:
        where = f'"{meta.pk.column}" = {int(key)}'
        found = read_digests(connection, meta.db_table, meta.pk.column, columns, where)
        _note(model, [key], Kind.CHANGED, reason, found[key].hex())


def _plain(field, value):
    return value if value is None else field.get_prep_value(value)


def _note(model, keys, kind, reason, digest=""):
    Redaction.objects.bulk_create(
        Redaction(
            table_name=model._meta.db_table, row_id=key, kind=kind, reason=reason, digest=digest
        )
        for key in keys
    )
