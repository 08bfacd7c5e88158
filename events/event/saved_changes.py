"""What saving an event changes of it as it is stored: found out, checked, or refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from accounts.models import User
from events.lib.figure_facts import Correction, correction_of
from events.lib.locks import lock_event
from events.models import Event
from events.register.recorded.rules import check_move, check_status
from participants.lib.ages import refuse_day
from shkej.lib.bilingual import sides
from shkej.lib.forms.editing import changed_meanwhile, last_writer, moment_seen

KEPT = [
    "register_closed_at",
    "register_closed_by_id",
    "held_by_register",
    "import_key",
    "series_id",
    "series_day",
]
COMPARED = ["centre_id", *sides("title", "venue"), "starts_at", "ends_at"]


class EventChanged(ValidationError):
    """Somebody else saved the event meanwhile; `stored` is how it stands now."""

    def __init__(self, stored: Event) -> None:
        self.stored = stored
        sentence = changed_meanwhile(last_writer(stored), stored.updated_at)
        super().__init__(sentence, code="changed_meanwhile")


@dataclass(frozen=True)
class SavedChange:
    """What a save changes of an event; as it stands here, that of a new one.

    `is_moved`: to another day than `old_day`; `is_compared`: whether it could now be a meeting that
    is logged already; `correction`: what it corrects of a closed register.
    """

    is_moved: bool = False
    old_day: date | None = None
    is_compared: bool = True
    correction: Correction | None = None


def checked_change(
    event: Event,
    *,
    seen_at: str,
    projects: Iterable | None,
    parts: Iterable[tuple[int, str]] | None,
    slip_reason: str | None,
    correction_reason: str,
    by: User,
) -> SavedChange:
    """What a save changes of the event as it stands, its row locked; what may not is refused.

    What a form does not have stays as it is stored.
    """
    stored = lock_event(event)
    if seen_at and seen_at != moment_seen(stored):
        raise EventChanged(stored)
    correction = correction_of(
        stored, event, projects=projects, parts=parts, reason=correction_reason, by=by
    )
    for name in KEPT:
        setattr(event, name, getattr(stored, name))
    is_moved = _moves_day(stored, event)
    if is_moved:
        _refuse_unborn(event)
    if check_move(stored, event, reason=slip_reason):
        event._change_reason = slip_reason
    if event.status != stored.status or is_moved:
        check_status(event, event.status)
    is_compared = any(getattr(stored, name) != getattr(event, name) for name in COMPARED)
    return SavedChange(is_moved, stored.starts_on, is_compared, correction)


def _moves_day(stored: Event, event: Event) -> bool:
    """Whether it is on another day now."""
    return stored.local_date != event.local_date


def _refuse_unborn(event: Event) -> None:
    """Whoever came was born by then: said at the date, of which the form has a field."""
    try:
        refuse_day(event.registrations, event.local_date)
    except ValidationError as refusal:
        raise ValidationError({"date": refusal}) from refusal
