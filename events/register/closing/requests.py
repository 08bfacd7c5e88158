"""Asking that a closed register be opened again, and deciding about it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.lib.locks import lock_event
from events.models import ReopeningRequest
from events.models.acts import LONGEST_REASON

Outcome = ReopeningRequest.Outcome


@transaction.atomic
def ask_to_reopen(*, event, reason, asked_by):
    """Ask the coordinators to open the closed register of `event`; returns the request."""
    event, reason = lock_event(event), reason.strip()
    if not event.register_is_closed:
        raise ValidationError(_("The register is open already."), code="open")
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ValidationError(
            _("Say in at most %(n)s characters why the register is to be opened again."),
            code="reason",
            params={"n": LONGEST_REASON},
        )
    if event.reopening_requests.waiting().exists():
        raise ValidationError(
            _("Somebody has asked for this already. A coordinator sees it."), code="asked"
        )
    return ReopeningRequest.objects.create(event=event, reason=reason, asked_by=asked_by)


@transaction.atomic
def decline_reopening(*, request, declined_by):
    """The register stays closed; whoever asked is told."""
    event = lock_event(request.event)
    if not settle_reopening(event, Outcome.DECLINED, by=declined_by, only=request):
        raise decided_already()
    return event


def settle_reopening(event, outcome, *, by, only=None):
    """What waits about the locked `event` is decided; returns how many that were (none or one)."""
    waiting = event.reopening_requests.waiting()
    if only:
        waiting = waiting.filter(pk=only.pk)
    now = timezone.now()
    return waiting.order_by().update(outcome=outcome, decided_at=now, decided_by=by, updated_at=now)


def decided_already():
    """The refusal to decide a second time."""
    return ValidationError(_("This was decided meanwhile."), code="decided")
