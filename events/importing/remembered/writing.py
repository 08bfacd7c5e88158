"""Keeping what the rows of an import became, part by part, with what they became."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from events.importing.bulk import BATCH
from events.importing.downloads.names import is_of_register, register_of
from events.importing.known import CountedGroup, chunks
from events.importing.planned.events import PlannedEvent
from events.importing.planning import PlannedPlace
from events.importing.remembered.keys import Keys
from events.importing.remembered.memory import Memory
from events.importing.rows import EventKey, ImportRow
from events.importing.undoing.noting import note_rests
from events.models.imported import ImportedEvent, ImportedRow
from partners.models import Project


def keep_events(memory: Memory, events: Iterable[PlannedEvent], *, default: Project | None) -> None:
    """Keep which event each of `events` (planned ones, now recorded) is, and what was said of it.

    `default`: the project of events that name none. A downloaded register stays as it was told when
    its file was made: an older copy of it takes nothing back.
    """
    events = [event for event in events if not is_of_register(event.name)]
    kept = []
    for event in events:
        said = event.all_said | {"project": event.stated_projects(default)}
        _event, before, keys = memory.events.get(event.key, (None, {}, memory.newest))
        facts = before if keys is memory.newest else {}
        facts |= {column: memory.newest.fact(column, value) for column, value in said.items()}
        kept.append(
            ImportedEvent(
                centre=memory.centre,
                event=event.existing,
                key=memory.newest.event(event.key),
                said=facts,
            )
        )
    _keep(ImportedEvent, kept, ["event", "said"])


def keep_places(memory: Memory, places: Sequence[PlannedPlace]) -> None:
    """Keep who was at which event, of each `PlannedPlace` that is now recorded.

    Those that were corrected here are kept as their list has them as well (`corrected`). Lines of
    downloaded registers stay as they were told when the file was made.
    """
    keys = memory.newest
    places = [place for place in places if not register_of(place.row.person)]
    kept = [
        ImportedRow(
            centre=memory.centre,
            event=place.event.existing,
            person=place.person.record.pk,
            key=keys.place(place.row),
            who=memory.who[place.row.number],
            of_person=keys.said_of_person(place.row),
            of_place=keys.said_of_place(place.row),
        )
        for place in places
    ]
    listed = zip(kept, (_listed(keys, [place.row, *place.same]) for place in places), strict=True)
    kept += _as_listed(listed)
    _keep(ImportedRow, kept, ["event", "person", "who", "of_person", "of_place"])


def keep_counts(
    memory: Memory, counts: Sequence[CountedGroup], events: dict[EventKey, PlannedEvent]
) -> None:
    """Keep what was counted where. `counts`: (cell, rows); `events`: {event key: planned event}.

    Those that were corrected here are kept as their list has them as well, with the key of their
    group as `who` and what its other rows count. Lines of downloaded registers stay as they were
    told when the file was made.
    """
    keys = memory.newest
    counts = [(cell, rows) for cell, rows in counts if not any(row.person for row in rows)]
    kept = [
        ImportedRow(
            centre=memory.centre,
            event=events[cell[0]].existing,
            key=keys.cell(cell),
            of_place=keys.count(sum(row.headcount for row in rows)),
        )
        for cell, rows in counts
    ]
    cells = {row.key: list(cell[1:]) for row, (cell, _rows) in zip(kept, counts, strict=True)}
    listed: dict[str, ImportedRow] = {}
    for row, (_cell, rows) in zip(kept, counts, strict=True):
        rest = sum(other.headcount for other in rows if not other.as_listed)
        for one in _as_listed([(row, _listed(keys, rows))]):
            one.who, one.of_person = row.key, keys.count(rest)
            listed[one.key], cells[one.key] = one, cells[row.key]
    _keep(ImportedRow, kept, ["event", "of_person", "of_place"], cells)
    _keep(ImportedRow, list(listed.values()), ["event", "who", "of_person", "of_place"], cells)


@transaction.atomic
def keep_left_out(memory: Memory) -> None:
    """Keep which rows somebody left out, as their list has them; forget it of those taken again.

    What is kept of a row that was taken in stays. Of one whose place was undone, whoever stayed is
    known by what is kept of the place.
    """
    for ids in chunks(memory.taken_again):
        ImportedRow.objects.filter(pk__in=ids, event=None).delete()
    keys = {key for cells, nth in memory.out if (key := memory.newest.listed(cells, nth))}
    taken_in = ImportedRow.objects.filter(centre=memory.centre).exclude(event=None)
    for part in chunks(keys):
        keys -= set(taken_in.filter(key__in=part).values_list("key", flat=True))
    rows = [ImportedRow(centre=memory.centre, key=key) for key in sorted(keys)]
    _keep(ImportedRow, rows, ["event", "person", "who", "of_person", "of_place"])


def _listed(keys: Keys, rows: Iterable[ImportRow]) -> list[str]:
    """The hashes of those of `rows` that were corrected here, as their list has them."""
    return [
        key
        for row in rows
        if row.as_listed and (key := keys.listed(row.as_listed, row.nth_as_listed))
    ]


def _as_listed(found: Iterable[tuple[ImportedRow, list[str]]]) -> list[ImportedRow]:
    """What is kept of rows, once more under what they read in the list: each key once."""
    by_key = {}
    for row, keys in found:
        for key in keys:
            by_key[key] = copy(row)
            by_key[key].key = key
    return list(by_key.values())


def _keep(
    model: type[Model],
    rows: list,
    columns: Sequence[str],
    cells: dict[str, list] | None = None,
) -> None:
    """Write `rows`; `cells`: {key: category, sex and ages} of those who were counted."""
    keys, cells = [row.key for row in rows], cells or {}
    before: dict[str, Any] = {}
    for part in chunks(keys):
        found = model.objects.filter(centre__in={row.centre for row in rows}, key__in=part)
        before |= {row.key: row for row in found}
    now = timezone.now()
    for row in rows:
        row.updated_at = now
    model.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["centre", "key"],
        update_fields=[*columns, "updated_at"],
    )
    names = [model._meta.get_field(column).attname for column in columns]
    rests, made = {}, set()
    for row in rows:
        old = before.get(row.key)
        if old is None:
            made.add(row.pk)
        rests[row.pk] = {
            "before": {name: getattr(old, name) for name in names} if old else {},
            "after": {name: getattr(row, name) for name in names},
            "cell": cells.get(row.key, []),
        }
    note_rests(model, rests, made=made)
