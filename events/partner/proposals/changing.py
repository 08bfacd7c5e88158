"""Acts on what a partner asks about its own event: asked, withdrawn, confirmed, declined.

Nothing of the event changes before a coordinator confirms it; then it changes as by anybody else.
Who asked is told of the answer by mail, through the outbox.
"""

from copy import copy
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.outbox import queue_mail
from events.event.services import change_status, save_event
from events.lib.locks import lock_event
from events.lib.shared_facts import facts_of
from events.models import ChangeRequest, Event, EventProposal
from events.models.proposals import can_still_change
from events.partner.proposals.mails import write_answer_to_change
from events.partner.proposals.services import acts_for
from shkej.lib.bilingual import sides
from shkej.lib.forms.editing import moment_seen

TIMES = ["starts_at", "ends_at", "is_all_day"]
Outcome = ChangeRequest.Outcome


@transaction.atomic
def ask_change(*, change, by):
    """Save a new request about the event of `change.proposal`; nothing of the event changes.

    ValidationError as `check_may_ask`, and where it would move to the past (code "is_past") or not
    at all.
    """
    proposal = _lock_proposal(change.proposal)
    event = lock_event(proposal.event) if proposal.event_id else None
    check_may_ask(proposal, event)
    change.seen = facts_of(event)
    if change.is_move:
        _check_moves(change, event)
    change.proposal, change.asked_by, change.outcome = proposal, by, Outcome.WAITING
    change.save()
    return change


def check_may_ask(proposal, event):
    """ValidationError where `event` is gone, called off or has begun, or a request waits."""
    if event is None or not can_still_change(event):
        raise ValidationError(_("This event was called off or has begun: call the centre."))
    # Whatever is decided about it, the first one stands for as long as nobody answered.
    if proposal.change_requests.filter(outcome=Outcome.WAITING).exists():
        raise ValidationError(
            _(
                "Your organisation has asked for a change of this event already. Withdraw that "
                "first, or wait until it is answered."
            ),
            code="asked",
        )


def _check_moves(change, event):
    if change.starts_at <= timezone.now():
        raise ValidationError(_("Choose a day and time that are still ahead."), code="is_past")
    if not changed_by(change, event):
        raise ValidationError(_("Nothing would change: choose another day, time or place."))
    if not _differing(_places_of(change), event):
        for name in sides("venue"):
            setattr(change, name, "")


def changed_by(change, event):
    """{name: value} of what a move asked for would change of `event` as it is now.

    What it left as it was is not asked for: if somebody changed that meanwhile, it stays changed.
    """
    wanted = _times_asked(change)
    if any(_places_of(change).values()):
        wanted |= _places_of(change)
    return _differing(wanted, event)


def _times_asked(change):
    """{} where another place alone is asked for."""
    start, end = (
        datetime.fromisoformat(change.seen[name]) if change.seen[name] else None
        for name in ("starts_at", "ends_at")
    )
    times = {name: getattr(change, name) for name in TIMES}
    is_same = list(times.values()) == [start, end, change.seen["is_all_day"]]
    return {} if is_same else times


def _places_of(change):
    return {name: getattr(change, name) for name in sides("venue")}


def _differing(wanted, event):
    # What is empty may be there as nothing or as an empty text.
    return {
        name: value
        for name, value in wanted.items()
        if (getattr(event, name) or None) != (value or None)
    }


def as_asked(change, event):
    """`event` as it would be, unsaved."""
    wanted = copy(event)
    for name, value in changed_by(change, event).items():
        setattr(wanted, name, value)
    return wanted


@transaction.atomic
def withdraw_change(*, change, by):
    """Take a request back before it is answered; ValidationError afterwards."""
    return _settle(_lock(change), Outcome.WITHDRAWN, by=by)


@transaction.atomic
def confirm_change(*, change, by, seen_at="", other_than=()):
    """Do what the partner asked for, by the same services as any other change of an event.

    `seen_at`: the `updated_at` of the event that the coordinator saw, in ISO format.
    ValidationError (code "settled") once it is answered or the event was called off, (code
    "changed") where the event is another one than the coordinator saw; HasMarks where marks at the
    event would be denied; LooksLoggedAlready as `save_event`, whose `other_than` this is.
    """
    change = _lock(change)
    event = lock_event(change.event)
    if not can_still_change(event):
        raise ValidationError(_("The event was called off or has begun meanwhile."), code="settled")
    if seen_at and seen_at != moment_seen(event):
        raise ValidationError(
            _("The event was changed meanwhile. Look at it again, then answer."), code="changed"
        )
    if change.is_move:
        _move(change, event, by=by, other_than=other_than)
    else:
        change_status(event=event, status=Event.Status.CANCELLED, changed_by=by)
    return _settle(change, Outcome.CONFIRMED, by=by)


def _move(change, event, *, by, other_than):
    wanted = as_asked(change, event)
    if wanted.starts_at <= timezone.now():
        raise ValidationError(_("The day that was asked for has passed: decline, and say so."))
    if changed_by(change, event):  # else somebody has moved it there already
        save_event(event=wanted, saved_by=by, other_than=other_than)


@transaction.atomic
def decline_change(*, change, answer, by):
    """Leave the event as it is, and say why; ValidationError without a word."""
    change = _lock(change)
    change.answer = answer.strip()
    if not change.answer:
        raise ValidationError(_("Say why it stays as it is."), code="no_answer")
    return _settle(change, Outcome.DECLINED, by=by)


def own_proposal(event, organisation):
    """The proposal of `organisation` that became `event`; None where it is not its own."""
    return EventProposal.objects.filter(event=event, organisation=organisation).first()


def asked_about(proposal):
    """What was asked last about an event, and not withdrawn; None where nothing was."""
    rows = proposal.change_requests.exclude(outcome=Outcome.WITHDRAWN)
    return rows.select_related("proposal__event").first()


def _lock_proposal(proposal):
    """The row on which requests about one event wait for each other."""
    return EventProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)


def _lock(change):
    """The request as it stands, locked; ValidationError where nobody has to answer it any more."""
    _lock_proposal(change.proposal)
    rows = ChangeRequest.objects.select_related("proposal__event", "asked_by")
    change = rows.get(pk=change.pk)
    if change.outcome == Outcome.WITHDRAWN:
        raise ValidationError(_("This was withdrawn."), code="settled")
    if change.outcome != Outcome.WAITING or change.event is None:
        raise ValidationError(_("This was answered already."), code="settled")
    return change


def _settle(change, outcome, *, by):
    change.outcome, change.decided_by, change.decided_at = outcome, by, timezone.now()
    change.save()
    who = change.asked_by
    is_answer = outcome != Outcome.WITHDRAWN
    if is_answer and acts_for(who, change.proposal.organisation_id):
        event = Event.objects.select_related("centre").get(pk=change.proposal.event_id)
        content = write_answer_to_change(change, event, who.language)
        queue_mail(to=who.email, content=content)
    return change
