"""Whether a register may be changed, and what becomes of its event by being taken."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event
from participants.models import Participant


def check_register_is_open(event):
    """Refuse what would change the register of an event that is closed or called off."""
    if event.is_called_off:
        raise ValidationError(
            _("This event was cancelled or postponed. Nobody can be registered or marked for it."),
            code="called_off",
        )
    if event.register_is_closed:
        raise ValidationError(
            _("The register is closed. A coordinator can reopen it to correct it."), code="closed"
        )


def check_can_be_held(event):
    """Refuse to call an event held before its day."""
    if not event.day_has_come:
        raise ValidationError(
            _("An event that is still ahead cannot be held yet."), code="held_ahead"
        )


def check_day_has_come(event):
    """Refuse marks and counts before the day of the event."""
    if not event.day_has_come:
        raise ValidationError(
            _("This event is on %(day)s. Attendance can be marked from that day."),
            code="too_early",
            params={"day": date_format(event.local_date)},
        )


def changed_meanwhile():
    """The refusal to undo what somebody changed since."""
    return ValidationError(
        _("This was changed meanwhile, so it cannot be undone."), code="changed_meanwhile"
    )


def hold(event, *, by):
    """Turn a planned event into a held one: somebody was there."""
    if event.status == Event.Status.PLANNED:
        event.status, event.held_by_register = Event.Status.HELD, True
        save_by(event, by=by, fields=["status", "updated_at"])


def plan_again(event, *, by):
    """Turn an event back into a planned one, where only a mark or count taken back had held it."""
    if event.held_by_register and not event.register_is_taken:
        event.status = Event.Status.PLANNED
        save_by(event, by=by, fields=["status", "updated_at"])


def save_by(row, *, by, fields=None):
    """Save with the user that the history is to name."""
    row._history_user = by
    row.save(update_fields=fields)


def check_is_current(participant):
    """Refuse a record that was merged meanwhile; until the transaction ends it is not merged."""
    row = Participant.objects.select_for_update(of=("self",), no_key=True)
    if row.get(pk=participant.pk).merged_into_id:
        raise ValidationError(_("This record was merged into another one. Search again."))
