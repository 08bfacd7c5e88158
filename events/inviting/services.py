"""Acts on invitations: sent, answered, withdrawn, and seen."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.inviting.mails import InvitationMail
from events.inviting.notifying import NO_ANSWER, is_soon, withdraw_now
from events.inviting.queueing import queue_mails
from events.lib.locks import lock_event
from events.lib.shared_facts import facts_of
from events.models import Event, EventOrganisation, Invitation, LastLook
from events.models.event_queryset import EventQuerySet
from partners.models import Organisation
from partners.querysets import OrganisationQuerySet

Answer = Invitation.Answer
MOST_MEETINGS = 26  # of a series, to which one invitation goes


@transaction.atomic
def invite(
    *,
    event: Event,
    organisations: Iterable[Organisation],
    invited_by: User,
    with_series: bool = False,
    **how: Any,
) -> list[Invitation]:
    """Invite organisations that are among the event's: [the invitations made to it].

    Who was invited and then withdrawn is invited anew. `with_series`: also to the later meetings of
    its series, in which they get a part; `how`: `message`, what is in the mail besides, never
    of a sensitive event; `answer_by`, until which day they are asked to answer, which is of each
    later meeting as many days before it.
    ValidationError where the event is over, called off or not shared with them.
    """
    chosen = Organisation.objects.filter(pk__in=[row.pk for row in organisations])
    made = _invite(event, chosen, invited_by, **how)
    if with_series:
        _invite_to_later_meetings(event, chosen, invited_by, **how)
    return made


def _invite(
    event: Event,
    organisations: OrganisationQuerySet,
    invited_by: User,
    message: str = "",
    answer_by: date | None = None,
) -> list[Invitation]:
    event = lock_event(event)
    _check_is_ahead(event)
    if event.visibility == Event.Visibility.CENTRE:
        raise ValidationError(
            _("Only the centre sees this event. Share it first, then invite to it.")
        )
    invited = event.invitations.standing().values("organisation")
    facts, now = facts_of(event), timezone.now()
    made = []
    for organisation in organisations.exclude(pk__in=invited):
        invitation, _made = Invitation.objects.update_or_create(
            event=event,
            organisation=organisation,
            defaults={
                "invited_by": invited_by,
                "told": facts,
                "told_at": now,
                "before": {},
                "seen_at": None,
                "withdrawn_at": None,
                "reminded_at": now if is_soon(event) else None,
                "must_answer_again": False,
                "quietly": None,
                "message": "" if event.is_sensitive else message,
                "answer_by": answer_by,
                "chased_at": None,
                **NO_ANSWER,
            },
        )
        queue_mails(invitation, event, InvitationMail.INVITATION)
        made.append(invitation)
    return made


def _invite_to_later_meetings(
    event: Event,
    organisations: OrganisationQuerySet,
    invited_by: User,
    message: str = "",
    answer_by: date | None = None,
) -> None:
    for meeting in later_meetings(event):
        for organisation in organisations:
            EventOrganisation.objects.get_or_create(
                event=meeting,
                organisation=organisation,
                defaults={"part": EventOrganisation.Part.INVITED},
            )
        shift = meeting.local_date - event.local_date
        until = answer_by + shift if answer_by else None
        _invite(meeting, organisations, invited_by, message, until)


def later_meetings(event: Event) -> EventQuerySet:
    """The meetings of its series after it to which partners can be invited; MOST_MEETINGS."""
    if event.series_id is None:
        return Event.objects.none()
    rows = Event.objects.filter(series_id=event.series_id, starts_at__gt=event.starts_at)
    rows = rows.filter(status=Event.Status.PLANNED).coming()
    rows = rows.exclude(visibility=Event.Visibility.CENTRE)
    return rows.order_by("starts_at", "pk")[:MOST_MEETINGS]


def invitable(event: Event) -> OrganisationQuerySet:
    """The active organisations that have a part in `event` and no invitation; no hosts."""
    guests = event.parts.exclude(part=EventOrganisation.Part.HOST).values("organisation")
    invited = event.invitations.standing().values("organisation")
    return Organisation.objects.active().filter(pk__in=guests).exclude(pk__in=invited)


@transaction.atomic
def withdraw(*, invitation: Invitation) -> None:
    """Take an invitation back; the organisation is told, and its links are dead."""
    event = lock_event(invitation.event)
    invitation = _lock(invitation)
    if invitation.withdrawn_at is None:
        withdraw_now(invitation, event)


@transaction.atomic
def answer_invitation(
    *,
    invitation: Invitation,
    answer: str,
    people: int | None = None,
    remark: str = "",
    way: str,
    answered_by: User | None = None,
    told_at: str = "",
    answered_at: str = "",
) -> Invitation:
    """Keep what an organisation answers; ValidationError once the event is over or called off.

    `people`: how many come, where it says yes; `remark`: what it says besides. `told_at`: which
    state of the event the answer is for, in ISO format; refused where the event has changed since.
    `answered_at`: likewise the answer that it replaces, "none" for the first; refused where a newer
    one says otherwise.
    """
    event = lock_event(invitation.event)
    invitation = _lock(invitation)
    if invitation.withdrawn_at:
        raise ValidationError(_("This invitation was withdrawn."))
    _check_is_ahead(event)
    _check_is_told(invitation, told_at)
    sent = (answer, people if answer == Answer.YES else None)
    is_other = invitation.answer != Answer.NONE and (invitation.answer, invitation.people) != sent
    if answered_at and is_other and answered_at != invitation.answered_at.isoformat():
        text = _(
            "Somebody answered meanwhile: “%(answer)s”. "
            "If that is not right, send your answer once more."
        )
        raise ValidationError(
            text, code="changed", params={"answer": invitation.get_answer_display()}
        )
    now = timezone.now()
    invitation.seen_at, invitation.must_answer_again = now, False
    if way != Invitation.Way.CALENDAR:  # which shows the event as it was told
        invitation.catch_up()
    values = NO_ANSWER
    if answer != Answer.NONE:
        values = {"answer": answer, "answered_at": now, "answered_by": answered_by, "way": way}
        values |= {"people": people if answer == Answer.YES else None, "remark": remark}
    for name, value in values.items():
        setattr(invitation, name, value)
    invitation.save()
    return invitation


@transaction.atomic
def note_notified(*, invitation: Invitation, told_at: str = "") -> None:
    """The organisation knows that there is nothing to answer any more.

    `told_at`: as in `answer_invitation`; ValidationError where it was told something else since.
    """
    invitation = _lock(invitation)
    _check_is_told(invitation, told_at)
    invitation.seen_at = timezone.now()
    invitation.catch_up()
    invitation.save(update_fields=["seen_at", "told", "quietly", "updated_at"])


@transaction.atomic
def acknowledge(
    *, user: User, organisations: Iterable[Organisation], since: datetime, until: datetime
) -> None:
    """`user` has seen what changed in that time: for themselves, and for their organisations.

    `until`: when the page that they read was made; what changed later they have not seen.
    """
    until = min(until, timezone.now())
    look, _made = LastLook.objects.get_or_create(user=user, defaults={"at": until})
    if look.at < until:  # an older page takes nothing back
        look.at = until
        look.save()
    rows = Invitation.objects.standing().filter(organisation__in=organisations)
    rows = rows.filter(Q(seen_at=None) | Q(seen_at__lt=until), told_at__range=(since, until))
    rows.update(seen_at=until, updated_at=timezone.now())


def _lock(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation").get(pk=invitation.pk)


def _check_is_told(invitation: Invitation, told_at: str) -> None:
    if told_at and told_at != invitation.told_at.isoformat():
        raise ValidationError(
            _("This event changed meanwhile. Look at it again, then answer."), code="changed"
        )


def _check_is_ahead(event: Event) -> None:
    if event.is_called_off:
        raise ValidationError(_("This event was cancelled or postponed."))
    if event.is_over:
        raise ValidationError(_("This event is over."))
