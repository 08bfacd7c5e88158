"""Undoing an import, in small parts as it was written: cut off anywhere, it goes on.

What was done is written on each change (`outcome`), in the transaction in which it was done.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.access_log import Action
from accounts.services import log_access
from events.importing import bulk
from events.importing.applied.applying import Watcher
from events.importing.changes import Changed
from events.importing.pacing import Pace
from events.importing.undoing import remembering, writing
from events.importing.undoing.deciding import (
    CHANGED,
    UNDONE,
    Changes,
    Outcomes,
    Rows,
    decide,
    rows_of,
    table,
    versions_of,
)
from events.inviting.asking import Notification, notifies_as
from events.inviting.notifying import notify_invited
from events.lib.figure_facts import correction_of
from events.lib.locks import lock_events
from events.models import Event, Headcount, Import, ImportedChange, RegisterAct, Registration
from events.models.one_act import working
from events.register.places.services import fill_free_places
from participants.models import Participant, PossibleDuplicate
from partners.models import Organisation, Project
from shkej.lib.one_at_a_time import one_at_a_time
from shkej.lib.queries.ids import Ids

FEW_EVENTS = 2  # one by one: all sorts of rows may hang on each


def undo_import(
    *,
    imported: Import,
    by: User | None,
    telling: str | None = None,
    log: Callable[..., Any] = log_access,
    watcher: Watcher | None = None,
) -> None:
    """Take `imported` back, except for what was changed or used since; nothing a second time.

    `telling`: as in `import_attendance`, of those whom the events that become what they were
    would tell. ValidationError where it is not for `by` (None runs the machine), it is too old, or
    another file is being imported there.
    """
    if by is not None and not Import.objects.undoable_by(by).filter(pk=imported.pk).exists():
        raise ValidationError(_("Whoever imported it can undo it, or a coordinator."))
    watcher = watcher or Watcher()
    with one_at_a_time(f"import-{imported.centre_id}") as is_ours:
        if not is_ours:
            raise ValidationError(
                _("Another file is being imported into this centre. Wait until that has ended.")
            )
        imported.refresh_from_db()
        if imported.undone_at:
            return
        if not imported.may_be_undone:
            raise ValidationError(_("An import can be undone within 90 days."))
        _begin(imported)
        by_whom = Notification(by=by) if telling is None else Notification.answered(telling, by=by)
        try:
            with notifies_as(by_whom):
                Undoing(imported, by=by, telling=by_whom, watcher=watcher).run()
        except Changed as error:
            raise ValidationError(
                _("Others would now be told than those the page showed. Look at the import again.")
            ) from error
        about = {"undone": imported.pk, "changes": _logged(imported)}
        with transaction.atomic():
            imported.undone_at, imported.undone_by = timezone.now(), by
            imported.save(update_fields=["undone_at", "undone_by", "updated_at"])
            log(Action.IMPORT, imported.centre, user=by, **about)


def _begin(imported: Import) -> None:
    imported.undoing_at = imported.undoing_at or timezone.now()
    imported.finished_at = imported.finished_at or timezone.now()
    imported.save(update_fields=["undoing_at", "finished_at", "updated_at"])


def _logged(imported: Import) -> dict[str, int]:
    """{outcome: how many} of what the import had made or changed."""
    changes = imported.changes.exclude(table__in=remembering.TABLES).order_by()
    return dict(changes.values("outcome").annotate(n=Count("pk")).values_list("outcome", "n"))


def _own_rows(model: type[Model], changes: Changes) -> Rows:
    return rows_of(model, [change for change in changes if change.table == table(model)])


class Undoing:
    """The parts of one undoing, in the order in which rows hang on each other."""

    def __init__(
        self, imported: Import, *, by: User | None, telling: Notification, watcher: Watcher
    ) -> None:
        self.imported, self.by, self.telling, self.watcher = imported, by, telling, watcher
        self.memory = remembering.Forgetting(imported)

    def run(self) -> None:
        """Do all that is still open, each step once the one before it is done."""
        total, open_ones = self.imported.changes.count(), self.imported.changes.filter(outcome="")
        done = total - open_ones.count()
        steps: list[tuple[Callable[[], Iterable], Callable[[list], None], Pace]] = [
            (self._registers, self._undo_registers, Pace()),
            (partial(self._open, PossibleDuplicate), self._undo_pairs, Pace()),
            (partial(self._open, Participant), self._undo_people, Pace()),
            (partial(self._open, *remembering.ROWS), self._forget_rows, Pace()),
            (partial(self._open, Event), self._undo_events, Pace(few=FEW_EVENTS)),
            (partial(self._open, *remembering.EVENTS), self._forget_rows, Pace()),
            (partial(self._open, Organisation), self._undo_named, Pace(few=FEW_EVENTS)),
            (partial(self._open, Project), self._undo_named, Pace(few=FEW_EVENTS)),
        ]
        for changes, undo, pace in steps:
            for part in pace.parts_of(changes()):
                self._part(undo, part, pace)
                done += len(part)
                self.watcher.report(done, total)

    def _open(self, *models: type[Model]) -> QuerySet[ImportedChange]:
        names = [table(model) for model in models]
        return self.imported.changes.filter(outcome="", table__in=names).order_by("row")

    def _registers(self) -> list[ImportedChange]:
        """The open changes of places and headcounts, event by event."""
        changes = list(self._open(Registration, Headcount))
        events: dict[tuple[str, int], int] = {}
        for model in (Registration, Headcount):
            keys = [change.row for change in changes if change.table == table(model)]
            rows = model.objects.filter(pk__in=Ids(keys)).order_by().values_list("pk", "event")
            events |= {(table(model), pk): event for pk, event in rows}
        changes.sort(key=lambda change: (events.get((change.table, change.row), 0), change.pk))
        return changes

    def _part(self, undo: Callable[[list], None], part: list[ImportedChange], pace: Pace) -> None:
        if self.by:  # whose roles may have changed while earlier parts were undone
            self.by = User.objects.get(pk=self.by.pk)
        with pace.one_transaction(len(part)):
            undo(part)
            if not self.telling.covers(self.telling):  # somebody was invited since
                raise Changed

    def _keep(self, part: list[ImportedChange], outcomes: Outcomes) -> None:
        for change in part:
            change.outcome = outcomes[change.pk]
        ImportedChange.objects.bulk_update(part, ["outcome"], batch_size=bulk.BATCH)

    def _undo_registers(self, part: list[ImportedChange]) -> None:
        rows = [*_own_rows(Registration, part).values(), *_own_rows(Headcount, part).values()]
        keys = {row.event_id for row in rows}
        events = {row.pk: row for row in lock_events(Event.objects.filter(pk__in=keys))}
        outcomes = decide(part, by=self.by)  # once their events are locked
        with self._one_act(events):
            for model in (Registration, Headcount):
                own = [change for change in part if change.table == table(model)]
                self._undo_rows(model, own, outcomes, events)
        self._keep(part, outcomes)

    def _undo_rows(
        self, model: type[Model], changes: Changes, outcomes: Outcomes, events: Rows
    ) -> None:
        rows, versions = rows_of(model, changes), versions_of(model, changes)
        gone: list[Any] = []
        back: list[Any] = []
        columns: set[str] = set()
        for change in changes:
            if outcomes[change.pk] != UNDONE:
                continue
            if change.is_made:
                gone.append(rows[change.row])
                continue
            row, names = writing.restored(rows[change.row], change, versions)
            if row is None:
                outcomes[change.pk] = CHANGED
            else:
                back.append(row)
                columns |= names
        writing.take_off(model, gone, by=self.by)
        writing.put_back(model, back, columns, by=self.by)
        if model is Registration:
            registered = [row for row in gone if row.status == Registration.Status.REGISTERED]
            for key in {row.event_id for row in registered}:
                if events[key].capacity is not None:
                    fill_free_places(events[key], by=self.by)

    @contextmanager
    def _one_act(self, events: Rows) -> Iterator[None]:
        """What is changed inside is one act on each of these registers that it changes."""
        work = uuid.uuid4()
        with working(work):
            yield
        changed: set[int] = set()
        for model in (Registration, Headcount):
            versions = model.history.filter(work=work).order_by()
            changed |= set(versions.values_list("event", flat=True))
        RegisterAct.objects.bulk_create(
            RegisterAct(kind=RegisterAct.Kind.UNIMPORT, event=events[key], by=self.by, work=work)
            for key in sorted(changed)
        )

    def _undo_pairs(self, part: list[ImportedChange]) -> None:
        outcomes = decide(part, by=self.by)
        keys = [change.row for change in part if outcomes[change.pk] == UNDONE]
        PossibleDuplicate.objects.filter(pk__in=keys).delete()
        self._keep(part, outcomes)

    def _undo_people(self, part: list[ImportedChange]) -> None:
        keys = [change.row for change in part]
        list(Participant.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)))
        outcomes = decide(part, by=self.by)
        rows, versions = rows_of(Participant, part), versions_of(Participant, part)
        back: list[Participant] = []
        columns: set[str] = set()
        for change in part:
            if outcomes[change.pk] == UNDONE and not change.is_made:
                row, names = writing.restored(rows[change.row], change, versions)
                if row is None:
                    outcomes[change.pk] = CHANGED
                elif names:
                    back.append(row)
                    columns |= names
        made = [change for change in part if change.is_made]
        writing.put_back(Participant, back, columns, by=self.by)
        writing.remove_people([c.row for c in made if outcomes[c.pk] == UNDONE])
        self._keep(part, outcomes)

    def _forget_rows(self, part: list[ImportedChange]) -> None:
        self.memory.forget(part)
        self._keep(part, dict.fromkeys((change.pk for change in part), UNDONE))

    def _undo_events(self, part: list[ImportedChange]) -> None:
        keys = [change.row for change in part]
        events = {row.pk: row for row in lock_events(Event.objects.filter(pk__in=keys))}
        outcomes = decide(part, by=self.by)
        versions = versions_of(Event, part)
        going = [change for change in part if outcomes[change.pk] == UNDONE]
        writing.remove_events([events[c.row] for c in going if c.is_made], by=self.by)
        for change in going:
            if not change.is_made and not self._undo_event(events[change.row], change, versions):
                outcomes[change.pk] = CHANGED
        self._keep(part, outcomes)

    def _undo_event(self, event: Event, change: ImportedChange, versions: Rows) -> bool:
        """Put an event back that was there before; whether that could be."""
        names: set[str] = set()
        row = event
        if change.after:
            row, names = writing.restored(event, change, versions)
            if row is None:
                return False
        joined = change.rest.get("projects", [])
        projects = [project for project in event.projects.all() if project.pk not in joined]
        correction = correction_of(event, row, projects=projects, reason="", by=self.by)
        try:
            with transaction.atomic():
                if names:
                    writing.put_back(Event, [row], names, by=self.by)
                writing.part_from_projects(row, joined)
        except IntegrityError:  # another event has that name on that day now
            return False
        if correction:
            correction.write_down(row, self.by)
        if names:
            notify_invited(row)
        return True

    def _undo_named(self, part: list[ImportedChange]) -> None:
        """Organisations and projects, which imports only make."""
        outcomes = decide(part, by=self.by)
        for model in (Organisation, Project):
            own = [change for change in part if change.table == table(model)]
            rows = rows_of(model, own)
            for change in own:
                if outcomes[change.pk] == UNDONE:
                    writing.remove(rows[change.row], by=self.by)
        self._keep(part, outcomes)
