"""Writing changes into the database, in bulk, with their history, and in small parts.

Each part is a transaction of its own that looks again at what it changes: a register never waits
for more than one part (`pacing`). Killed between two of them, the import is repeated from the
beginning and finds what is there; so nothing may depend on a later part that another run would not
make up for.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from accounts.models import User
from events.importing import bulk
from events.importing.applied.attendance import AttendanceWriter
from events.importing.applied.people import PeopleWriter
from events.importing.changes import Changed, Changes, Done
from events.importing.pacing import Pace
from events.importing.results import Result
from events.inviting.asking import current_notification
from events.models import RegisterAct
from events.models.one_act import one_act
from partners.models import Organisation, Project


class Watcher:
    """Whoever waits for an import; by itself nobody does.

    `earlier`: what `note` was given last by a run that was killed.
    """

    earlier: dict[str, int] = {}

    def note(self, did: dict[str, int]) -> None:
        """Keep what was done so far; called in the transaction of each part."""

    def report(self, done: int, total: int) -> None:
        """Show how far it is; called outside of any transaction."""


class Tally:
    """Adds up what the parts did, for a result that is true whatever changed since the check.

    What an earlier run did that was killed (`watcher.earlier`) counts with it.
    """

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self.did = Counter(watcher.earlier)

    def note(self, did: Done) -> None:
        """Add one part; in its transaction, so that it counts if and only if it was written."""
        for kind, numbers in did.items():
            for state, number in numbers.items():
                self.did[f"{kind} {state}"] += number
        self.watcher.note(dict(self.did))

    def report(self, done: int, total: int) -> None:
        """Show how far it is, by whoever waits."""
        self.watcher.report(done, total)

    def put_into(self, result: Result) -> None:
        """Say what was done; whatever was neither made nor changed was there."""
        for kind, expected in result.counts.items():
            total = sum(expected.values())
            counts = {state: self.did[f"{kind} {state}"] for state in expected}
            rest = next((state for state in ("matched", "unchanged") if state in counts), None)
            if rest:
                counts[rest] = max(total - sum(counts.values()), 0)
            result.counts[kind] = counts
        result.possible_duplicates = self.did["possible_duplicates created"]


class Applier:
    """Writes changes, and tells `watcher` what it did."""

    def __init__(self, changes: Changes, *, user: User | None, watcher: Tally) -> None:
        self.changes, self.user, self.watcher = changes, user, watcher
        self.people = PeopleWriter(changes, user=user)
        self.attendance = AttendanceWriter(changes, user=user)

    def apply(self) -> None:
        """Write all of it, in parts."""
        named = self.changes.project
        asked_for = [named] if named and named.pk is None else []
        steps: list[tuple[Callable[[list], Done | None], Sequence]] = [
            (self._write_projects, asked_for + self.changes.new_projects),
            (self._write_organisations, list(self.changes.new_organisations.items())),
            (self.people.write, list(enumerate(self.changes.people))),
            (self.attendance.write, list(self.attendance.in_order())),
        ]
        total, done = sum(len(things) for _write, things in steps), 0
        for write, things in steps:
            pace = Pace()
            for part in pace.parts_of(things):
                self.watcher.report(done, total)
                self._write(write, part, pace)
                done += len(part)
        self.watcher.report(done, total)

    def _write(self, write: Callable[[list], Done | None], part: list, pace: Pace) -> None:
        """Write one part."""
        with pace.one_transaction(len(part)), one_act(RegisterAct.Kind.IMPORT, by=self.user):
            did = write(part)
            telling = current_notification()
            if not telling.covers(telling):  # somebody was invited since they were shown
                raise Changed
            if did:
                self.watcher.note(did)

    def _write_projects(self, projects: list[Project]) -> None:
        bulk.create(Project, projects, by=self.user)

    def _write_organisations(self, named: list[tuple[str, Organisation]]) -> None:
        """Make organisations that nobody knew; from now on all know their keys."""
        bulk.create(Organisation, [row for _key, row in named], by=self.user)
        self.changes.organisations |= {key: row.pk for key, row in named}
