"""Where a name is in a text that somebody typed, anywhere in the database, and its blanking.

What is searched is every column that can hold words, also of the change history and of the log.
Left out are tables of others' own names (users, organisations), people's own rows (`rows` does
those), what is sealed or frozen, and what is kept encrypted (`waiting` does that).
"""

import json
from dataclasses import dataclass

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from accounts.audit import redacting
from accounts.audit.protected import is_protected
from shkej.lib.fields import ShownKeyField, SortKeyField
from shkej.lib.queries.columns import searchable

APPS = (
    "accounts drafts background participants events reports retention django_tasks_database".split()  # noqa: SIM905
)
LEFT_OUT = {
    "accounts.user",  # who works here, by a right of their own
    "accounts.seal",
    "accounts.redaction",
    "accounts.limit",
    "accounts.outgoingmail",
    "drafts.keptform",
    "participants.participant",
    "participants.historicalparticipant",
    "reports.snapshot",  # frozen, and without names
}
AT_ONCE = 500


@dataclass(frozen=True)
class Mention:
    """A row in whose texts somebody is named."""

    model: type[models.Model]
    pk: int


def find(needles):
    """Every `Mention` that names somebody; reads only, and may take long."""
    if not needles.expressions:
        return []
    return [place for model in searched_models() for place in _find_in(model, needles)]


def blank(places, needles, reason):
    """Take the names out of these rows; returns those that the database keeps as they are."""
    return [place for place in places if not _blank(place, needles, reason)]


def searched_models():
    """The models in which words can stand, in the order of their tables."""
    found = [
        model
        for label in APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.label_lower not in LEFT_OUT and _columns(model)
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def _columns(model):
    """What can be asked for words. Digits that sort are worked out from a text beside them."""
    return [
        field
        for field in searchable(model)
        if not isinstance(field, SortKeyField | ShownKeyField | models.FileField)
    ]


def _find_in(model, needles):
    columns, key = _columns(model), model._meta.pk.column
    quoted = [f'CAST("{field.column}" AS TEXT)' for field in columns]
    likes = " OR ".join(
        f"{column} {'ILIKE' if connection.vendor == 'postgresql' else 'LIKE'} %s"
        for column in quoted
        for _like in needles.likes
    )
    query = f'SELECT "{key}", {", ".join(quoted)} FROM "{model._meta.db_table}" WHERE {likes}'  # noqa: S608 – our own names
    with connection.cursor() as cursor:
        cursor.execute(query, list(needles.likes) * len(columns))
        while rows := cursor.fetchmany(AT_ONCE):
            for pk, *texts in rows:
                if _changed(columns, texts, needles):
                    yield Mention(model, pk)


def _changed(columns, texts, needles):
    """{column's field: what it says without names} of those that name somebody."""
    changed = {}
    for field, text in zip(columns, texts, strict=True):
        if not text:
            continue
        if isinstance(field, models.JSONField):
            said = json.loads(text)
            if (left := needles.without(said)) != said:
                changed[field] = left
        elif needles.stands_in(text):
            changed[field] = needles.without(text)
    return changed


def _blank(place, needles, reason):
    """Whether the row names nobody any more."""
    model, columns = place.model, _columns(place.model)
    table, key = model._meta.db_table, model._meta.pk.column
    quoted = ", ".join(f'CAST("{field.column}" AS TEXT)' for field in columns)
    with connection.cursor() as cursor:
        query = f'SELECT {quoted} FROM "{table}" WHERE "{key}" = %s'  # noqa: S608 – our own names
        cursor.execute(query, [_key(place)])
        row = cursor.fetchone()
    changed = _changed(columns, row, needles) if row else {}
    if not changed:
        return True
    try:
        with transaction.atomic():  # a savepoint: the database may refuse it
            _write(place, {field.attname: value for field, value in changed.items()}, reason)
    except DatabaseError:
        return False
    return True


def _write(place, values, reason):
    model = place.model
    if is_protected(model):
        redacting.change(model, [place.pk], reason, **values)
    elif model._meta.label == "events.DoorNote":  # nothing of it would be left to see to
        model._base_manager.filter(pk=place.pk).delete()
    else:
        if any(field.name == "updated_at" for field in model._meta.fields):
            values = values | {"updated_at": timezone.now()}
        _update(place, values)


def _update(place, values):
    """As the columns stand: translated fields are columns of their own here."""
    model = place.model
    fields = {field.attname: field for field in model._meta.concrete_fields}
    said = {
        fields[name].column: fields[name].get_db_prep_save(value, connection)
        for name, value in values.items()
    }
    sets = ", ".join(f'"{column}" = %s' for column in said)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET {sets} WHERE "{model._meta.pk.column}" = %s',  # noqa: S608 – our own names
            [*said.values(), _key(place)],
        )


def _key(place):
    return place.model._meta.pk.get_db_prep_value(place.pk, connection)
