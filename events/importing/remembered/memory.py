"""What is remembered of the rows of a file, read in few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from events.importing.downloads.names import is_of_register, register_of
from events.importing.known import CountKey, chunks
from events.importing.remembered.keys import Keys, all_keys
from events.importing.rows import EventKey, ImportRow, RowCells, RowNumber
from events.models import Centre
from events.models.imported import ImportedEvent, ImportedRow


@dataclass
class Memory:
    """What earlier files of `centre` brought, as far as `rows` are about it.

    `events`: {event key: (id of the event, {column: hash}, keys)}. `places`: {(event key, who):
    ImportedRow}, `who` by the newest keys. `people`: {who: ids of participants}. `corrected`: what
    rows of the file became that are none of `rows`, for they were corrected then; `listed`: such
    rows as the list has them. `partly`: the groups of which such a row is one, and the other rows
    count otherwise now. `out`: [(cells, the how many of those that read so)] of the rows that
    somebody left out; `taken_again`: ids of what is kept of rows that were left out, and are not
    now.
    """

    rows: Sequence[ImportRow]
    centre: Centre
    is_blank: bool = False
    corrected: Mapping[RowNumber, ImportedRow] = field(default_factory=dict)
    listed: Sequence[ImportRow] = ()
    out: Sequence[tuple[RowCells, int]] = ()
    taken_again: Collection[int] = ()
    events: dict[EventKey, tuple[int, dict[str, str], Keys]] = field(default_factory=dict)
    places: dict[tuple[EventKey, str], Any] = field(default_factory=dict)
    people: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    partly: set[CountKey] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Look everything up."""
        newest, *_older = self.all_keys = all_keys()
        self.newest = newest
        named = [row for row in self.rows if row.is_named]
        self.who = {row.number: newest.who(row) for row in named}
        # The names of a downloaded register say who it is; nothing else does.
        known = [row for row in self.rows if not self.is_blank or is_of_register(row.event)]
        for keys in self.all_keys:
            self._find_events(keys, known)
            self._find_places(keys, [row for row in known if row.is_named])

    def _kept(self, model: type[Model], column: str, values: Iterable[str]) -> Iterator[Any]:
        for part in chunks(values):
            yield from model.objects.filter(centre=self.centre, **{f"{column}__in": part})

    def _find_events(self, keys: Keys, rows: Sequence[ImportRow]) -> None:
        wanted = {keys.event(row.event_key): row.event_key for row in rows}
        for kept in self._kept(ImportedEvent, "key", wanted):
            said = {} if self.is_blank else kept.said
            self.events.setdefault(wanted[kept.key], (kept.event_id, said, keys))

    def _find_places(self, keys: Keys, named: Sequence[ImportRow]) -> None:
        wanted = {keys.place(row): row for row in named}
        for kept in self._kept(ImportedRow, "key", wanted):
            row = wanted[kept.key]
            self.places.setdefault((row.event_key, self.who[row.number]), (kept, keys))
        people = {keys.who(row): self.who[row.number] for row in named}
        for part in chunks(people):
            found = ImportedRow.objects.filter(centre=self.centre, who__in=part)
            for who, person in found.values_list("who", "person").distinct():
                self.people[people[who]].add(person)

    def mark_counts(self, counts: dict[CountKey, list[ImportRow]]) -> None:
        """Tell the rows of groups {cell: rows} which of them were counted just so before.

        Of a group of which a row was corrected then, the others count as much as they did.
        """
        rests = {kept.who: kept.of_person for kept in self.corrected.values()}
        for keys in [] if self.is_blank else self.all_keys:
            wanted = {keys.cell(cell): cell for cell in counts}
            for kept in self._kept(ImportedRow, "key", wanted):
                rows = counts[wanted[kept.key]]
                rest = rests.get(kept.key)
                if keys.count(sum(row.headcount for row in rows)) == (rest or kept.of_place):
                    for row in rows:
                        row.knows_person = row.knows_place = True
                elif rest:
                    self.partly.add(wanted[kept.key])

    def counted_before(self, cells: Iterable[CountKey]) -> dict[CountKey, tuple[Any, Keys]]:
        """{cell: (ImportedRow, keys)} of those of `cells` that some file counted.

        Its `who` is the hash of the name of the line that did, in a downloaded register.
        """
        found: dict[CountKey, tuple[Any, Keys]] = {}
        for keys in self.all_keys:
            wanted = {keys.cell(cell): cell for cell in cells}
            for kept in self._kept(ImportedRow, "key", wanted):
                found.setdefault(wanted[kept.key], (kept, keys))
        return found

    def mark_places(self) -> None:
        """Tell each named row what of it was imported already.

        Two rows of one person at one event that say different things tell nothing: else the file
        would be taken now by the one and now by the other. Of two lines of a downloaded register
        with one name the second is refused, so each is looked at by itself.
        """
        of_place = defaultdict(list)
        for row in self.rows:
            if row.is_named and not self.is_blank:
                line = row.number if register_of(row.person) else None
                of_place[row.event_key, self.who[row.number], line].append(row)
        for (event_key, who, _line), rows in of_place.items():
            kept, keys = self.places.get((event_key, who), (None, None))
            if kept is None:
                continue
            knows_person = all(keys.said_of_person(row) == kept.of_person for row in rows)
            knows_place = all(keys.said_of_place(row) == kept.of_place for row in rows)
            for row in rows:
                row.knows_person, row.knows_place = knows_person, knows_place
                if register_of(row.person):
                    row.untouched = keys.untouched(row, kept.of_place)

    def says_same_person(self, row: ImportRow) -> bool:
        """Whether a row tells of the person just what an earlier file told."""
        kept, keys = self.places.get((row.event_key, self.who[row.number]), (None, None))
        return kept is not None and keys.said_of_person(row) == kept.of_person

    def news_of_event(self, event_key: EventKey, said: dict[str, Any]) -> dict[str, Any]:
        """What of `said` of an event no earlier file said just so: that alone may change it."""
        if event_key not in self.events:
            return said
        _event, before, keys = self.events[event_key]
        return {
            column: value
            for column, value in said.items()
            if before.get(column) != keys.fact(column, value)
        }
