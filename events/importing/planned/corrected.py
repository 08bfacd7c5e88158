"""What a file changes of events that had been counted, on registers that were opened again."""

from collections.abc import Sequence

from accounts.models import User
from events.importing.changes import Changes
from events.importing.planned.events import PlannedEvent
from events.lib.figure_facts import Correction, correction_of, opened_again
from events.models import Event


def corrections_of(
    changes: Changes, events: Sequence[PlannedEvent], *, by: User | None
) -> list[tuple[Event, Correction]]:
    """[(event's row, Correction)] of the planned `events`, before they are written.

    Closed registers are no question here: a file changes nothing that they were counted for.
    """
    there = [event for event in events if event.existing is not None]
    again = opened_again([event.existing.pk for event in there])
    found = []
    for event in (event for event in there if event.existing.pk in again):
        joined = [changes.projects[code] for code in changes.joined_projects(event)]
        correction = correction_of(
            event.existing,
            event.becomes,
            projects=[*event.existing.projects.all(), *joined],
            reason="",
            by=by,
        )
        if correction:
            found.append((event.existing, correction))
    return found
