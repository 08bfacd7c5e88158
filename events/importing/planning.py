"""What an import would do: which rows stand, and what they make of events, people and places.

The plan is made again without the rows that turned out bad until nothing contradicts itself, so
that it is the plan of a file that has only the good rows.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypedDict

from django.utils.translation import gettext as _

from events.importing import people
from events.importing.downloads.checks import not_of_this_register
from events.importing.downloads.since import changed_here_too
from events.importing.known import CountKey, Known, counts_of
from events.importing.parsing import MOST_COUNTED
from events.importing.people import Person
from events.importing.planned.births import births_that_cannot_be
from events.importing.planned.called_twice import called_twice
from events.importing.planned.events import PlannedEvent
from events.importing.planned.listed_twice import listed_twice
from events.importing.planned.registers import refused_by_registers
from events.importing.rows import EventKey, ImportRow, Problem
from events.importing.voting import event_conflicts, group, person_conflicts
from events.lib.twins.asking import question_about
from events.lib.twins.finding import twins_of
from events.models import Attendance, Event, Headcount, Registration
from events.models.registrations import ATTENDED


def plan_of(rows: Sequence[ImportRow], known: Known) -> tuple["ImportPlan", list[Problem]]:
    """The plan of the rows that stand, and the problems of the others."""
    problems: list[Problem] = []
    while True:
        plan = ImportPlan(rows, known)
        found = next(filter(None, (list(check()) for check in plan.checks)), None)
        if not found:
            return plan, problems
        problems += found
        bad = {problem.row for problem in found}
        rows = [row for row in rows if row.number not in bad]


@dataclass(slots=True)
class PlannedPlace:
    """One person at one event: the row that says so, and the registration there is.

    `same`: the other rows that say it too.
    """

    row: ImportRow
    event: PlannedEvent
    person: Person
    existing: Registration | None
    same: list[ImportRow] = field(default_factory=list)


class RegistrationValues(TypedDict):
    """What a registration is to say; an organisation not recorded yet by its folded name."""

    attendance: str
    category: int
    organisation: int | str | None


class ImportPlan:
    """What the good rows say, worked out from all of them at once."""

    def __init__(self, rows: Sequence[ImportRow], known: Known) -> None:
        self.rows, self.known = rows, known
        self.news = [row for row in rows if not row.is_old]
        self.checks = [
            self._names_kept_back,
            lambda: not_of_this_register(self),
            lambda: event_conflicts(self.rows),
            lambda: person_conflicts(self.rows),
            lambda: called_twice(self),
            lambda: listed_twice(self),
            self._events_that_cannot_be,
            self._changed_here_too,
            lambda: births_that_cannot_be(self),
            self._events_logged_already,
            self._counts_too_large,
            lambda: refused_by_registers(self, self.places.values(), self.counts.items()),
        ]

    @cached_property
    def events(self) -> dict[EventKey, PlannedEvent]:
        """{event key: PlannedEvent}, in the order of days and names."""
        groups = group(self.rows, lambda row: row.event_key)
        return {
            key: PlannedEvent(key, rows, self.known)
            for key, rows in sorted(groups.items(), key=lambda item: (item[0][1], item[0][0]))
        }

    @cached_property
    def _resolved(self) -> tuple[list[Person], dict[int, Person]]:
        return people.resolve([row for row in self.news if row.is_named], self.known)

    @property
    def people(self) -> list[Person]:
        """The people whom the rows are about."""
        return self._resolved[0]

    @cached_property
    def places(self) -> dict[tuple[EventKey, int], list[PlannedPlace]]:
        """A `PlannedPlace` for each row of each person at each event, the one that is first.

        What was imported before has none.
        """
        by_row = self._resolved[1]
        places: dict[tuple[EventKey, int], list[PlannedPlace]] = {}
        for row in self.news:
            if row.is_named:
                person, event = by_row[row.number], self.events[row.event_key]
                places.setdefault((row.event_key, id(person)), []).append(
                    PlannedPlace(row, event, person, self._registration(event, person))
                )
        for of_person in places.values():
            of_person.sort(key=_precedence)
            of_person[0].same = [place.row for place in of_person[1:]]
        return places

    def _registration(self, event: PlannedEvent, person: Person) -> Registration | None:
        if event.existing is None or person.record is None:
            return None
        return self.known.registrations.get((event.existing.pk, person.record.pk))

    @cached_property
    def counts(self) -> dict[CountKey, list[ImportRow]]:
        """{(event key, category, sex, age from, age to): the rows of that headcount}."""
        return counts_of(self.news, self.known.other)

    def headcount(self, cell: CountKey) -> Headcount | None:
        """The headcount that is recorded for a cell of `counts`."""
        key, *group_of = cell
        event = self.events[key].existing
        return event and self.known.headcounts.get((event.pk, *group_of))

    def usual_category(self, person: Person) -> int:
        """What somebody usually attends as: as recorded, else as most of their rows say."""
        if person.record:
            return person.record.category_id
        said = Counter(row.category for row in person.rows if row.category)
        if not said:
            return self.known.other
        return max(said, key=lambda pk: (said[pk], -self.known.positions[pk]))

    def registration_values(self, place: PlannedPlace) -> RegistrationValues:
        """What the registration of a place is to say; cells left empty change nothing there is."""
        row, existing = place.row, place.existing
        organisation = row.organisation[0] if row.organisation else None
        if existing is None:
            category = row.category or self.usual_category(place.person)
            return {
                "attendance": self._mark(place),
                "category": category,
                "organisation": organisation,
            }
        recorded = existing.organisation_id
        if organisation in self.known.organisation_names.get(recorded, ()):
            organisation = None  # of two with one name it is the one recorded
        keeps_mark = not row.says_attendance and existing.attendance != Attendance.UNMARKED
        keeps_mark = keeps_mark or "attendance" in row.untouched
        if "organisation" in row.untouched:
            organisation = None
        category = None if "category" in row.untouched else row.category
        return {
            "attendance": existing.attendance if keeps_mark else self._mark(place),
            "category": category or existing.category_id,
            "organisation": organisation if organisation else recorded,
        }

    def _mark(self, place: PlannedPlace) -> str:
        """How the row marks; where it says nothing, nobody came to what was not held."""
        is_held = place.event.becomes.status == Event.Status.HELD
        says_so = is_held or place.row.says_attendance
        return place.row.attendance if says_so else Attendance.UNMARKED

    @cached_property
    def twins(self) -> dict[EventKey, list[Event]]:
        """{event key: logged events that look the same} of the events that are to be made."""
        came: dict[EventKey, set[int]] = {}
        for places in self.places.values():
            place = places[0]
            if place.person.record and self._mark(place) in ATTENDED:
                came.setdefault(place.event.key, set()).add(place.person.record.pk)
        found = {
            key: twins_of(event.becomes, people=came.get(key, ()), logged=self.known.logged)
            for key, event in self.events.items()
            if event.existing is None
        }
        return {key: twins for key, twins in found.items() if twins}

    def differs(self, place: PlannedPlace) -> bool:
        """Whether the row says something else than the registration that there is."""
        existing = place.existing
        if place.row.knows_place:
            return False
        values = self.registration_values(place)
        organisation = values["organisation"]
        if isinstance(organisation, str):
            organisation = self.known.organisations.get(organisation, organisation)
        comes_after_all = existing.status == "cancelled" and values["attendance"] in ATTENDED
        return comes_after_all or (
            existing.attendance,
            existing.category_id,
            existing.organisation_id,
        ) != (values["attendance"], values["category"], organisation)

    # The checks, in this order

    def _names_kept_back(self) -> Iterator[Problem]:
        """First of all: what else is said of such rows would tell who is on the register."""
        for event in self.events.values():
            if event.existing is not None and event.existing.pk in self.known.kept_back:
                yield from event.saying(
                    "event",
                    _(
                        "This event has a sensitive topic: only those assigned to it and those who "
                        "may see sensitive details record who came."
                    ),
                )

    def _events_that_cannot_be(self) -> Iterator[Problem]:
        for event in self.events.values():
            yield from event.problems()

    def _events_logged_already(self) -> Iterator[Problem]:
        if self.known.are_other_meetings or self.known.decided.asks:  # asked: `unsure/meetings`
            return
        for key, twins in self.twins.items():
            questions = " ".join(map(question_about, twins))
            yield from self.events[key].saying(
                "event",
                _("%(question)s If it is another meeting, say so with --other-meetings.")
                % {"question": questions},
            )

    def _changed_here_too(self) -> Iterator[Problem]:
        places = [place for place, *_same in self.places.values()]
        yield from changed_here_too(self, self.events.values(), places, self.counts.items())

    def _counts_too_large(self) -> Iterator[Problem]:
        for cell, rows in self.counts.items():
            if cell in self.known.memory.partly:
                for row in rows:
                    yield Problem(
                        row.number,
                        "headcount",
                        _(
                            "Another row of this group was corrected when it was imported, and "
                            "counts with this one. Change the number on the register."
                        ),
                    )
            if sum(row.headcount for row in rows) > MOST_COUNTED:
                for row in rows:
                    yield Problem(
                        row.number,
                        "headcount",
                        _("The rows of this group add up to more than 100,000 people."),
                    )


def _precedence(place: PlannedPlace) -> tuple[bool, int]:
    """Of rows that say the same, one that gives the attendance stands, else the first."""
    return (not place.row.says_attendance, place.row.number)
