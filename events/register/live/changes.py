"""What changed on a register since a device last looked, told by its acts.

By their numbers, not by clocks: every act locks its event first, so the numbers of one event's acts
grow in the order in which they were committed.
"""

import re
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from events.models import DoorNote, Event, RegisterAct, Registration

PATTERN = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})\Z")


@dataclass(frozen=True)
class State:
    """The number of a register's last act, and of the last version of its event.

    Its text, `act.event`, is what a device sends back.
    """

    act: int
    event: int

    def __str__(self):
        return f"{self.act}.{self.event}"

    @classmethod
    def read(cls, text):
        """The state that `text` stands for; None where it stands for none."""
        match = PATTERN.match(text)
        return cls(int(match[1]), int(match[2])) if match else None


def with_state(events):
    """`events`, each with what `state_of` reads, in the same query; and `has_door_notes`."""
    return events.annotate(
        newest_act=_newest(RegisterAct.objects, "event", "pk"),
        newest_version=_newest(Event.history, "id", "history_id"),
        has_door_notes=Exists(DoorNote.objects.filter(event=OuterRef("pk"))),
    )


def state_of(event):
    """The state of an event that came through `with_state`."""
    return State(event.newest_act, event.newest_version)


def rows_changed_since(event, state):
    """The ids of the registrations of `event` that acts after `state` changed, gone ones included.

    Also of all about whom an act asked a question or answered one.
    """
    acts = event.acts.filter(pk__gt=state.act).order_by()
    versions = Registration.history.filter(event=event.pk, work__in=acts.values("work"))
    changed = set(versions.order_by().values_list("id", flat=True))
    about = acts.exclude(registration=None).values_list("registration", flat=True)
    return changed | set(about)


def _newest(rows, field, number):
    found = rows.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(found.annotate(newest=Max(number)).values("newest")), Value(0))
