"""Writing changes into the database, in bulk, with their history, and in small parts.

Each part is a transaction of its own that looks again at what it changes: a register never waits
for more than one part. Killed between two of them, the import is repeated from the beginning and
finds what is there; so nothing may depend on a later part that another run would not make up for.
"""

import time

from django.db import connection
from django.db.models import prefetch_related_objects
from django.utils import timezone

from events.importing import bulk
from events.importing.changes import (
    rows_given_an_age,
    state_of,
    state_of_count,
    without_an_age,
)
from events.importing.people import blanks_filled, most_said
from events.importing.planned.corrected import corrections_of
from events.importing.planned.registers import refused_by_registers
from events.importing.remembered.writing import keep_counts, keep_events, keep_places
from events.inviting.telling import tell_invited
from events.lib.locks import lock_events
from events.lib.twins.finding import tell_apart
from events.models import Attendance, Event, Headcount, RegisterAct, Registration
from events.models.one_act import one_act
from events.models.registrations import ATTENDED
from events.register.places.services import PLACE_FIELDS, keep_to_capacity
from participants.models import Participant, PossibleDuplicate
from partners.models import Organisation, Project

LONGEST_REST = 0.2  # seconds


class Changed(Exception):
    """Something is no longer as it was when the file was checked."""


class Applier:
    """Writes changes, and tells `watcher` what it did."""

    def __init__(self, changes, *, user, watcher):
        self.changes, self.user, self.watcher = changes, user, watcher
        self.plan, self.known = changes.plan, changes.known
        self.organisations, self.default = changes.organisations, changes.project
        self.now = timezone.now()
        self.places = {  # of those who were known before
            person.record.pk: place
            for place, person in enumerate(changes.people)
            if not person.is_new
        }

    def apply(self):
        """Write all of it, in parts."""
        self._write(self._write_new_names, [None])
        people = bulk.parts_of(enumerate(self.changes.people), lambda _person: 1)
        cells = list(bulk.parts_of(self._cells(), lambda cell: len(cell[1]) or 1))
        works = [(self._write_people, part) for part in people]
        works += [(self._write_cells, part) for part in cells]
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

    # What events and people refer to

    def _write_new_names(self, _all):
        """Make the projects and organisations that nobody knew."""
        named = self.changes.project
        asked_for = [named] if named and named.pk is None else []
        bulk.create(Project, asked_for + self.changes.new_projects, by=self.user)
        organisations = self.changes.new_organisations
        bulk.create(Organisation, list(organisations.values()), by=self.user)
        self.organisations |= {key: row.pk for key, row in organisations.items()}

    # People

    def _write_people(self, numbered):
        """Write people, the ages that become known by them, and who may be the same as they."""
        people = [person for _number, person in numbered]
        created = [person for person in people if person.is_new]
        locked = self._lock_events_of(people)  # before people, as everywhere
        updated, columns = self._filled([person for person in people if not person.is_new])
        for person in created:
            organisation = most_said(row.organisation[0] for row in person.rows if row.organisation)
            person.record.organisation_id = self.organisations.get(organisation)
        bulk.give_codes([person.record for person in created])
        bulk.create(Participant, [person.record for person in created], by=self.user)
        bulk.update(
            Participant, [person.record for person in updated], sorted(columns), by=self.user
        )
        aged = rows_given_an_age(updated)
        if {row.event_id for row in aged} - locked:
            raise Changed
        bulk.update(Registration, aged, ["age"], by=self.user)
        return {
            "participants": {"created": len(created)},
            "registrations": {"updated": len(aged)},
            "possible_duplicates": {"created": self._write_pairs(numbered)},
        }

    def _lock_events_of(self, people):
        """The ids of the events, now locked, in which the file may make an age known."""
        known = [person.record.pk for person in people if person.gains_age and not person.is_new]
        places = without_an_age(known)
        return {row.pk for row in lock_events(Event.objects.filter(registrations__in=places))}

    def _filled(self, people):
        """Those who still lack what the file knows, read anew and locked, and the columns."""
        rows = Participant.objects.filter(pk__in=[person.record.pk for person in people])
        fresh = {row.pk: row for row in rows.order_by("pk").select_for_update(no_key=True)}
        updated, columns = [], {"needs_completion"}
        for person in people:
            record = fresh.get(person.record.pk)
            if record is None or record.merged_into_id:
                raise Changed
            person.record = record
            person.fills = blanks_filled(person)
            if filled := self.changes.fill(person):
                columns |= filled
                updated.append(person)
        return updated, columns

    def _write_pairs(self, numbered):
        """Keep the pairs of which both are recorded with this part, for a human to decide."""
        first, last = numbered[0][0], numbered[-1][0]
        rows = []
        for pair in self.changes.pairs:
            latest = max(-key - 1 if key < 0 else self.places.get(key, -1) for key in pair)
            if not first <= latest <= last:
                continue
            keys = sorted(
                key if key > 0 else self.changes.people[-key - 1].record.pk for key in pair
            )
            rows.append(PossibleDuplicate(first_id=keys[0], second_id=keys[1]))
        PossibleDuplicate.objects.bulk_create(rows, batch_size=400, ignore_conflicts=True)
        return len(rows)

    # Events, and who came

    def _cells(self):
        """(event, its places, its headcounts) in the order of events; a large one comes in pieces.

        A headcount is (cell of `plan.counts`, its rows).
        """
        places, counts = {}, {}
        for (key, _person), [place, *_same] in self.plan.places.items():
            places.setdefault(key, []).append(place)
        for cell, rows in self.plan.counts.items():
            counts.setdefault(cell[0], []).append((cell, rows))
        for key, event in self.plan.events.items():
            if not (event.has_news or event.values or self.changes.joined_projects(event)):
                continue
            of_event = places.get(key, [])
            yield event, of_event[: bulk.PART], counts.get(key, [])
            for start in range(bulk.PART, len(of_event), bulk.PART):
                yield event, of_event[start : start + bulk.PART], []

    def _write_cells(self, part):
        places = [place for _event, places, _counts in part for place in places]
        counts = [count for _event, _places, counts in part for count in counts]
        events = [event for event, _places, _counts in part]
        self._look_again(events, places, counts)
        did = {
            "events": self._write_events(events),
            "registrations": self._write_registrations(places),
            "headcounts": self._write_headcounts(counts),
        }
        memory = self.known.memory
        keep_events(memory, {id(event): event for event in events}.values(), default=self.default)
        keep_places(memory, places)
        keep_counts(memory, counts, self.plan.events)
        return did

    def _look_again(self, events, places, counts):
        """Read and lock what there is of this part now; Changed where a check would fail."""
        keys = [event.existing.pk for event in events if event.existing]
        fresh = {row.pk: row for row in lock_events(Event.objects.filter(pk__in=keys))}
        prefetch_related_objects(list(fresh.values()), "projects")
        for event in events:
            if event.existing:
                event.existing = fresh.get(event.existing.pk)
                if event.existing is None or any(event.look_again()):
                    raise Changed
        people = [place.person.record.pk for place in places]
        gone = Participant.objects.filter(pk__in=people).exclude(merged_into=None)
        if gone.exists():
            raise Changed
        rows = Registration.objects.filter(event__in=keys, participant__in=people).order_by("pk")
        found = {(row.event_id, row.participant_id): row for row in rows.select_for_update()}
        recorded = Headcount.objects.filter(event__in=keys).order_by("pk")
        self.known.headcounts |= {
            (row.event_id, row.category_id, row.sex, row.age_from, row.age_to): row
            for row in recorded.select_for_update()
        }
        for place in places:
            event = place.event.existing
            place.existing = event and found.get((event.pk, place.person.record.pk))
        if any(refused_by_registers(self.plan, [[place] for place in places], counts)):
            raise Changed

    def _write_events(self, events):
        created, updated, columns, joined = [], [], set(), []
        corrections = corrections_of(self.changes, events, by=self.user)
        for event in events:
            codes = self.changes.joined_projects(event)
            if event.existing is None:
                name = "" if event.key in self.known.moved_upon else event.name
                event.existing = Event(centre=self.known.centre, import_key=name, **event.values)
                created.append(event.existing)
            elif event.values:
                columns |= event.values.keys()
                for column, value in event.values.items():
                    setattr(event.existing, column, value)
                updated.append(event.existing)
            joined += [(event, self.changes.projects[code]) for code in sorted(codes)]
        bulk.create(Event, created, by=self.user)
        for event in events:
            if twins := self.changes.twins.pop(event.key, None):
                tell_apart(event.existing, [twin.pk for twin in twins], by=self.user)
        bulk.update(Event, updated, sorted(columns), by=self.user)
        tell_invited(*updated)
        through = Event.projects.through
        through.objects.bulk_create(
            [through(event_id=event.existing.pk, project_id=row.pk) for event, row in joined]
        )
        for event, correction in corrections:
            correction.write_down(event, self.user)
        changed = {event.existing.pk for event, _row in joined} | {row.pk for row in updated}
        return {
            "created": len(created),
            "updated": len(changed - {row.pk for row in created}),
        }

    def _write_registrations(self, places):
        created, updated = [], []
        for place in places:
            state = state_of(self.plan, place)
            if state == "created":
                row = Registration(
                    event=place.event.existing,
                    participant=place.person.record,
                    source=Registration.Source.IMPORT,
                )
                created.append(self._marked(row, place))
            elif state == "updated":
                updated.append(self._marked(place.existing, place))
        keep_to_capacity([row for row in created if row.attendance == Attendance.UNMARKED])
        bulk.create(Registration, created, by=self.user)
        columns = ["attendance", "age", "marked_at", "marked_by", "category", "organisation"]
        bulk.update(Registration, updated, [*columns, *PLACE_FIELDS], by=self.user)
        return {"created": len(created), "updated": len(updated)}

    def _marked(self, registration, place):
        """The registration as the row says it: who came, as what, for whom, and how old."""
        values = self.plan.registration_values(place)
        organisation = values["organisation"]
        registration.category_id = values["category"]
        registration.organisation_id = self.organisations.get(organisation, organisation)
        was_marked = registration.attendance != Attendance.UNMARKED
        registration.attendance = attendance = values["attendance"]
        status, is_marked = registration.status, attendance != Attendance.UNMARKED
        comes_after_all = status == Registration.Status.CANCELLED and attendance in ATTENDED
        if comes_after_all or (status == Registration.Status.WAITLISTED and is_marked):
            registration.status = Registration.Status.REGISTERED
            registration.waitlisted_at = registration.placed_through = None
            registration.placed = ""
        if attendance == Attendance.UNMARKED:
            registration.age = registration.marked_at = registration.marked_by = None
            return registration
        registration.age = _age(place, registration if was_marked else None)
        registration.marked_at, registration.marked_by = self.now, self.user
        return registration

    def _write_headcounts(self, counts):
        created, updated = [], []
        for cell, rows in counts:
            key, category, sex, age_from, age_to = cell
            count = sum(row.headcount for row in rows)
            state = state_of_count(self.plan, cell, rows)
            if state == "created":
                created.append(
                    Headcount(
                        event=self.plan.events[key].existing,
                        category_id=category,
                        sex=sex,
                        age_from=age_from,
                        age_to=age_to,
                        count=count,
                    )
                )
            elif state == "updated":
                recorded = self.plan.headcount(cell)
                recorded.count = count
                updated.append(recorded)
        bulk.create(Headcount, created, by=self.user)
        bulk.update(Headcount, updated, ["count"], by=self.user)
        return {"created": len(created), "updated": len(updated)}


def _age(place, marked):
    """How old somebody was: as the row tells, else as stands there already, else as follows."""
    person, age = place.person.record, place.row.age
    if age is not None and not (person.birth_date or person.birth_year):
        return age
    if marked is not None and marked.age is not None:
        return marked.age
    return person.age_on(place.event.held_on)
