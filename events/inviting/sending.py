"""The mails about invitations, as they are in the outbox."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import OutgoingMail, User
from accounts.outbox import Sent, queue_mail, send_due_mails
from events.inviting.addresses import addresses_of
from events.inviting.mails import InvitationMail, write_mail
from events.lib.locks import lock_events
from events.models import Event, Invitation
from shkej.lib.dates import TIRANA

REMINDED_FROM = time(9)  # on the day before
NOT_THEIRS = "not theirs"


@dataclass(frozen=True)
class Emptied:
    """What one run did: reminders written, mails to strangers given up, and what was sent.

    `sent` is None where another process was at it.
    """

    reminders: int
    strangers: int
    sent: Sent | None


def empty_outbox():
    """Write the reminders that are due and send what waits; ServerAway where nothing can go."""
    return Emptied(
        queue_reminders() + ask_once_more(), give_up_mails_to_strangers(), send_due_mails()
    )


def queue_mails(invitation, event, kind, before=None, only=None):
    """Queue one mail for each address; nothing where nobody there has one: they are called.

    `only`: the languages whose readers see what it tells of; None: all.
    """
    end = datetime.combine(event.last_day + timedelta(days=1), time(), tzinfo=TIRANA)
    addresses = addresses_of(invitation.organisation)
    # Whoever is still invited by another organisation keeps the entry.
    if kind is InvitationMail.WITHDRAWAL:
        for other in event.invitations.standing().exclude(pk=invitation.pk):
            for address in addresses_of(other.organisation):
                addresses.pop(address, None)
    for address, language in addresses.items():
        if only is not None and language not in only:
            continue
        content = write_mail(kind, invitation, event, address, language, before=before)
        mail = queue_mail(to=address, content=content, useless_after=end)
        invitation.mails.add(mail)


@transaction.atomic
def queue_reminders(now=None):
    """Write a reminder to each who is invited for tomorrow and has not declined: how many.

    From 9:00 on, once for each invitation and start.
    """
    local = timezone.localtime(now, TIRANA)
    if local.time() < REMINDED_FROM:
        return 0
    tomorrow = local.date() + timedelta(days=1)
    # Locked before the invitations, as by whoever changes them: no reminder of what is just off.
    events = lock_events(Event.objects.filter(starts_on=tomorrow, status=Event.Status.PLANNED))
    rows = Invitation.objects.standing().filter(event__in=events, reminded_at=None)
    rows = rows.exclude(answer=Invitation.Answer.NO)
    rows = rows.select_for_update(of=("self",), no_key=True)
    reminded = list(rows.select_related("event__centre", "organisation"))
    for invitation in reminded:
        invitation.reminded_at = timezone.now()
        invitation.catch_up()  # the reminder says how it is
        invitation.save(update_fields=["reminded_at", "told", "quietly", "updated_at"])
        queue_mails(invitation, invitation.event, InvitationMail.REMINDER)
    return len(reminded)


@transaction.atomic
def ask_once_more(now=None):
    """Ask each who has not answered by the day before the answer is due, from 9:00: how many."""
    local = timezone.localtime(now, TIRANA)
    if local.time() < REMINDED_FROM:
        return 0
    tomorrow = local.date() + timedelta(days=1)
    due = Invitation.objects.standing().filter(
        answer=Invitation.Answer.NONE,
        answer_by__range=(local.date(), tomorrow),
        chased_at=None,
    )
    rows = Event.objects.filter(pk__in=due.values("event"), status=Event.Status.PLANNED)
    events = lock_events(rows.filter(starts_on__gt=tomorrow))
    rows = due.filter(event__in=events).select_for_update(of=("self",), no_key=True)
    asked = list(rows.select_related("event__centre", "organisation"))
    for invitation in asked:
        invitation.chased_at = timezone.now()
        invitation.catch_up()  # the mail says how it is
        invitation.save(update_fields=["chased_at", "told", "quietly", "updated_at"])
        queue_mails(invitation, invitation.event, InvitationMail.ANSWER)
    return len(asked)


def give_up_mails_to_strangers():
    """Give up the mails to whom no longer speaks for the organisation: how many.

    An account was closed, a role taken, the contact is another one, the organisation is inactive.
    """
    through = Invitation.mails.through.objects.filter(outgoingmail=OuterRef("pk"))
    users = User.objects.acting_for(OuterRef("invitation__organisation"))
    theirs = through.filter(
        Q(invitation__organisation__contact_email__iexact=OuterRef("to"))
        | Exists(users.filter(email=OuterRef(OuterRef("to")))),
        invitation__organisation__is_active=True,
    )
    rows = OutgoingMail.objects.waiting().filter(sending_since=None)
    rows = rows.filter(Exists(through), ~Exists(theirs))
    return rows.update(failed_at=timezone.now(), failure=NOT_THEIRS, content="")
