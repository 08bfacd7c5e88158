"""Writing events: made, corrected, and joined to projects."""

from collections import defaultdict
from collections.abc import Sequence

from events.importing import bulk
from events.importing.applied.writer import Writer
from events.importing.planned.corrected import corrections_of
from events.importing.planned.events import PlannedEvent
from events.importing.undoing.noting import note_rests
from events.inviting.notifying import notify_invited
from events.lib.twins.finding import tell_apart
from events.models import Event


class EventsWriter(Writer):
    """The events of a file."""

    def write(self, events: Sequence[PlannedEvent]) -> dict[str, int]:
        """Write these events and their projects, and tell who was invited to them."""
        created, updated, joined = [], [], []
        columns: set[str] = set()
        corrections = corrections_of(self.changes, events, by=self.user)
        for event in events:
            codes = self.changes.joined_projects(event)
            if event.existing is None:
                name = "" if event.key in self.known.moved_upon else event.name
                event.existing = Event(centre=self.known.centre, import_key=name, **event.values)
                created.append(event.existing)
            elif event.values:
                columns |= event.values.keys()
                for column, value in event.values.items():
                    setattr(event.existing, column, value)
                updated.append(event.existing)
            joined += [(event, self.changes.projects[code]) for code in sorted(codes)]
        bulk.create(Event, created, by=self.user)
        for event in events:
            if twins := self.changes.twins.pop(event.key, None):
                tell_apart(event.existing, [twin.pk for twin in twins], by=self.user)
        bulk.update(Event, updated, sorted(columns), by=self.user)
        notify_invited(*updated)
        through = Event.projects.through
        through.objects.bulk_create(
            [through(event_id=event.existing.pk, project_id=row.pk) for event, row in joined]
        )
        projects = defaultdict(list)
        for event, row in joined:
            projects[event.existing.pk].append(row.pk)
        rests = {pk: {"projects": keys} for pk, keys in projects.items()}
        note_rests(Event, rests, made={row.pk for row in created}, is_news=True)
        for event, correction in corrections:
            correction.write_down(event, self.user)
        changed = {event.existing.pk for event, _row in joined} | {row.pk for row in updated}
        return {
            "created": len(created),
            "updated": len(changed - {row.pk for row in created}),
        }
