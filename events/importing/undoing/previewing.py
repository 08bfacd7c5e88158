"""What undoing an import would do, in numbers; and what it did."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import User
from events.importing.undoing import remembering, writing
from events.importing.undoing.deciding import (
    UNDONE,
    Changes,
    Outcomes,
    decide,
    rows_of,
    table,
    versions_of,
)
from events.importing.undoing.naming import Touched, touched
from events.importing.undoing.reported import frozen_reports
from events.inviting.asking import Notification
from events.inviting.notifying import would_notify
from events.models import Event, Headcount, Import, ImportedChange, Registration
from participants.models import Participant, PossibleDuplicate
from partners.models import Organisation, Project

NAMES = {  # of each table: the key of its kind (`UndoCount.what`), and what people call it
    table(Event): ("events", gettext_lazy("Events")),
    table(Participant): ("participants", gettext_lazy("People")),
    table(Registration): ("registrations", gettext_lazy("Registrations")),
    table(Headcount): ("headcounts", gettext_lazy("Headcounts")),
    table(Organisation): ("organisations", gettext_lazy("Organisations")),
    table(Project): ("projects", gettext_lazy("Projects")),
    table(PossibleDuplicate): ("duplicates", gettext_lazy("Possible duplicates")),
}
WHY_IT_STAYS = dict(ImportedChange.Outcome.choices) | {
    ImportedChange.Outcome.KEPT_BACK: gettext_lazy(
        "kept back from you: of another centre now, or of a sensitive event"
    )
}
MOST_EVENTS = 100  # shown by name
READ = ("pk", "table", "row", "is_made", "before", "after", "rest", "outcome")


@dataclass
class UndoCount:
    """Of one kind of things: how many were made and go, were changed and are put back, and stay.

    `what`: a key of `words`. `stays`: [(why, how many)].
    """

    what: str
    name: str
    gone: int = 0
    back: int = 0
    stays: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Preview:
    """`lines`: an `UndoCount` for each kind; `notification`: whom it would tell, or nothing.

    `events`: the first of those that it would touch; `more_events`: how many there are beside them;
    `reports`: the frozen reports, in words, that count some of them.
    """

    lines: list[UndoCount]
    notification: Notification | None = None
    events: list[Touched] = field(default_factory=list)
    more_events: int = 0
    reports: list[str] = field(default_factory=list)


def preview(imported: Import, *, by: User | None) -> Preview:
    """What undoing would do now, by reading alone; of what is undone, what was done."""
    changes = list(_changes_of(imported))
    open_ones = [change for change in changes if not change.outcome]
    outcomes = {change.pk: change.outcome for change in changes} | decide(open_ones, by=by)
    shown = Preview(_lines(changes, outcomes), _notification(open_ones, outcomes))
    if by is not None:
        events = touched([c for c in open_ones if outcomes[c.pk] == UNDONE], reader=by)
        shown.events, shown.more_events = events[:MOST_EVENTS], len(events[MOST_EVENTS:])
        shown.reports = frozen_reports(by, [line.event.pk for line in events])
    return shown


def _changes_of(imported: Import) -> QuerySet:
    """What the import made and changed, as plain tuples: there may be thousands."""
    changes = imported.changes.exclude(table__in=remembering.TABLES)
    return changes.values_list(*READ, named=True)


def _lines(changes: Changes, outcomes: Outcomes) -> list[UndoCount]:
    numbers = Counter((c.table, c.is_made, outcomes[c.pk]) for c in changes)
    lines = []
    for name, (what, label) in NAMES.items():
        stays: Counter[str] = Counter()
        for (of, _is_made, outcome), number in numbers.items():
            if of == name and outcome != UNDONE:
                stays[outcome] += number
        line = UndoCount(
            what,
            str(label),
            gone=numbers[name, True, UNDONE],
            back=numbers[name, False, UNDONE],
            stays=[(str(WHY_IT_STAYS[why]), n) for why, n in sorted(stays.items())],
        )
        if line.gone or line.back or line.stays:
            lines.append(line)
    return lines


def _notification(changes: Changes, outcomes: Outcomes) -> Notification | None:
    own = [
        change
        for change in changes
        if change.table == table(Event) and not change.is_made and change.after
    ]
    own = [change for change in own if outcomes[change.pk] == UNDONE]
    rows, versions = rows_of(Event, own), versions_of(Event, own)
    becomes = [writing.restored(rows[change.row], change, versions)[0] for change in own]
    telling = would_notify([row for row in becomes if row is not None])
    return telling if telling.reaches_anybody else None
