"""Mails that nobody sends by hand: the day before a meeting, and before an answer is due."""

from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from events.inviting.mails import InvitationMail
from events.inviting.queueing import queue_mails
from events.lib.locks import lock_events
from events.models import Event, Invitation
from shkej.lib.dates import TIRANA

REMINDED_FROM = time(9)  # on the day before


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
