"""Rows of a downloaded register that cannot be told, or that would say what no file may."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.importing.downloads.names import is_of_register, register_of
from events.importing.downloads.whose import lines_of_others
from events.importing.known import CountKey, counts_of
from events.importing.planned.events import PlannedEvent
from events.importing.rows import ImportRow, Problem
from events.importing.shape.texts import name_as_written
from events.models import Registration
from participants.models import Disability, Participant, Sex
from shkej.lib.albanian import fold

if TYPE_CHECKING:
    from events.importing.planning import ImportPlan, PlannedPlace

NAMES = ("first_name", "father_name", "last_name")


def not_of_this_register(plan: "ImportPlan") -> Iterator[Problem]:
    """Problems of rows whose event or person nobody knows by that name, and of what has none."""
    for event in plan.events.values():
        if not is_of_register(event.name):
            yield from _foreign(event.rows)
        elif event.key not in plan.known.memory.events:
            yield from event.saying(
                "event",
                _(
                    "This is no register that was downloaded from this centre, or its day was "
                    "changed here: an event is moved on its own page."
                ),
            )
        else:
            yield from _people(plan, event)
            yield from _groups(plan, event)


def _foreign(rows: Sequence[ImportRow]) -> Iterator[Problem]:
    """Lines of a register under an event of another name."""
    for row in rows:
        if register_of(row.person):
            yield Problem(row.number, "person", _not_known())


def _not_known() -> str:
    return _("This line is not known here. Download the register again, and change that file.")


def _people(plan: "ImportPlan", event: PlannedEvent) -> Iterator[Problem]:
    named, lines = [row for row in event.rows if row.is_named], []
    for row in named:
        if not row.person:
            continue
        record = plan.known.remembered(row)
        if register_of(row.person) == row.event and record is not None:
            lines.append((row, plan.known.kept(record)))
        else:
            yield Problem(row.number, "person", _not_known())
    yield from lines_of_others(lines, event=event.existing, memory=plan.known.memory)
    without = [row for row in named if not row.person]
    if without:
        there = {_called(place.participant) for place in _on_register(event)}
        for row in without:
            if _called(row) in there:
                yield Problem(
                    row.number,
                    "person",
                    _(
                        "Somebody of this name is on the register already, and the name of the "
                        "line is missing here. Add a second one of that name on the register."
                    ),
                )


def _on_register(event: PlannedEvent) -> Iterator[Registration]:
    rows = Registration.objects.filter(event=event.existing)
    yield from rows.select_related("participant")


def _called(somebody: ImportRow | Participant) -> tuple[str, str]:
    return fold(somebody.first_name), fold(somebody.last_name)


def _groups(plan: "ImportPlan", event: PlannedEvent) -> Iterator[Problem]:
    """A group that was given another sex, category or age would be counted twice."""
    given = counts_of(event.rows, plan.known.other)
    recorded = _recorded_groups(plan, event)
    kept = plan.known.memory.counted_before([*recorded, *given])
    is_one_missing = not {cell for cell in recorded if cell in kept} <= given.keys()
    for cell, rows in given.items():
        for row in rows:
            of_line = cell in kept and kept[cell][0].who
            if of_line:
                is_another = of_line != kept[cell][1].group(row.person)
            else:
                is_another = bool(row.person) or (
                    is_one_missing and (cell not in kept or len(rows) > 1)
                )
            if is_another:
                yield Problem(
                    row.number,
                    "headcount",
                    _(
                        "This group is another one than on the register, and would be counted "
                        "beside it. Change groups on the register; here only their number."
                    ),
                )


def _recorded_groups(plan: "ImportPlan", event: PlannedEvent) -> list[CountKey]:
    return [
        (event.key, *group)
        for (event_id, *group) in plan.known.headcounts
        if event_id == event.existing.pk
    ]


def kept_as_recorded(plan: "ImportPlan") -> Iterator[Problem]:
    """What a line of a register says of a person otherwise than is recorded: that stays."""
    columns: dict[int, list[str]] = defaultdict(list)
    for place, *_same in plan.places.values():
        row, record = place.row, place.person.record
        if register_of(row.person) and not row.knows_person and record is not None:
            columns[row.number] += _recorded_otherwise(place, record)
    for number, found in columns.items():
        for column in found:
            yield Problem(
                number,
                column,
                _("Recorded otherwise, and stays so: correct it on the person’s page."),
            )


def _recorded_otherwise(place: "PlannedPlace", record: Participant) -> Iterator[str]:
    row = place.row
    for column in NAMES:
        said, recorded = getattr(row, column), getattr(record, column)
        if said and recorded and said != name_as_written(recorded):
            yield column
    for column, unknown in (("sex", Sex.UNKNOWN), ("disability", Disability.UNKNOWN)):
        said, recorded = getattr(row, column), getattr(record, column)
        if unknown not in (said, recorded) and said != recorded:
            yield column
    if row.phone and record.phone and row.phone != record.phone:
        yield "phone"
    if row.birth and row.birth.kind != "age":
        column = f"birth_{row.birth.kind}"
        if record.has_age_fact and getattr(record, column) != row.birth.value:
            yield column
    age = place.existing.age if place.existing else None
    age = record.age_on(place.event.held_on) if age is None else age
    if row.age is not None and age is not None and row.age != age:
        yield "age"
