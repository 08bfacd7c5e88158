"""Writing rows back to what they were before an import, and taking off what it made."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import ForeignKey, Model
from django.utils import timezone
from simple_history.utils import get_history_manager_for_model

from accounts.audit import redacting
from accounts.models import User
from events.importing import bulk
from events.importing.undoing.deciding import Rows, columns_changed
from events.importing.undoing.uses import FOLLOWS
from events.models import Event, ImportedChange, RegisterAct, Registration
from participants.models import NameWord, Participant, PossibleDuplicate


def restored(row: Any, change: ImportedChange, versions: Rows) -> tuple[Any, set[str]]:
    """A copy of `row` as it was before, and the columns; None where it cannot be so any more."""
    before, names = versions[change.before or 0], columns_changed(change, versions)
    row = copy(row)
    for name in names:
        setattr(row, name, getattr(before, name))
    for column in row._meta.concrete_fields:
        key = getattr(row, column.attname)
        is_pointer = column.attname in names and isinstance(column, ForeignKey)
        if is_pointer and key is not None and not _exists(column.related_model, key):
            return None, set()
    return row, names


def put_back(model: type[Model], rows: list, columns: Iterable[str], *, by: User | None) -> None:
    """Save rows as `restored` gave them."""
    fields = {column.attname: column.name for column in model._meta.concrete_fields}
    bulk.update(model, rows, sorted(fields[name] for name in columns), by=by)


def take_off(model: type[Model], rows: list, *, by: User | None) -> None:
    """Delete places or headcounts, which their history remembers."""
    if not rows:
        return
    keys = [row.pk for row in rows]
    if model is Registration:
        RegisterAct.objects.filter(registration__in=keys).update(registration=None)
    _remember(model, rows, by=by)
    _delete(model, keys)


def remove_people(keys: list[int]) -> None:
    """Delete people whom nobody knows but by the import: their names go from the history too.

    Nobody could find them there any more to erase them.
    """
    if not keys:
        return
    NameWord.objects.filter(participant__in=keys).delete()
    PossibleDuplicate.objects.filter(first__in=keys).delete()
    PossibleDuplicate.objects.filter(second__in=keys).delete()
    _delete(Participant, keys)
    history = get_history_manager_for_model(Participant)
    versions = history.filter(id__in=keys).values_list("history_id", flat=True)
    redacting.delete(history.model, list(versions), redacting.Reason.ERASURE)


def remove_events(events: list[Event], *, by: User | None) -> None:
    """Delete events and what follows them, which their history remembers."""
    if not events:
        return
    keys = [event.pk for event in events]
    for model in FOLLOWS[Event]:
        for column in model._meta.concrete_fields:
            if column.related_model is Event:
                model._base_manager.filter(**{f"{column.name}__in": keys}).delete()
    _remember(Event, events, by=by)
    _delete(Event, keys)


def remove(row: Any, *, by: User | None) -> None:
    """Delete an organisation or a project."""
    row._history_user = by
    row.delete()


def part_from_projects(event: Event, projects: list[int]) -> None:
    """Take an event from the projects to which the import added it."""
    Event.projects.through.objects.filter(event=event, project__in=projects).delete()


def _remember(model: type[Model], rows: Iterable[Any], *, by: User | None) -> None:
    """Write into the history that rows are deleted."""
    history = get_history_manager_for_model(model).model
    now = timezone.now()
    history.objects.bulk_create(
        history(
            history_date=now,
            history_user=by,
            history_type="-",
            **{column.attname: getattr(row, column.attname) for column in history.tracked_fields},
        )
        for row in rows
    )


def _exists(model: Any, key: int) -> bool:
    return model._base_manager.filter(pk=key).exists()


def _delete(model: type[Model], keys: list[int]) -> None:
    """Delete rows to which nothing points any more; signals would write names once more."""
    model._base_manager.filter(pk__in=keys)._raw_delete(using="default")
