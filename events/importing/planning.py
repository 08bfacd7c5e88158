"""What an import would do: which rows stand, and what they make of events, people and places.

The plan is made again without the rows that turned out bad until nothing contradicts itself, so
that it is the plan of a file that has only the good rows.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property

from django.utils.translation import gettext as _

from events.importing import people
from events.importing.parsing import MOST_COUNTED
from events.importing.rows import Problem
from events.importing.voting import event_conflicts, group, person_conflicts
from events.models import Attendance, Event
from events.models.registrations import ATTENDED
from shkej.lib.dates import local_moment

SCALARS = ("title_sq", "title_en", "kind", "venue", "status")


def plan_of(rows, known):
    """The plan of the rows that stand, and the problems of the others."""
    problems = []
    while True:
        plan = Plan(rows, known)
        found = next(filter(None, (list(check()) for check in plan.checks)), None)
        if not found:
            return plan, problems
        problems += found
        bad = {problem.row for problem in found}
        rows = [row for row in rows if row.number not in bad]


@dataclass(slots=True)
class Place:
    """One person at one event: the row that says so, and the registration there is."""

    row: object
    event: object
    person: object
    existing: object


class Plan:
    """What the good rows say, worked out from all of them at once."""

    def __init__(self, rows, known):
        self.rows, self.known = rows, known
        self.checks = [
            lambda: event_conflicts(self.rows),
            lambda: person_conflicts(self.rows),
            self._events_that_cannot_be,
            self._people_twice,
            self._counts_too_large,
            self._closed_registers,
        ]

    @cached_property
    def events(self):
        """{event key: PlannedEvent}, in the order of days and names."""
        groups = group(self.rows, lambda row: row.event_key)
        return {
            key: PlannedEvent(key, rows, self.known.events.get(key))
            for key, rows in sorted(groups.items(), key=lambda item: (item[0][1], item[0][0]))
        }

    @cached_property
    def _resolved(self):
        return people.resolve([row for row in self.rows if row.is_named], self.known)

    @property
    def people(self):
        """The people whom the rows are about."""
        return self._resolved[0]

    @cached_property
    def places(self):
        """One `Place` for each named row; of rows that say the same of one person, the first."""
        by_row = self._resolved[1]
        places = {}
        for row in self.rows:
            if row.is_named:
                person, event = by_row[row.number], self.events[row.event_key]
                places.setdefault((row.event_key, id(person)), []).append(
                    Place(row, event, person, self._registration(event, person))
                )
        return places

    def _registration(self, event, person):
        if event.existing is None or person.record is None:
            return None
        return self.known.registrations.get((event.existing.pk, person.record.pk))

    @cached_property
    def counts(self):
        """{(event key, category, sex, age from, age to): the rows of that headcount}."""
        return group(
            [row for row in self.rows if not row.is_named],
            lambda row: (
                row.event_key,
                row.category or self.known.other,
                str(row.sex),
                row.age_from,
                row.age_to,
            ),
        )

    def headcount(self, cell):
        """The headcount that is recorded for a cell of `counts`."""
        key, *group_of = cell
        event = self.events[key].existing
        return event and self.known.headcounts.get((event.pk, *group_of))

    def usual_category(self, person):
        """What somebody usually attends as: as recorded, else as most of their rows say."""
        if person.record:
            return person.record.category_id
        said = Counter(row.category for row in person.rows if row.category)
        if not said:
            return self.known.other
        return max(said, key=lambda pk: (said[pk], -self.known.positions[pk]))

    def registration_values(self, place):
        """What the registration of a place is to say; cells left empty change nothing there is."""
        row, existing = place.row, place.existing
        organisation = row.organisation[0] if row.organisation else None
        if existing is None:
            category = row.category or self.usual_category(place.person)
            return {
                "attendance": row.attendance,
                "category": category,
                "organisation": organisation,
            }
        recorded = existing.organisation_id
        keeps_mark = not row.says_attendance and existing.attendance != Attendance.UNMARKED
        return {
            "attendance": existing.attendance if keeps_mark else row.attendance,
            "category": row.category or existing.category_id,
            "organisation": organisation if organisation else recorded,
        }

    def differs(self, place):
        """Whether the row says something else than the registration that there is."""
        existing = place.existing
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

    def _events_that_cannot_be(self):
        for event in self.events.values():
            yield from event.problems()

    def _people_twice(self):
        for places in self.places.values():
            if len(places) > 1:
                yield from self._one_person_twice(sorted(places, key=_precedence))

    def _one_person_twice(self, places):
        first = places[0].row
        if all(place.row == first for place in places):
            for place in places[1:]:
                yield Problem(
                    place.row.number,
                    "person" if first.person else "last_name",
                    _("This person stands at this event already, in row %(row)s.")
                    % {"row": first.number},
                )
        elif not self._merged_and_equal(places):
            for place in places:
                other = next(p.row.number for p in places if p is not place)
                yield Problem(
                    place.row.number,
                    "person" if place.row.person else "last_name",
                    _(
                        "This person stands at this event twice, with different details: "
                        "see row %(row)s."
                    )
                    % {"row": other},
                )

    def _merged_and_equal(self, places):
        """Whether these are records that somebody merged, and their rows say the same.

        Rows of one record clash, known or new: else a second import would take what the first left.
        """
        said = {(place.row.age, *self.registration_values(place).values()) for place in places}
        records = {place.person.found_as.get(place.row.number) for place in places}
        return len(said) == 1 and len(records) == len(places) and None not in records

    def _counts_too_large(self):
        for rows in self.counts.values():
            if sum(row.headcount for row in rows) > MOST_COUNTED:
                for row in rows:
                    yield Problem(
                        row.number,
                        "headcount",
                        _("The rows of this group add up to more than 100,000 people."),
                    )

    def _closed_registers(self):
        closed = _("The register of this event is closed. Reopen it to change attendance.")
        for places in self.places.values():
            place = places[0]
            if place.event.is_closed and (place.existing is None or self.differs(place)):
                yield from (Problem(p.row.number, "event", closed) for p in places)
        for cell, rows in self.counts.items():
            if self.events[cell[0]].is_closed:
                recorded = self.headcount(cell)
                if recorded is None or recorded.count != sum(row.headcount for row in rows):
                    yield from (Problem(row.number, "event", closed) for row in rows)


def _precedence(place):
    """Of rows that say the same, one that gives the attendance stands, else the first."""
    return (not place.row.says_attendance, place.row.number)


class PlannedEvent:
    """One event of the file: what its rows say of it, and the event there is."""

    def __init__(self, key, rows, existing):
        self.key, self.rows, self.existing = key, rows, existing
        self.name, self.day = key
        self.said = {column: value for row in rows for column, value in row.said.items()}
        self.new_projects = {}
        for row in rows:
            for code, spelling in row.new_projects.items():
                self.new_projects.setdefault(code, []).append(spelling)

    @property
    def is_closed(self):
        """Whether the register that there is was closed."""
        return self.existing is not None and self.existing.register_is_closed

    @cached_property
    def values(self):
        """The columns of the event: all of a new one, of an existing one those that change."""
        said = {column: self.said[column] for column in SCALARS if column in self.said}
        if self.existing is None or self.existing.status == Event.Status.PLANNED:
            said.setdefault("status", Event.Status.HELD)
        if self.existing is None:
            if not said.keys() & {"title_sq", "title_en"}:
                said["title_sq"] = self.name
            said.setdefault("kind", Event.Kind.OTHER)
        if "venue" in said:
            said["venue_sq"] = said.pop("venue")
        said |= self._times()
        if self.existing is None:
            return said
        return {
            column: value
            for column, value in said.items()
            if not _same(getattr(self.existing, column), value)
        }

    def _times(self):
        """Start and end; a file that knows only the day leaves a recorded time as it is."""
        times = {}
        if "starts_at" in self.said:
            times = {"starts_at": self.said["starts_at"], "is_all_day": False}
        elif self.existing is None:
            times = {"starts_at": local_moment(self.day, time(0)), "is_all_day": True}
        if "ends_at" in self.said:
            times["ends_at"] = self.said["ends_at"]
        return times

    def problems(self):
        """Rows that would end it before it starts, or change it once its register is closed."""
        values = self.values
        start = values.get("starts_at") or self.existing.starts_at
        end = values.get("ends_at") or (self.existing and self.existing.ends_at)
        if end and end < start:
            column = "ends_at" if "ends_at" in self.said else "starts_at"
            yield from self._saying(column, _("The end cannot be before the start."))
        if self.is_closed:
            for column in ("starts_at", "status"):
                if column in values:
                    yield from self._saying(
                        column,
                        _(
                            "The register of this event is closed. "
                            "Reopen it to change the date or the status."
                        ),
                    )

    def _saying(self, column, reason):
        said = [row for row in self.rows if column in row.said] or self.rows
        for row in said:
            yield Problem(row.number, column, reason)


def _same(recorded, said):
    """Whether they are equal; Python says no of two clocks in the hour that comes twice."""
    if isinstance(recorded, datetime) and isinstance(said, datetime):
        return recorded.astimezone(UTC) == said.astimezone(UTC)
    return recorded == said
