"""What changed on a register since a device last looked, told by the change history.

A mark of the history, not of the clock: every write of a register locks its event first, so the
numbers of one event's history grow in the order in which its changes were committed.
"""

import re
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from events.models import Attachment, Event, Headcount, RegisterAct, Registration

PATTERN = re.compile(r"([0-9]{1,18})\.([0-9]{1,18}(?:\.[0-9]{1,18}){3})\Z")


@dataclass(frozen=True)
class State:
    """Up to where the histories of a register's rows, and of all the rest of it, go.

    Its text, `rows.event.counted.files.asked`, is what a device sends back.
    """

    rows: int
    rest: str

    def __str__(self):
        return f"{self.rows}.{self.rest}"

    @property
    def of_event(self):
        """Up to where the history of the event itself goes."""
        return self.rest.split(".")[0]

    @property
    def asked(self):
        """How many questions were asked and answered."""
        return self.rest.split(".")[-1]

    @classmethod
    def read(cls, text):
        """The state that `text` stands for; None where it stands for none."""
        match = PATTERN.match(text)
        return cls(int(match[1]), match[2]) if match else None


def with_state(events):
    """`events`, each with what `state_of` reads, in the same query."""
    return events.annotate(
        newest_row=_newest(Registration.history, "event", "history_id"),
        newest_event=_newest(Event.history, "id", "history_id"),
        newest_headcount=_newest(Headcount.history, "event", "history_id"),
        newest_file=_newest(Attachment.history, "event", "history_id"),
        conflicts=_per_event(
            RegisterAct.objects.conflicts(), "event", Count("pk") + Count("settled_at")
        ),
    )


def state_of(event):
    """The state of an event that came through `with_state`."""
    rest = [event.newest_event, event.newest_headcount, event.newest_file, event.conflicts]
    return State(event.newest_row, ".".join(map(str, rest)))


def rows_changed_since(event, state):
    """The ids of the registrations of `event` that changed after `state`, gone ones included.

    Also of all about whom a question is or was open, where one was asked or answered since.
    """
    history = Registration.history.filter(event=event.pk, history_id__gt=state.rows)
    changed = set(history.order_by().values_list("id", flat=True))
    if state.asked != str(event.conflicts):
        asked = RegisterAct.objects.conflicts().filter(event=event)
        changed.update(asked.order_by().values_list("registration_id", flat=True))
    return changed


def _newest(rows, field, number):
    return _per_event(rows, field, Max(number))


def _per_event(rows, field, figure):
    found = rows.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(found.annotate(figure=figure).values("figure")), Value(0))
