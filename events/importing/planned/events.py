"""One event of a file: what its rows say of it, and what it becomes by them."""

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.importing.known import Known
from events.importing.rows import EventKey, ImportRow, Problem
from events.models import Attendance, Event
from events.register.recorded.rules import check_status
from events.register.state import check_can_be_held
from partners.models import Project
from shkej.lib.dates import TIRANA, local_moment, today

LAST_MINUTE = time(23, 59)
MARKED_SO_HELD = gettext_lazy(
    "Somebody is marked or counted, so the event was held: say so here, or leave the attendance "
    "empty."
)
SCALARS = ("title_sq", "title_en", "kind", "venue", "status")


class PlannedEvent:
    """One event of the file: what its rows say of it, and the event there is."""

    def __init__(self, key: EventKey, rows: Sequence[ImportRow], known: Known) -> None:
        self.key, self.rows, self.existing = key, rows, known.events.get(key)
        self.centre, self.memory = known.centre, known.memory
        self.name, self.day = key
        self.all_said = {column: value for row in rows for column, value in row.said.items()}
        self.said = self.memory.news_of_event(key, self.all_said)
        if key in known.decided_events:
            self.said = {}  # whoever logged it knew when and where it was
        self.has_news = any(not row.is_old for row in rows)
        self.new_projects: dict[str, list[str]] = {}
        for row in rows:
            for code, spelling in row.new_projects.items():
                self.new_projects.setdefault(code, []).append(spelling)

    @property
    def held_on(self) -> date:
        """The day on which it stands: as recorded, where it was moved since then."""
        return self.day if self.existing is None else self.existing.local_date

    @property
    def is_closed(self) -> bool:
        """Whether the register that there is was closed."""
        return self.existing is not None and self.existing.register_is_closed

    @cached_property
    def values(self) -> dict[str, Any]:
        """The columns of the event: all of a new one, of an existing one those that change."""
        said = {column: self.said[column] for column in SCALARS if column in self.said}
        is_planned = self.existing is None or self.existing.status == Event.Status.PLANNED
        if is_planned and self.has_news:
            said.setdefault("status", self._usual_status())
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

    def _usual_status(self) -> str:
        """Held; where all rows only say who is expected on a day ahead, planned."""
        is_expected = all(row.is_named and row.expects for row in self.rows)
        is_ahead = self.day > today() and is_expected
        return Event.Status.PLANNED if is_ahead else Event.Status.HELD

    @cached_property
    def becomes(self) -> Event:
        """The event as it will be, saved or not: what the rules of the screen are asked about."""
        event = copy(self.existing) if self.existing else Event(centre=self.centre)
        for column, value in self.values.items():
            setattr(event, column, value)
        return event

    def _times(self) -> dict[str, Any]:
        """Start and end; a file that knows only the day leaves a recorded time as it is."""
        times = {}
        if "starts_at" in self.said:
            times = {"starts_at": self.said["starts_at"], "is_all_day": False}
        elif self.existing is None:
            times = {"starts_at": local_moment(self.day, time(0)), "is_all_day": True}
        if "ends_at" in self.said:
            times["ends_at"] = self.said["ends_at"]
        return times

    def stated_projects(self, default: Project | None) -> frozenset[str]:
        """Casefolded codes of its projects; `default`: the one of events that name none."""
        told = self.all_said.get("project", frozenset())
        if not told and default and not self.is_closed:  # what was counted stays
            told = frozenset({default.code.casefold()})
        return told

    def look_again(self) -> Iterator[Problem]:
        """Work out anew what changes, for `existing` as it is now; the problems of that."""
        for worked_out in ("values", "becomes"):
            self.__dict__.pop(worked_out, None)
        return self.problems()

    def problems(self) -> Iterator[Problem]:
        """Rows that would end it before it starts, or change it once its register is closed."""
        values = self.values
        if self.existing is not None:
            if not values and not self.has_news:
                return
            if self.existing.centre_id != self.centre.pk:
                yield from self.saying("event", _("This event is one of another centre now."))
                return
        start = values.get("starts_at") or self.existing.starts_at
        end = values.get("ends_at") or (self.existing and self.existing.ends_at)
        if end and end < start:
            column = "ends_at" if "ends_at" in self.said else "starts_at"
            yield from self.saying(column, _("The end cannot be before the start."))
        elif end and self.becomes.is_all_day and not _is_end_of_day(end):
            yield from self.saying(
                "ends_at", _("Enter the start time too, or leave the end time empty.")
            )
        if self.is_closed:
            for column in self._counted_for(values):
                yield from self.saying(
                    column,
                    _(
                        "The register of this event is closed and has been counted. "
                        "A coordinator changes this on the event’s page, with a reason."
                    ),
                )
        elif self.becomes.status != Event.Status.HELD:
            yield from self._denied()
        else:
            try:
                check_can_be_held(self.becomes)
            except ValidationError as refusal:
                yield from self.saying("starts_at", refusal.messages[0])

    def _counted_for(self, values: dict[str, Any]) -> Iterator[str]:
        """The columns by which a closed register would be counted otherwise."""
        yield from (column for column in ("starts_at", "status", "kind") if column in values)
        have = {project.code.casefold() for project in self.existing.projects.all()}
        if not have.issuperset(self.said.get("project", ())):
            yield "project"

    def _denied(self) -> Iterator[Problem]:
        """A status that contradicts what the file records, or what is recorded already.

        Either way the rows that say it are refused, so that a second import finds the same.
        """
        if "status" in self.said and self.day <= today() and self._records_somebody():
            yield from self.saying("status", str(MARKED_SO_HELD))
            return
        if self.existing is None or "status" not in self.values:
            return
        try:
            check_status(self.existing, self.becomes.status)
        except ValidationError as refusal:
            yield from self.saying("status", refusal.messages[0])

    def _records_somebody(self) -> bool:
        """Whether a row marks or counts somebody in so many words."""
        return any(
            not row.is_named or row.says_attendance and row.attendance != Attendance.UNMARKED
            for row in self.rows
        )

    def saying(self, column: str, reason: str) -> Iterator[Problem]:
        """One problem for each row that says that column; for all, where none does."""
        said = [row for row in self.rows if column in row.said] or self.rows
        for row in said:
            yield Problem(row.number, column, reason)


def _is_end_of_day(moment: datetime) -> bool:
    return moment.astimezone(TIRANA).time() >= LAST_MINUTE


def _same(recorded: object, said: object) -> bool:
    """Whether they are equal; Python says no of two clocks in the hour that comes twice."""
    if isinstance(recorded, datetime) and isinstance(said, datetime):
        return recorded.astimezone(UTC) == said.astimezone(UTC)
    return recorded == said
