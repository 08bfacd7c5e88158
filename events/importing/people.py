"""Who the named people of a file are: somebody known, or somebody new.

With a name of the file's own (`person`) it decides. Without one, somebody is the same person only
where folded names, sex and birth data are all equal; who is merely alike is a human's question.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from events.importing.downloads.names import register_of
from events.importing.known import Identity, Known, chunks, identity, identity_of
from events.importing.rows import ImportRow
from events.importing.voting import group
from events.models import Centre, Registration
from participants.models import Disability, Participant, Sex
from participants.models.participant_queryset import ParticipantQuerySet
from shkej.lib.dates import today

T = TypeVar("T")

IMPORTED = "imported"
BIRTH_COLUMNS = ("birth_date", "birth_year", "told_age", "age_told_on")
MOST_PRECISE = ("date", "year", "age")


@dataclass(slots=True)
class Person:
    """One person of the file: their rows, and the record that they have (None for a new one).

    `found_as`: {row number: key of the record by which it was recognised, before all merges}.
    `is_new`: the record is made by this import; `gains_age`: it knew no age before; `chosen`: the
    numbers of the rows of which somebody said that they are of this record.
    """

    record: Participant | None
    import_key: str = ""
    rows: list[ImportRow] = field(default_factory=list)
    fills: dict[str, Any] = field(default_factory=dict)
    found_as: dict[int, int] = field(default_factory=dict)
    is_new: bool = False
    gains_age: bool = False
    takes_no_phone: bool = False  # whom one may not get in touch with, and of whom none is known
    chosen: set[int] = field(default_factory=set)


def most_said(values: Iterable[T | None]) -> T | None:
    """The value given most often; of equals one that the order of the rows does not decide."""
    counts = Counter(value for value in values if value)
    if not counts:
        return None
    return max(counts, key=lambda value: (counts[value], *_preference(value)))


def _preference(value: object) -> tuple[bool, str]:
    """Of two spellings the one that is not all in capitals or small letters, then by letters."""
    text = str(value)
    return (text not in (text.upper(), text.lower()), text)


def resolve(rows: Sequence[ImportRow], known: Known) -> tuple[list[Person], dict[int, Person]]:
    """The people of these rows, and {row number: person}."""
    by_key = group([row for row in rows if row.person], lambda row: row.person)
    by_identity = group([row for row in rows if not row.person], row_identity)
    people = _People(known)
    for key, of_person in sorted(by_key.items()):
        people.add_keyed(key, of_person)
    people.index()
    for facts, of_person in by_identity.items():
        people.add_unnamed(facts, of_person)
    _keep_out_phones(people.found)
    for person in people.found:
        if person.record:
            person.fills = blanks_filled(person)
    by_row = {row.number: person for person in people.found for row in person.rows}
    return people.found, by_row


def _keep_out_phones(people: Sequence[Person]) -> None:
    """Tell those whom one may not get in touch with that the file's phone is not for them."""
    lacking = {
        person.record.pk: person
        for person in people
        if person.record and not person.record.phone and any(row.phone for row in person.rows)
    }
    for part in chunks(lacking):
        found = Participant.objects.filter(pk__in=part)
        may = set(found.contactable(today()).values_list("pk", flat=True))
        for pk in set(part) - may:
            lacking[pk].takes_no_phone = True


def row_identity(row: ImportRow) -> Identity:
    """The identity of somebody for whom the file has no name of its own."""
    return identity(row.first_name, row.father_name, row.last_name, row.sex, row.birth)


class _People:
    def __init__(self, known: Known) -> None:
        self.known = known
        self.found: list[Person] = []
        self.by_record: dict[int, Person] = {}
        self.by_identity: dict[Identity, list[tuple[str, Person | Participant]]] = defaultdict(list)

    def _add_to_record(self, record: Participant, rows: Sequence[ImportRow]) -> None:
        kept = self.known.kept(record)
        if kept.pk not in self.by_record:
            person = Person(record=kept)
            self.by_record[kept.pk] = person
            self.found.append(person)
        person = self.by_record[kept.pk]
        person.rows += rows
        person.found_as |= {row.number: record.pk for row in rows}

    def add_keyed(self, key: str, rows: list[ImportRow]) -> None:
        """Somebody whom the file names: known by that name since an earlier import, or new."""
        record = self.known.by_key.get(key)
        if record is None or register_of(key):  # somebody may have said who it is
            record = self.known.remembered(rows[0])
        if record:
            self._add_to_record(record, rows)
        elif not self._add_to_chosen(rows):
            self.found.append(Person(record=None, import_key=key, rows=rows))

    def _add_to_chosen(self, rows: Sequence[ImportRow]) -> bool:
        """Let the rows be of the one who was chosen for them; whether there is one."""
        record = self.known.chosen_person(rows[0])
        if record is not None:
            self._add_to_record(record, rows)
            chosen = self.by_record[self.known.kept(record).pk].chosen
            chosen.update(row.number for row in rows)
        return record is not None

    def index(self) -> None:
        """By identity, as it will be recorded: what is known, and who is new by a file's name.

        What this file fills in counts already; else a second import would not find them again.
        """
        for facts, records in self.known.by_name.items():
            for record in records:
                if record.pk not in self.by_record:
                    self.by_identity[facts].append((record.import_key, record))
        for person in self.found:
            if person.record is None:
                values = new_values(person.rows)
                self.by_identity[identity_of_values(values)].append((person.import_key, person))
            else:
                filled = _filled(person)
                self.by_identity[identity_of(filled)].append(
                    (person.record.import_key, person.record)
                )

    def add_unnamed(self, facts: Identity, rows: list[ImportRow]) -> None:
        """Somebody without a name of the file's own, found by their facts or new.

        Where several have the same facts, one that no file names goes before the others; where
        files name all of them they are different people, and this is another one.
        """
        if record := self.known.remembered(rows[0]):
            self._add_to_record(record, rows)
            return
        if self._add_to_chosen(rows):
            return
        candidates = self.by_identity.get(facts, [])
        # Persons are here by the file's names alone; whoever has none is recorded.
        unnamed = [row for key, row in candidates if not key and isinstance(row, Participant)]
        if len({self._final(found) for _key, found in candidates}) > 1:
            found: Person | Participant | None = (
                min(unnamed, key=lambda record: record.pk) if unnamed else None
            )
        else:
            found = candidates[0][1] if candidates else None
        if found is None:
            self.found.append(Person(record=None, rows=rows))
        elif isinstance(found, Person):
            found.rows = found.rows + rows
        else:
            self._add_to_record(found, rows)

    def _final(self, found: Person | Participant) -> int:
        return id(found) if isinstance(found, Person) else self.known.kept(found).pk


def identity_of_values(values: dict[str, Any]) -> Identity:
    return identity_of(Participant(**{**values, "category_id": None}))


def _filled(person: Person) -> Participant:
    """The record as it will be once the blanks are filled from the rows that name the person."""
    columns = ("first_name", "father_name", "last_name", "sex", *BIRTH_COLUMNS)
    values = {column: getattr(person.record, column) for column in columns}
    fills = blanks_filled(person)
    return Participant(**{**values, **{key: fills[key] for key in fills if key in values}})


def new_values(rows: Sequence[ImportRow]) -> dict[str, Any]:
    """The columns of a new participant, from all rows about them, in whatever order."""
    name = most_said((row.first_name, row.last_name) for row in rows)
    return {
        "first_name": name[0],
        "last_name": name[1],
        "father_name": most_said(row.father_name for row in rows) or "",
        **_facts(rows),
    }


def _facts(rows: Sequence[ImportRow]) -> dict[str, Any]:
    disability = most_said(row.disability for row in rows if row.disability != Disability.UNKNOWN)
    return {
        "sex": most_said(row.sex for row in rows if row.sex != Sex.UNKNOWN) or Sex.UNKNOWN,
        "phone": most_said(row.phone for row in rows) or "",
        "disability": disability or Disability.UNKNOWN,
        "disability_method": IMPORTED if disability else "",
        **_birth(rows),
    }


def _birth(rows: Sequence[ImportRow]) -> dict[str, Any]:
    """The most precise fact about the age; of told ages that of the earliest event."""
    facts = dict.fromkeys(BIRTH_COLUMNS)
    for kind in MOST_PRECISE:
        told = [row for row in rows if row.birth and row.birth.kind == kind]
        if not told:
            continue
        if kind == "age":
            first = min(told, key=lambda row: (row.day, row.age))
            facts |= {"told_age": first.age, "age_told_on": first.day}
        else:
            facts[f"birth_{kind}"] = most_said(row.birth.value for row in told)
        break
    return facts


def blanks_filled(person: Person) -> dict[str, Any]:
    """What the rows know of a recorded person and the record does not; nothing is overwritten.

    Names, sex and age come only from rows that call the person by the file's own name, or for
    which somebody chose the person: other rows were matched by these very facts.
    """
    record = person.record
    news = [row for row in person.rows if not row.knows_person]
    facts = _facts(news)
    named = [row for row in news if row.person or row.number in person.chosen]
    fills = {}
    if not record.phone and facts["phone"] and not person.takes_no_phone:
        fills["phone"] = facts["phone"]
    if record.disability == Disability.UNKNOWN and facts["disability"] != Disability.UNKNOWN:
        fills["disability"] = facts["disability"]
        fills["disability_method"] = IMPORTED
    if not named:
        return fills
    facts = new_values(named)
    for column in ("last_name", "father_name"):
        if not getattr(record, column) and facts[column]:
            fills[column] = facts[column]
    if record.sex == Sex.UNKNOWN and facts["sex"] != Sex.UNKNOWN:
        fills["sex"] = facts["sex"]
    if not record.has_age_fact:
        fills |= {column: facts[column] for column in BIRTH_COLUMNS if facts[column] is not None}
    return fills


def people_of(centre: Centre, user: User | None) -> ParticipantQuerySet:
    """The people whom an import may recognise: those the user sees, or those of the centre."""
    if user is not None:
        return Participant.objects.visible_to(user)
    met = Registration.objects.filter(participant=OuterRef("pk"), event__centre=centre)
    return Participant.objects.filter(Q(centre=centre) | Exists(met))
