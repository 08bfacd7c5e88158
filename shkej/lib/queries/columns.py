"""Which columns of a table hold what people typed."""

from django.db.models import CharField, FileField, JSONField, TextField

from shkej.lib.fields import DerivedField


def free_texts(model):
    """The columns of `model` whose texts are free: no codes to choose from, nothing worked out."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not isinstance(field, DerivedField)
        and not field.choices
        and not field.primary_key
    ]


def searchable(model):
    """All columns of `model` in which words can stand, with what is worked out or kept as JSON."""
    kinds = CharField | TextField | JSONField | FileField
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and not field.primary_key
    ]
