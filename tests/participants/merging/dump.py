"""What is in the tables that a merge touches."""

from events.models import Event, Registration, SeriesMember
from participants.models import (
    Consent,
    Guardianship,
    Household,
    Participant,
    PossibleDuplicate,
)

TABLES = (
    Participant,
    Household,
    Guardianship,
    Consent,
    PossibleDuplicate,
    Event,
    Registration,
    SeriesMember,
)


def dump():
    """{(table, id): {column: value}} of every row, but for the moments of its changes."""
    return {
        (model.__name__, row.pk): {
            field.attname: field.value_from_object(row)
            for field in model._meta.concrete_fields
            if field.name not in ("created_at", "updated_at")
        }
        for model in TABLES
        for row in model._base_manager.all()
    }
