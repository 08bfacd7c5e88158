"""Writing changes into the database, in bulk, with their history, and in small parts.

Each part is a transaction of its own that looks again at what it changes: a register never waits
for more than one part. Killed between two of them, the import is repeated from the beginning and
finds what is there; so nothing may depend on a later part that another run would not make up for.
"""

import time

from django.db import connection

from events.importing import bulk
from events.importing.applied.cells import Cells
from events.importing.applied.people import People
from events.models import RegisterAct
from events.models.one_act import one_act
from partners.models import Organisation, Project

LONGEST_REST = 0.2  # seconds


class Applier:
    """Writes changes, and tells `watcher` what it did."""

    def __init__(self, changes, *, user, watcher):
        self.changes, self.user, self.watcher = changes, user, watcher
        self.people, self.cells = People(changes, user=user), Cells(changes, user=user)

    def apply(self):
        """Write all of it, in parts."""
        self._write(self._write_new_names, [None])
        people = bulk.parts_of(enumerate(self.changes.people), lambda _person: 1)
        cells = list(bulk.parts_of(self.cells.in_order(), lambda cell: len(cell[1]) or 1))
        works = [(self.people.write, part) for part in people]
        works += [(self.cells.write, part) for part in cells]
        total = sum(len(part) for _write, part in works)
        done = 0
        for write, part in works:
            self.watcher.report(done, total)
            self._write(write, part)
            done += len(part)
        self.watcher.report(done, total)

    def _write(self, write, part):
        """Write one part; on SQLite then rest, so that whoever waits for the database gets it.

        There nobody stands in line: each that waits looks again after a while.
        """
        began = time.monotonic()
        with one_act(RegisterAct.Kind.IMPORT, by=self.user):  # of each event; one transaction
            did = write(part)
            if did:
                self.watcher.note(did)
        if connection.vendor == "sqlite":
            time.sleep(min(time.monotonic() - began, LONGEST_REST))

    def _write_new_names(self, _all):
        """Make the projects and organisations that nobody knew."""
        named = self.changes.project
        asked_for = [named] if named and named.pk is None else []
        bulk.create(Project, asked_for + self.changes.new_projects, by=self.user)
        organisations = self.changes.new_organisations
        bulk.create(Organisation, list(organisations.values()), by=self.user)
        self.changes.organisations |= {key: row.pk for key, row in organisations.items()}
