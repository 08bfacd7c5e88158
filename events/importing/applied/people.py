"""Writing people, the ages that become known by them, and who may be the same as they."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from events.importing import bulk
from events.importing.applied.writer import Writer
from events.importing.changes import Changed, Changes, Done, rows_given_an_age, without_an_age
from events.importing.people import Person, blanks_filled, most_said
from events.importing.undoing.noting import note_made
from events.lib.locks import lock_events
from events.models import Event, Registration
from participants.models import Participant, PossibleDuplicate


class PeopleWriter(Writer):
    """The people of a file.

    `places`: {key: place in the file} of those who were known before; `pairs`: {place in the file:
    the pairs of people alike of whom this is the one written last}; `apart`: so of those who were
    said to be two people.
    """

    def __init__(self, changes: Changes, **how: Any) -> None:
        super().__init__(changes, **how)
        self.places = {
            person.record.pk: place
            for place, person in enumerate(changes.people)
            if not person.is_new
        }
        self.pairs, self.apart = self._by_last(changes.pairs), self._by_last(changes.apart)

    def _by_last(self, pairs: Iterable[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for pair in pairs:
            latest = max(-key - 1 if key < 0 else self.places.get(key, -1) for key in pair)
            found[latest].append(pair)
        return found

    def write(self, numbered: Sequence[tuple[int, Person]]) -> Done:
        """Write people, the ages that become known by them, and who may be the same as they."""
        people = [person for _number, person in numbered]
        created = [person for person in people if person.is_new]
        locked = self._lock_events_of(people)  # before people, as everywhere
        updated, columns = self._filled([person for person in people if not person.is_new])
        self._look_at_chosen(people)
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
        self._keep_apart(numbered)
        return {
            "participants": {"created": len(created)},
            "registrations": {"updated": len(aged)},
            "possible_duplicates": {"created": self._write_pairs(numbered)},
        }

    def _lock_events_of(self, people: Sequence[Person]) -> set[int]:
        """The ids of the events, now locked, in which the file may make an age known."""
        known = [person.record.pk for person in people if person.gains_age and not person.is_new]
        places = without_an_age(known)
        return {row.pk for row in lock_events(Event.objects.filter(registrations__in=places))}

    def _look_at_chosen(self, people: Sequence[Person]) -> None:
        """Changed where somebody who was chosen for a line may be chosen no longer."""
        chosen = {person.record.pk for person in people if person.chosen}
        if chosen and self.changes.among.filter(pk__in=chosen).count() < len(chosen):
            raise Changed

    def _filled(self, people: Sequence[Person]) -> tuple[list[Person], set[str]]:
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

    def _keep_apart(self, numbered: Sequence[tuple[int, Person]]) -> None:
        """Remember who was said to be somebody new; that goes with them, and is nobody's change."""
        rows = self._rows(numbered, self.apart, is_different=True)
        PossibleDuplicate.objects.bulk_create(rows, batch_size=400, ignore_conflicts=True)

    def _rows(
        self,
        numbered: Sequence[tuple[int, Person]],
        pairs: dict[int, list[tuple[int, int]]],
        **facts: bool,
    ) -> list[PossibleDuplicate]:
        rows = []
        for pair in [pair for place, _person in numbered for pair in pairs[place]]:
            first, second = sorted(
                key if key > 0 else self.changes.people[-key - 1].record.pk for key in pair
            )
            rows.append(PossibleDuplicate(first_id=first, second_id=second, **facts))
        return rows

    def _write_pairs(self, numbered: Sequence[tuple[int, Person]]) -> int:
        """Keep the pairs of which both are recorded with this part, for a human to decide."""
        rows = self._rows(numbered, self.pairs)
        of_part = PossibleDuplicate.objects.filter(first__in={row.first_id for row in rows})
        before = set(of_part.values_list("pk", flat=True))
        PossibleDuplicate.objects.bulk_create(rows, batch_size=400, ignore_conflicts=True)
        pairs = {(row.first_id, row.second_id) for row in rows}
        made = [row for row in of_part if (row.first_id, row.second_id) in pairs]
        note_made(PossibleDuplicate, [row for row in made if row.pk not in before])
        return len(rows)
