"""What the database has already of the things in a file, read in few queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from accounts.models import User
from events.importing.downloads.names import register_of
from events.importing.rows import EventKey, ImportRow, StatedBirth, birth_of
from events.importing.unsure.decisions import Decisions
from events.importing.unsure.meetings import decided_events
from events.importing.voting import group
from events.lib.twins.finding import Logged, logged_on
from events.models import Centre, Event, Headcount, Registration
from events.models.access import PLACES
from participants.models import Category, Participant
from participants.models.participant_queryset import ParticipantQuerySet
from partners.models import Organisation
from shkej.lib.albanian import fold

if TYPE_CHECKING:
    from events.importing.remembered.memory import Memory

T = TypeVar("T", int, str)

# What makes somebody the same person: folded names, sex, birth.
Identity = tuple[str, str, str, str, StatedBirth | None]
# A group of people counted at an event: category, sex, first and last age.
CountKey = tuple[EventKey, int, str, int | None, int | None]
CountedGroup = tuple[CountKey, list[ImportRow]]

CHUNK = 500
SCOPE_CHUNK = 20_000


def chunks(values: Iterable[T], size: int = CHUNK) -> list[list[T]]:
    """Sorted values in parts that fit into one query."""
    ordered = sorted(values)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def identity(
    first_name: str, father_name: str, last_name: str, sex: str, birth: StatedBirth | None
) -> Identity:
    """What makes somebody the same person where the file has no name of its own for them."""
    return (fold(first_name), fold(father_name), fold(last_name), str(sex), birth)


def identity_of(participant: Participant) -> Identity:
    """The identity of a person as recorded."""
    return identity(
        participant.first_name,
        participant.father_name,
        participant.last_name,
        participant.sex,
        birth_of(participant),
    )


class Known:
    """The events, people, registrations and headcounts that rows may be about.

    `among`: the people that may be matched by their names; `centre`: where everything happens;
    `are_other_meetings`: events that look like ones logged already are others, by the user's word;
    `chosen`: the one of which the list is, by the user's word, or None; `reader`: who imports, or
    None for whoever runs the machine; `decided`: who lines are, by the user's word.
    """

    def __init__(
        self,
        rows: Sequence[ImportRow],
        *,
        centre: Centre,
        among: ParticipantQuerySet,
        memory: "Memory",
        are_other_meetings: bool = False,
        chosen: Event | None = None,
        reader: User | None = None,
        decided: Decisions | None = None,
    ) -> None:
        self.chosen, self.centre, self.are_other_meetings = chosen, centre, are_other_meetings
        self.memory, self.decided = memory, decided or Decisions()
        self.people: dict[int, Participant] = {}
        # Names and days under which another event of the file stands now.
        self.moved_upon: set[EventKey] = set()
        self.events = self._events(rows)
        self.new_days = {row.day for row in rows if row.event_key not in self.events}
        self.organisations = self._organisations()
        self.categories = {category.pk: category for category in Category.objects.all()}
        self.positions = {pk: category.position for pk, category in self.categories.items()}
        self.other = next(pk for pk, row in self.categories.items() if row.code == "other")
        memory.mark_places()
        memory.mark_counts(counts_of(rows, self.other))
        self._keep_remembered()
        named = [row for row in rows if row.is_named and not row.is_old]
        self.by_key = self._by_key({row.person for row in named if row.person})
        self.by_name = self._by_name([row for row in named if not row.person], among)
        self._keep_chosen()
        self._load_kept()
        self.choosable = self._choosable(among)
        self.in_reach = self._in_reach(rows, among)
        ids = [event.pk for event in self.events.values()]
        self.kept_back = self._kept_back(reader)
        self.registrations = {
            (row.event_id, row.participant_id): row
            for part in chunks(ids)
            for row in Registration.objects.filter(event__in=part)
        }
        self.headcounts = {
            (row.event_id, row.category_id, row.sex, row.age_from, row.age_to): row
            for part in chunks(ids)
            for row in Headcount.objects.filter(event__in=part)
        }

    def _kept_back(self, reader: User | None) -> set[int]:
        """The ids of the sensitive events found whose names are not for `reader`."""
        secret = {event.pk for event in self.events.values() if event.is_sensitive}
        if reader is None or not secret:
            return set()
        told = Event.objects.visible_to(reader, PLACES).filter(pk__in=secret)
        return secret - set(told.values_list("pk", flat=True))

    @cached_property
    def logged(self) -> dict[date, list[Logged]]:
        """{day: logged events} near those that are to be made; none that the file names itself."""
        own = {event.pk for event in self.events.values()}
        logged = logged_on(self.new_days, centre=self.centre)
        return {
            day: [row for row in rows if row.event.pk not in own] for day, rows in logged.items()
        }

    def kept(self, record: Participant) -> Participant:
        """The person that a record stands for, once all merges are followed."""
        while record.merged_into_id:
            record = self.people[record.merged_into_id]
        return record

    def remembered(self, row: ImportRow) -> Participant | None:
        """The record that somebody became by an earlier file, as it was found; None if unsure."""
        found = self.memory.people.get(self.memory.who[row.number], ())
        records = [self.people[pk] for pk in sorted(found) if pk in self.people]
        if len({self.kept(record).pk for record in records}) != 1:
            return None
        if register_of(row.person) and self.kept(records[0]).pk not in self.in_reach:
            return None
        return records[0]

    def chosen_person(self, row: ImportRow) -> Participant | None:
        """Whom somebody chose for the line, as long as the importer may: merges are followed."""
        decision = self.decided.by_line.get(self.memory.who[row.number])
        record = self.people.get(decision.person or 0) if decision else None
        return record if record and self.kept(record).pk in self.choosable else None

    def _keep_chosen(self) -> None:
        chosen = {row.person for row in self.decided.by_line.values() if row.person}
        for part in chunks(chosen):
            list(self._keep(Participant.objects.filter(pk__in=part)))

    def _choosable(self, among: ParticipantQuerySet) -> set[int]:
        """The ids of those who were chosen, or whom they were merged into, still to be chosen."""
        chosen = {row.person for row in self.decided.by_line.values() if row.person}
        kept = {self.kept(self.people[pk]).pk for pk in chosen if pk in self.people}
        return {
            pk
            for part in chunks(kept)
            for pk in among.current().filter(pk__in=part).values_list("pk", flat=True)
        }

    def _in_reach(self, rows: Sequence[ImportRow], among: ParticipantQuerySet) -> set[int]:
        """The ids of those whom the lines of downloaded registers mean, as far as one may know."""
        found = {
            self.kept(self.people[pk]).pk
            for row in rows
            if row.is_named and register_of(row.person)
            for pk in self.memory.people.get(self.memory.who[row.number], ())
            if pk in self.people
        }
        return {
            pk
            for part in chunks(found)
            for pk in among.filter(pk__in=part).values_list("pk", flat=True)
        }

    def old_record(self, row: ImportRow) -> Participant:
        """The record that a row became that was imported before."""
        kept, _keys = self.memory.places[row.event_key, self.memory.who[row.number]]
        return self.people[kept.person]

    def _keep_remembered(self) -> None:
        ids = {pk for found in self.memory.people.values() for pk in found}
        ids |= {kept.person for kept, _keys in self.memory.places.values()}
        for part in chunks(ids):
            list(self._keep(Participant.objects.filter(pk__in=part)))

    def _events(self, rows: Sequence[ImportRow]) -> dict[EventKey, Event]:
        """Those that files called so before, wherever they are now; else by name and day."""
        keys = {row.event_key for row in rows}
        remembered = {key: pk for key, (pk, *_rest) in self.memory.events.items()}
        events: dict[int, Event] = {}
        for part in chunks(remembered.values()):
            events |= {
                row.pk: row
                for row in Event.objects.filter(pk__in=part).prefetch_related("projects")
            }
        found = {key: events[pk] for key, pk in remembered.items()}
        self.decided_events = decided_events(keys - found.keys(), self.decided, self.centre)
        found |= self.decided_events
        if self.chosen is not None:
            found |= {key: self.chosen for key in keys if key[1] == self.chosen.starts_on}
        for names in chunks({name for name, _day in keys - found.keys()}):
            named = Event.objects.filter(centre=self.centre, import_key__in=names)
            for event in named.prefetch_related("projects"):
                key = (event.import_key, event.starts_on)
                if key not in keys or key in found:
                    continue
                if event.pk in events:
                    self.moved_upon.add(key)
                else:
                    found[key] = event
        return found

    def _organisations(self) -> dict[str, int]:
        """{folded name: id}; also keeps `organisation_names`, the names of each."""
        found: dict[str, int] = {}
        self.organisation_names: dict[int | None, set[str]] = {}
        rows = Organisation.objects.order_by("-is_active", "pk")
        for pk, *names in rows.values_list("pk", "name_sq", "name_en"):
            self.organisation_names[pk] = {fold(name) for name in names if name}
            for name in filter(None, names):
                found.setdefault(fold(name), pk)
        return found

    def _keep(self, queryset: Iterable[Participant]) -> Iterator[Participant]:
        for person in queryset:
            self.people.setdefault(person.pk, person)
            yield self.people[person.pk]

    def _by_key(self, keys: Iterable[str]) -> dict[str, Participant]:
        return {
            person.import_key: person
            for part in chunks(keys)
            for person in self._keep(
                Participant.objects.filter(centre=self.centre, import_key__in=part)
            )
        }

    def _by_name(
        self, rows: Sequence[ImportRow], among: ParticipantQuerySet
    ) -> dict[Identity, list[Participant]]:
        """Records by their identity, the oldest first: those whose names some row has.

        The reader's scope is asked of all candidates at once, for it can be a costly question.
        """
        search_name = Participant._meta.get_field("search_name")
        names = {
            search_name.derive([row.first_name, row.father_name, row.last_name]) for row in rows
        }
        candidates = {
            person.pk: person
            for part in chunks(names)
            for person in Participant.objects.filter(search_name__in=part)
        }
        found = defaultdict(list)
        for part in chunks(candidates, SCOPE_CHUNK):
            for pk in sorted(among.filter(pk__in=part).values_list("pk", flat=True)):
                [person] = self._keep([candidates[pk]])
                found[identity_of(person)].append(person)
        return found

    def _load_kept(self) -> None:
        """The people into which those found were merged, and so on."""
        while missing := {
            person.merged_into_id
            for person in self.people.values()
            if person.merged_into_id and person.merged_into_id not in self.people
        }:
            for part in chunks(missing):
                list(self._keep(Participant.objects.filter(pk__in=part)))


def counts_of(rows: Iterable[ImportRow], other: int) -> dict[CountKey, list[ImportRow]]:
    """{(event key, category, sex, age from, age to): the rows of that headcount}.

    `other`: the category of those that name none.
    """
    return group(
        [row for row in rows if not row.is_named],
        lambda row: (
            row.event_key,
            row.category or other,
            str(row.sex),
            row.age_from,
            row.age_to,
        ),
    )
