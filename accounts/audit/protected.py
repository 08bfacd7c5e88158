"""Which tables are only ever added to: the log, the change history, and what apps name."""

from dataclasses import dataclass

from django.apps import apps
from simple_history.models import HistoricalChanges

from accounts.models import AccessLog, Redaction, Seal

_named = [AccessLog, Redaction]


def protect(*models):
    """Have rows of `models` only ever added: said by an app once, in `AppConfig.ready`."""
    _named.extend(model for model in models if model not in _named)


def protected_models():
    """All models whose rows are sealed, in the order of their tables' names."""
    histories = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    return sorted([*_named, *histories], key=lambda model: model._meta.db_table)


def is_protected(model):
    """Whether rows of `model` are only ever added."""
    return model in _named or issubclass(model, HistoricalChanges)


@dataclass(frozen=True)
class Guarded:
    """A table that triggers guard: the column of its key, and whether redactions open it."""

    key: str
    has_door: bool


def guarded_tables():
    """{table: Guarded} of all that is only ever added to; for the chain itself there is no door."""
    found = {
        model._meta.db_table: Guarded(model._meta.pk.column, has_door=True)
        for model in protected_models()
    }
    chain = {
        model._meta.db_table: Guarded(model._meta.pk.column, has_door=False)
        for model in (Redaction, Seal)
    }
    return found | chain
