"""Closing a register, opening it again, and correcting what is on a closed one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.lib.locks import lock_event
from events.models import Event, RegisterAct, Registration, ReopeningRequest
from events.models.acts import LONGEST_REASON
from events.models.one_act import one_act
from events.register.closing.requests import settle_reopening
from events.register.closing.warnings import refuse_unseen_warnings
from events.register.marks.conflicts import settle
from events.register.marks.services import MARK_FIELDS, set_mark
from events.register.state import (
    changed_meanwhile,
    check_day_has_come,
    check_register_is_open,
    save_by,
)

Kind = RegisterAct.Kind
CLOSING = ["register_closed_at", "register_closed_by", "updated_at"]


@transaction.atomic
def close_register(*, event: Event, closed_by: User, seen: Iterable[str] | None = None) -> Event:
    """Close the register: from then on only a coordinator can have it corrected.

    `seen`: the keys of the warnings (`warnings.py`) that the user was shown; where there is another
    one by now, that is shown instead.
    """
    event = lock_event(event)
    check_register_is_open(event)
    check_day_has_come(event)
    if event.status != Event.Status.HELD:
        raise ValidationError(
            _(
                "Nobody is marked or counted yet. Mark who came first; "
                "if the event did not take place, cancel it."
            ),
            code="not_taken",
        )
    if seen is not None:
        refuse_unseen_warnings(event, seen)
    event.register_closed_at, event.register_closed_by = timezone.now(), closed_by
    with one_act(Kind.CLOSE, by=closed_by, event=event):
        save_by(event, by=closed_by, fields=CLOSING)
    return event


@transaction.atomic
def undo_closing(*, event: Event, closed_at: datetime, undone_by: User) -> Event:
    """Open a register again that was closed by mistake at `closed_at`, and not since."""
    event = lock_event(event)
    if event.register_closed_at != closed_at:
        raise changed_meanwhile()
    event.register_closed_at = event.register_closed_by = None
    with one_act(Kind.UNDO, by=undone_by, event=event):
        save_by(event, by=undone_by, fields=CLOSING)
    settle_reopening(event, ReopeningRequest.Outcome.REOPENED, by=undone_by)
    return event


@transaction.atomic
def reopen_register(*, event: Event, reason: str, reopened_by: User) -> Event:
    """Open a closed register again; the reason stays in the event's history."""
    event = lock_event(event)
    reason = reason.strip()
    if not event.register_is_closed:
        raise ValidationError(_("The register is open already."), code="open")
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ValidationError(
            _("Say in at most %(n)s characters why the register is opened again."),
            code="reason",
            params={"n": LONGEST_REASON},
        )
    event.register_closed_at = event.register_closed_by = None
    event._change_reason = reason
    with one_act(Kind.REOPEN, by=reopened_by, event=event, reason=reason):
        save_by(event, by=reopened_by, fields=CLOSING)
    settle_reopening(event, ReopeningRequest.Outcome.REOPENED, by=reopened_by)
    return event


@transaction.atomic
def correct_attendance(
    *, registration: Registration, attendance: str, reason: str, corrected_by: User
) -> Registration:
    """Correct one mark of a closed register; the reason is kept in the registration's history.

    The age that was recorded at the event stays; the register stays closed.
    """
    event = lock_event(registration.event)
    registration = event.registrations.select_related("participant").get(pk=registration.pk)
    registration.event = event
    reason = reason.strip()
    if not event.register_is_closed:
        raise ValidationError(
            _("The register is open: mark the person there."), code="register_open"
        )
    if registration.status == Registration.Status.CANCELLED:
        raise ValidationError(_("This person was taken off the register."), code="cancelled")
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ValidationError(
            {
                "reason": ValidationError(
                    _("Say in at most %(n)s characters why it is corrected."),
                    code="reason",
                    params={"n": LONGEST_REASON},
                )
            }
        )
    if attendance == registration.attendance:
        raise ValidationError(
            {"attendance": ValidationError(_("The person is marked so already."), code="same_mark")}
        )
    with one_act(Kind.CORRECT, by=corrected_by, **_facts(registration, attendance, reason)):
        _correct(registration, attendance, reason, corrected_by)
    return registration


def _facts(registration: Registration, attendance: str, reason: str) -> dict[str, Any]:
    before = {"attendance": registration.attendance}
    return {"reason": reason, "before": before, "after": {"attendance": attendance}}


def _correct(registration: Registration, attendance: str, reason: str, corrected_by: User) -> None:
    set_mark(registration, attendance, corrected_by, timezone.now())
    registration._change_reason = reason
    save_by(registration, by=corrected_by, fields=MARK_FIELDS)
    settle(registration, by=corrected_by)
