"""Each table as rows that any program reads; which are left out, and why."""

import csv
import hashlib
import json
from itertools import chain

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, FileField
from django.utils.translation import gettext_noop

from shkej.lib.texts import harmless

LETS_IN = gettext_noop("It lets somebody sign in, or opens something by itself.")
OF_THE_PROGRAM = gettext_noop("It is work of the program, worth nothing elsewhere.")
PROVES_HERE = gettext_noop("It proves the log by keys that stay here.")
# Whole tables, by app or model.
LEFT_OUT = {
    "accounts.accountinvitation": LETS_IN,
    "accounts.device": LETS_IN,
    "accounts.limit": OF_THE_PROGRAM,
    "accounts.outgoingmail": OF_THE_PROGRAM,
    "accounts.seal": PROVES_HERE,
    "account": LETS_IN,
    "auth": OF_THE_PROGRAM,
    "background": OF_THE_PROGRAM,
    "backups": OF_THE_PROGRAM,
    "contenttypes": OF_THE_PROGRAM,
    "django_tasks_db": OF_THE_PROGRAM,
    "django_tasks_database": OF_THE_PROGRAM,
    "drafts": OF_THE_PROGRAM,
    "mfa": LETS_IN,
    "sessions": LETS_IN,
    "usersessions": LETS_IN,
}
SECRET = ("password", "pin", "token", "secret")
AT_ONCE = 2000


def exported_models():
    """The models whose tables are exported, in the order of their names."""
    models = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    found = [model for model in models if reason_to_leave_out(model) is None]
    return sorted(found, key=lambda model: model._meta.db_table)


def reason_to_leave_out(model):
    """Why the table of `model` is not exported, in words to translate; None where it is."""
    meta = model._meta
    return LEFT_OUT.get(meta.label_lower) or LEFT_OUT.get(meta.app_label)


def exported_fields(model):
    """The fields that are columns: none that lets somebody in, and nothing but text and numbers."""
    return [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, BinaryField)
        and not any(word in field.name.split("_") for word in SECRET)
    ]


def write_table(model, folder):
    """Write `table`.csv and .json into `folder`; {"rows", "csv", "json"}: how many, and hashes."""
    name, fields = model._meta.db_table, exported_fields(model)
    columns = [field.column for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    number, places = 0, (folder / f"{name}.csv", folder / f"{name}.json")
    with (
        places[0].open("w", encoding="utf-8-sig", newline="") as table,
        places[1].open("w", encoding="utf-8") as objects,
    ):
        writer = csv.writer(table, quoting=csv.QUOTE_ALL)
        writer.writerow(columns)
        objects.write("[")
        for number, row in enumerate(rows.iterator(chunk_size=AT_ONCE), start=1):
            plain = [_plain(field, value) for field, value in zip(fields, row, strict=True)]
            writer.writerow(_cell(value) for value in plain)
            told = json.dumps(dict(zip(columns, plain, strict=True)), ensure_ascii=False)
            objects.write(f"{',' if number > 1 else ''}\n{told}")
        objects.write("\n]\n")
    return {"rows": number, **{path.suffix[1:]: _hash_of(path) for path in places}}


def files_named():
    """[(table, column)] of the columns that name a file below files/."""
    pairs = ((model, exported_fields(model)) for model in exported_models())
    named = (
        [(model._meta.db_table, field.column) for field in fields if isinstance(field, FileField)]
        for model, fields in pairs
    )
    return list(chain.from_iterable(named))


def _plain(field, value):
    """A value as JSON has it: moments and days as ISO 8601, numbers as they are."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _cell(value):
    """A value as a cell: empty for nothing, and no spreadsheet takes it for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return harmless(value) if isinstance(value, str) else value


def _hash_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
