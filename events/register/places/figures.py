"""How many of an event's places are taken, and who waits for one: what the screens show of it."""

from django.utils.functional import cached_property

from events.register.people.namesakes import tell_rows_apart
from events.register.places.services import places_taken


class PlaceFigures:
    """The places of one event; each figure is read when a screen asks for it."""

    def __init__(self, event):
        self.event = event
        self.capacity = event.capacity

    @cached_property
    def taken(self):
        """Places taken, by name or counted without one."""
        return places_taken(self.event)

    @cached_property
    def waiting(self):
        """Who waits, in order; nobody where the event has no capacity."""
        if self.capacity is None:
            return []
        rows = self.event.registrations.waiting()
        rows = list(rows.select_related("participant", "category", "organisation", "event"))
        tell_rows_apart(self.event, rows)
        return rows

    @property
    def free(self):
        """Places that nobody has; 0 where more came than there are places."""
        return max(self.capacity - self.taken, 0)

    @property
    def is_over(self):
        """Whether more people came than there are places: that is recorded, never refused."""
        return self.taken > self.capacity
