"""A text of its own in every text field of every row, so that whatever is shown can be named."""

import re
from itertools import count

from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import CharField, SlugField, TextField

from shkej.lib.fields import FoldedField, SortKeyField

CANARY = re.compile(r"Kan\d{5}x")
APPS = ("accounts", "partners", "participants", "events", "reports")
# Kept for machines, never text that somebody typed: keys, hashes, message ids, ciphertext.
MACHINES = {
    "key",
    "token_hash",
    "message_id",
    "content",
    "password",
    "object_type",
    "object_id",
    "rule",
    "place",  # of a text to review: model, key and field
}


def text_fields(model):
    """The fields of a model that hold what somebody typed."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField)
        is_derived = isinstance(field, FoldedField | SortKeyField | SlugField)
        short = field.max_length is not None and field.max_length < 12
        if is_text and not (is_derived or short or field.choices or field.name in MACHINES):
            yield field


def fill(bad=""):
    """Write canaries into every such field: {canary: (model's name, field's name, row's key)}.

    `bad`: what is behind each.
    """
    numbers, canaries = count(10_000), {}
    for model in apps.get_models():
        if model._meta.app_label not in APPS:
            continue
        fields = list(text_fields(model))
        for row in model._base_manager.values("pk", *(field.attname for field in fields)):
            for field in fields:
                canary = f"Kan{next(numbers)}x"
                is_address = "email" in field.name
                if _write(
                    model, row["pk"], field, f"{canary}@x.example" if is_address else canary + bad
                ):
                    canaries[canary] = (model.__name__, field.name, row["pk"])
    return canaries


def _write(model, key, field, text):
    """Whether the database took it: a rule may want a field empty, a frozen report stays."""
    try:
        with transaction.atomic():
            return model._base_manager.filter(pk=key).update(**{field.attname: text})
    except DatabaseError:
        return False


def found_in(text):
    """The canaries in a text."""
    return set(CANARY.findall(text))
