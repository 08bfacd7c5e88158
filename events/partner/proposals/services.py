"""Acts on proposed events: a partner proposes and withdraws, a coordinator accepts or declines.

Who proposed is told of the answer by mail, through the outbox.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.outbox import queue_mail
from events.event.services import SECOND_TAP, save_event
from events.models import Centre, Event, EventOrganisation, EventProposal
from events.partner.proposals.mails import write_answer
from partners.models import Organisation

MOST_WAITING = 20  # of one organisation
SAME = ["proposed_by_id", "title_sq", "title_en", "kind", "starts_at", "ends_at"]
COPIED = ["title_sq", "title_en", "venue_sq", "venue_en", "kind", "starts_at", "ends_at"]


@transaction.atomic
def propose(*, proposal: EventProposal, by: User) -> EventProposal:
    """Save a new proposal of its organisation; the one just sent, where it is sent twice.

    ValidationError (code "is_past") for an event that would have begun, and for one too many.
    """
    # One after the other: the count decides.
    organisation = Organisation.objects.select_for_update(no_key=True).get(
        pk=proposal.organisation_id
    )
    proposal.proposed_by, proposal.status = by, EventProposal.Status.PROPOSED
    waiting = organisation.event_proposals.waiting()
    same = waiting.filter(**{name: getattr(proposal, name) for name in SAME})
    if twin := same.filter(created_at__gte=timezone.now() - SECOND_TAP).first():
        return twin
    if proposal.has_started:
        raise ValidationError(_("Propose an event that is still ahead."), code="is_past")
    if waiting.count() >= MOST_WAITING:
        raise ValidationError(
            _(
                "%(n)s proposals of your organisation already wait for an answer. Withdraw one, "
                "or wait until one is answered."
            ),
            code="too_many",
            params={"n": MOST_WAITING},
        )
    proposal._history_user = by
    proposal.save()
    return proposal


@transaction.atomic
def withdraw(*, proposal: EventProposal, by: User) -> EventProposal:
    """Take a proposal back before it is answered; ValidationError afterwards."""
    proposal = _lock(proposal)
    return _settle(proposal, EventProposal.Status.WITHDRAWN, by=by)


@transaction.atomic
def accept(
    *, proposal: EventProposal, centre: Centre, by: User, other_than: Iterable[int] = ()
) -> EventProposal:
    """Put the event into the shared calendar, at `centre` and hosted by who proposed it.

    ValidationError once the proposal is answered, and right after another event just like it;
    LooksLoggedAlready as `save_event`, whose `other_than` this is.
    """
    proposal = _lock(proposal)
    event = Event(
        centre=centre,
        status=Event.Status.PLANNED,
        visibility=Event.Visibility.ALL_PARTNERS,
        **{name: getattr(proposal, name) for name in COPIED},
    )
    host = (proposal.organisation_id, EventOrganisation.Part.HOST)
    saved = save_event(event=event, saved_by=by, parts=[host], other_than=other_than)
    if saved is not event:
        raise ValidationError(
            _("You added an event just like this one a moment ago. Look at it first."),
            code="twin",
        )
    proposal.event = event
    return _settle(proposal, EventProposal.Status.ACCEPTED, by=by)


@transaction.atomic
def decline(*, proposal: EventProposal, reason: str, by: User) -> EventProposal:
    """Say no, and why; ValidationError without a reason and once the proposal is answered."""
    proposal = _lock(proposal)
    proposal.reason = reason.strip()
    if not proposal.reason:
        raise ValidationError(_("Say why the event is declined."), code="no_reason")
    return _settle(proposal, EventProposal.Status.DECLINED, by=by)


def _lock(proposal: EventProposal) -> EventProposal:
    """The proposal as it stands, locked; ValidationError where it waits for nothing any more."""
    proposal = EventProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if proposal.status == EventProposal.Status.WITHDRAWN:
        raise ValidationError(_("This proposal was withdrawn."), code="settled")
    if not proposal.is_waiting:
        raise ValidationError(_("This proposal was already answered."), code="settled")
    return proposal


def _settle(proposal: EventProposal, status: str, *, by: User) -> EventProposal:
    proposal.status = status
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal._history_user = by
    proposal.save(
        update_fields=["status", "decided_by", "decided_at", "reason", "event", "updated_at"]
    )
    proposer = proposal.proposed_by
    is_answer = status != EventProposal.Status.WITHDRAWN
    if is_answer and acts_for(proposer, proposal.organisation_id):
        content = write_answer(proposal, proposer.language)
        queue_mail(to=proposer.email, content=content)
    return proposal


def acts_for(user: User, organisation_id: int) -> bool:
    """Whether `user` still acts for the organisation (its id)."""
    grants = user.grants_for("events.propose_event") if user.is_active else []
    return organisation_id in {grant.organisation_id for grant in grants}
