"""What a plan makes of the database, worked out by reading alone."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from events.importing.known import CountKey, Known, chunks, counts_of
from events.importing.people import BIRTH_COLUMNS, Person, most_said, new_values
from events.importing.planned.events import PlannedEvent
from events.importing.planning import ImportPlan, PlannedPlace
from events.importing.rows import ImportRow
from events.importing.unsure.decisions import Decision
from events.importing.unsure.lines import likeliest
from events.inviting.asking import Notification
from events.inviting.notifying import would_notify
from events.models import Attendance, Registration
from events.models.registration_queryset import RegistrationQuerySet
from participants.duplicates.pairs import likenesses, not_kept_yet
from participants.models import Participant
from participants.models.participant_queryset import ParticipantQuerySet
from partners.models import Organisation, Project

Done = dict[str, dict[str, int]]  # {kind of row: {"created", "updated" …: how many}}


class Changed(Exception):
    """Something is no longer as it was when the file was checked."""


def nothing_done() -> Done:
    """The figures of an import that did nothing."""
    return {
        "events": {"created": 0, "updated": 0},
        "participants": {"created": 0, "matched": 0},
        "registrations": {"created": 0, "updated": 0, "unchanged": 0},
        "headcounts": {"created": 0, "updated": 0, "unchanged": 0},
    }


@dataclass
class Changes:
    """The rows that a plan makes, not saved yet, and whom it changes.

    `projects`: {casefolded code: Project}, to which new ones are added. `project`: for events that
    name none, or None. `among`: the people of whom somebody may be a duplicate. `own`: ids of those
    whom an import of this very file made before it was cut off: nobody is asked about them.

    `people`: who is written, those who were chosen for a line at last. By places in it: `alike` has
    {somebody new: ids of known people, the likeliest first}, `waiting` those of whom is asked who
    they are, `others` those who are new by what was said of all the others. `pairs`: possible
    duplicates; `apart`: who was said to be two people.
    """

    plan: ImportPlan
    known: Known
    projects: dict[str, Project]
    project: Project | None
    among: ParticipantQuerySet
    own: Container[int] = ()
    new_projects: list[Project] = field(init=False)
    new_organisations: dict[str, Organisation] = field(init=False)
    people: list[Person] = field(init=False)

    def __post_init__(self) -> None:
        """Work it out; people get their records, which are saved later."""
        self.twins = dict(self.plan.twins)  # before new people seem to have been there
        self.organisations = dict(self.known.organisations)
        self.new_projects = self._projects()
        self.projects |= {row.code.casefold(): row for row in self.new_projects}
        self.new_organisations = self._organisations()
        self.people = [person for person in self.plan.people if self._prepare(person)]
        scores = likenesses([person.record for person in self.people], self.among)
        self.alike = likeliest(scores, self.own)
        self.waiting, self.others = self._undecided()
        pairs = [pair for pair in scores if not self._is_asked(pair)]
        self.apart = sorted(pair for pair in pairs if self._is_apart(pair))
        self.pairs = not_kept_yet(sorted(set(pairs) - set(self.apart)))
        written = set(map(id, self.people))
        self.people += [p for p in self.plan.people if p.chosen and id(p) not in written]

    def _undecided(self) -> tuple[set[int], set[int]]:
        """(places of people about whom is asked, of those who are new with all the others).

        Who was chosen and may be chosen no longer is asked about once more.
        """
        waiting: set[int] = set()
        others: set[int] = set()
        decided = self.known.decided
        for place, person in enumerate(self.people if decided.asks else []):
            decision = self._decision(person) if person.is_new else None
            if decision is not None and decision.person is not None:
                waiting.add(place)
            elif person.is_new and decision is None and place in self.alike:
                (others if decided.others_are_new else waiting).add(place)
        return waiting, others

    def _decision(self, person: Person) -> Decision | None:
        who = self.known.memory.who[person.rows[0].number]
        return self.known.decided.by_line.get(who)

    def _is_asked(self, pair: tuple[int, int]) -> bool:
        """Whether a pair is of somebody new about whom is asked, and somebody known."""
        lower, higher = pair
        return lower < 0 < higher and -lower - 1 in self.waiting

    def _is_apart(self, pair: tuple[int, int]) -> bool:
        """Whether the known one of a pair was shown when it was said that the other is new."""
        lower, higher = pair
        if not lower < 0 < higher:
            return False
        decision = self._decision(self.people[-lower - 1])
        return decision is not None and decision.person is None and higher in decision.shown

    def counts(self) -> Done:
        """What it would do, in the shape of the command's answer."""
        counts = nothing_done()
        for event in self.plan.events.values():
            if event.existing is None:
                counts["events"]["created"] += 1
            elif event.values or self.joined_projects(event):
                counts["events"]["updated"] += 1
        new = sum(person.is_new for person in self.people)
        counts["participants"] = {"created": new, "matched": len(self.plan.people) - new}
        aged = {row.pk for row in rows_given_an_age(self.people)}
        for [place, *_same] in self.plan.places.values():
            is_aged = place.existing is not None and place.existing.pk in aged
            counts["registrations"][state_of(self.plan, place, is_aged=is_aged)] += 1
        known = {p[0].existing.pk for p in self.plan.places.values() if p[0].existing}
        counts["registrations"]["updated"] += len(aged - known)
        for cell, rows in self.plan.counts.items():
            counts["headcounts"][state_of_count(self.plan, cell, rows)] += 1
        self._count_old(counts)
        return counts

    def _count_old(self, counts: Done) -> None:
        """Add what was imported before: it is known, and stays as it is."""
        old = [row for row in self.plan.rows if row.is_old]
        named = [row for row in old if row.is_named]
        of_file = {id(person.record) for person in self.plan.people}
        records = {id(self.known.kept(self.known.old_record(row))) for row in named}
        counts["participants"]["matched"] += len(records - of_file)
        places = {(row.event_key, id(self.known.kept(self.known.old_record(row)))) for row in named}
        counts["registrations"]["unchanged"] += len(places)
        groups = counts_of([row for row in old if not row.is_named], self.known.other)
        counts["headcounts"]["unchanged"] += len(groups)

    @cached_property
    def would_notify(self) -> Notification:
        """The `Notification` of the partners who are invited to what is there, and would change."""
        changed = [event for event in self.plan.events.values() if event.existing and event.values]
        return would_notify([event.becomes for event in changed])

    def people_alike(self, shown: int) -> list[tuple[Participant, Participant]]:
        """The first of the pairs who may be the same, for a reader."""
        keys = {key for pair in self.pairs[:shown] for key in pair if key > 0}
        found = Participant.objects.in_bulk(keys)
        return [
            tuple(found[key] if key > 0 else self.people[-key - 1].record for key in pair)
            for pair in self.pairs[:shown]
        ]

    def joined_projects(self, event: PlannedEvent) -> set[str]:
        """The projects (casefolded codes) that an event is added to; none is taken away."""
        told = event.stated_projects(self.project)
        wanted = set(told)
        if told and not self.known.memory.news_of_event(event.key, {"project": told}):
            wanted = set()  # whoever took it away since an earlier file had a reason
        if event.existing is None:
            return wanted
        return wanted - {row.code.casefold() for row in event.existing.projects.all()}

    def fill(self, person: Person) -> set[str]:
        """Give a record what it lacks and the file knows; returns the columns."""
        record, fills = person.record, dict(person.fills)
        organisation = most_said(row.organisation[0] for row in person.rows if row.organisation)
        if organisation and not record.organisation_id:
            fills["organisation_id"] = self.organisations.get(organisation)
        for column, value in fills.items():
            setattr(record, column, value)
        person.gains_age = bool(fills.keys() & set(BIRTH_COLUMNS))
        if fills and record.needs_completion:
            record.needs_completion = bool(record.lacks)
        return {column.removesuffix("_id") for column in fills}

    def _prepare(self, person: Person) -> bool:
        if person.record is not None:
            return bool(self.fill(person))
        person.is_new = True
        person.record = Participant(
            centre=self.known.centre,
            import_key=person.import_key,
            category_id=self.plan.usual_category(person),
            **new_values(person.rows),
        )
        person.record.needs_completion = bool(person.record.lacks)
        return True

    def _projects(self) -> list[Project]:
        spellings: dict[str, list[str]] = {}
        for event in self.plan.events.values():
            for key, written in event.new_projects.items():
                spellings.setdefault(key, []).extend(written)
        codes = [most_said(written) for _key, written in sorted(spellings.items())]
        return [Project(code=code, title_sq=code, needs_completion=True) for code in codes]

    def _organisations(self) -> dict[str, Organisation]:
        spellings: dict[str, list[str]] = {}
        for row in self.plan.rows:
            if row.organisation and row.organisation[0] not in self.organisations:
                spellings.setdefault(row.organisation[0], []).append(row.organisation[1])
        return {
            key: Organisation(name_sq=most_said(written), needs_completion=True)
            for key, written in sorted(spellings.items())
        }


def state_of(plan: ImportPlan, place: PlannedPlace, *, is_aged: bool = False) -> str:
    """What becomes of a place: "created", "updated" or "unchanged"."""
    if place.row.knows_place and not is_aged:
        return "unchanged"
    if place.existing is None:
        return "created"
    return "updated" if is_aged or plan.differs(place) else "unchanged"


def state_of_count(plan: ImportPlan, cell: CountKey, rows: Sequence[ImportRow]) -> str:
    """What becomes of a headcount: "created", "updated" or "unchanged"."""
    recorded = plan.headcount(cell)
    if recorded is None:
        return "created"
    is_equal = recorded.count == sum(row.headcount for row in rows)
    return "unchanged" if is_equal else "updated"


def without_an_age(people: Iterable[int]) -> RegistrationQuerySet:
    """Attendances of `people` (ids) on open registers of which nobody knew the age."""
    rows = Registration.objects.filter(participant__in=people, age=None)
    rows = rows.exclude(attendance=Attendance.UNMARKED)
    return rows.filter(event__register_closed_at=None)


def rows_given_an_age(people: Iterable[Person]) -> list[Registration]:
    """Earlier attendances, where nobody knew it, with the age that this file made known.

    So a file in two parts counts as the whole file would. Closed registers stay as they are.
    """
    records = {p.record.pk: p.record for p in people if p.gains_age and not p.is_new}
    found = []
    for part in chunks(records):
        for row in without_an_age(part).select_related("event"):
            row.age = records[row.participant_id].age_on(row.event.starts_on)
            if row.age is not None:
                found.append(row)
    return found
