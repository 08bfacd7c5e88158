"""At which events two people were, side by side."""

import hashlib
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from participants.models import Participant

VIEW = "participants.view_participant"
SHOWN = 5


class PlacesOf:
    """The places of two people on registers, as far as `user` may know of them."""

    def __init__(self, people, user):
        self.people, self.user = people, user

    def __iter__(self):
        """(person, their places, how many in all); those at both first, then those with a mark."""
        for person, other in (self.people, self.people[::-1]):
            places = self._of(person)
            there = self._of(other).filter(event=OuterRef("event"))
            rows = places.annotate(is_shared=Exists(there)).select_related("event", "category")
            rows = rows.annotate(is_bare=Q(attendance="unmarked"))
            rows = rows.order_by("-is_shared", "is_bare", "-event__starts_at", "-pk")
            yield person, rows[:SHOWN], places.count()

    @cached_property
    def shared(self):
        """At how many events both have a place."""
        one, other = (self._of(person) for person in self.people)
        return one.filter(event__in=other.values("event")).count()

    @property
    def seen(self):
        """What both records are and where they were, as a short text: another one if changed."""
        return seen_of([self.people])

    def _of(self, person):
        return person.registrations.visible_to(self.user, VIEW).active().order_by()


def seen_of(pairs):
    """What the records of `pairs` are and where they were, as a short text: another if changed."""
    people = [person for pair in pairs for person in pair]
    said = [(person.pk, person.updated_at.isoformat()) for person in people]
    places = Participant._meta.get_field("registrations").related_model.objects
    rows = places.filter(participant__in=people).order_by("pk")
    said += rows.values_list("pk", "participant", "event", "updated_at")
    return hashlib.sha256(repr([tuple(map(str, row)) for row in said]).encode()).hexdigest()[:16]
