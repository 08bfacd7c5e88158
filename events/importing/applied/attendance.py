"""Writing events with who came to them, some cells in each part."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from events.importing.applied.events import EventsWriter
from events.importing.applied.headcounts import HeadcountsWriter
from events.importing.applied.places import PlacesWriter
from events.importing.applied.writer import Writer
from events.importing.changes import Changed, Changes, Done
from events.importing.downloads.since import changed_here_too
from events.importing.known import CountedGroup
from events.importing.planned.events import PlannedEvent
from events.importing.planned.registers import refused_by_registers
from events.importing.planning import PlannedPlace
from events.importing.remembered.writing import keep_counts, keep_events, keep_places
from events.importing.rows import EventKey
from events.lib.locks import lock_events
from events.models import Event, Headcount, Registration
from participants.models import Participant

# Who came to an event, or a group that was counted there; an event may come alone.
Cell = tuple[PlannedEvent, PlannedPlace | None, CountedGroup | None]


class AttendanceWriter(Writer):
    """The events of a file, each with its places and headcounts."""

    def __init__(self, changes: Changes, **how: Any) -> None:
        super().__init__(changes, **how)
        self.events, self.places = EventsWriter(changes, **how), PlacesWriter(changes, **how)
        self.headcounts = HeadcountsWriter(changes, **how)

    def in_order(self) -> Iterator[Cell]:
        """Each place and each headcount, (cell of `plan.counts`, its rows), event by event."""
        places: dict[EventKey, list[PlannedPlace]] = {}
        counts: dict[EventKey, list[CountedGroup]] = {}
        for (key, _person), [place, *_same] in self.plan.places.items():
            places.setdefault(key, []).append(place)
        for cell, rows in self.plan.counts.items():
            counts.setdefault(cell[0], []).append((cell, rows))
        for key, event in self.plan.events.items():
            if not (event.has_news or event.values or self.changes.joined_projects(event)):
                continue
            of_event: list[Cell] = [(event, place, None) for place in places.get(key, [])]
            of_event += [(event, None, count) for count in counts.get(key, [])]
            yield from of_event or [(event, None, None)]

    def write(self, part: Sequence[Cell]) -> Done:
        """Write one part, after a look at what there is of it now."""
        places = [place for _event, place, _count in part if place]
        counts = [count for _event, _place, count in part if count]
        events = list({id(event): event for event, _place, _count in part}.values())
        self._look_again(events, places, counts)
        did = {
            "events": self.events.write(events),
            "registrations": self.places.write(places),
            "headcounts": self.headcounts.write(counts),
        }
        memory = self.known.memory
        keep_events(memory, events, default=self.changes.project)
        keep_places(memory, places)
        keep_counts(memory, counts, self.plan.events)
        return did

    def _look_again(
        self,
        events: Sequence[PlannedEvent],
        places: Sequence[PlannedPlace],
        counts: Sequence[CountedGroup],
    ) -> None:
        """Read and lock what there is of this part now; Changed where a check would fail."""
        keys = [event.existing.pk for event in events if event.existing]
        fresh = {row.pk: row for row in lock_events(Event.objects.filter(pk__in=keys))}
        prefetch_related_objects(list(fresh.values()), "projects")
        for event in events:
            if event.existing:
                event.existing = fresh.get(event.existing.pk)
                if event.existing is None or any(event.look_again()):
                    raise Changed
        people = [place.person.record.pk for place in places]
        gone = Participant.objects.filter(pk__in=people).exclude(merged_into=None)
        if gone.exists():
            raise Changed
        rows = Registration.objects.filter(event__in=keys, participant__in=people).order_by("pk")
        found = {(row.event_id, row.participant_id): row for row in rows.select_for_update()}
        recorded = Headcount.objects.filter(event__in=keys).order_by("pk")
        self.known.headcounts |= {
            (row.event_id, row.category_id, row.sex, row.age_from, row.age_to): row
            for row in recorded.select_for_update()
        }
        for place in places:
            there = place.event.existing
            place.existing = there and found.get((there.pk, place.person.record.pk))
        if any(refused_by_registers(self.plan, [[place] for place in places], counts)) or any(
            changed_here_too(self.plan, events, places, counts)
        ):
            raise Changed
