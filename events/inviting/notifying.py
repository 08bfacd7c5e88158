"""Notifying those who are invited of what changed and what is off.

A mail is written in the transaction of the change that it tells of; a command sends it later. What
nobody has read yet is written anew by the next change: what was undone in time is told to nobody.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from accounts.models import OutgoingMail
from events.inviting.addresses import addresses_of, addresses_of_each, languages_of
from events.inviting.asking import Notification, current_notification
from events.inviting.mails import InvitationMail
from events.inviting.queueing import queue_mails
from events.lib.locks import lock_events
from events.lib.shared_facts import differ, facts_of, hidden, is_moved
from events.models import Event, EventOrganisation, Invitation
from shkej.lib.dates import today
from shkej.lib.signed_links import new_key

UNREAD_FOR = timedelta(days=30)  # after that, the outbox may have forgotten what it sent
NO_ANSWER: dict[str, Any] = {
    "answer": Invitation.Answer.NONE,
    "people": None,
    "remark": "",
    "answered_at": None,
    "answered_by": None,
    "way": "",
}


def notify_invited(*events):
    """Mail those who are invited what changed in title, time, place or state; call it on a change.

    Who may not see the event any more, or has no part in it, is told that they are not expected.
    Where the time moved the answer no longer counts. Of what is over, nobody is told.
    """
    by_event = {event.pk: event for event in events}
    # Also who was withdrawn, where mails that wait may not name the event any more.
    rows = Invitation.objects.filter(Q(withdrawn_at=None) | Q(event__is_sensitive=True))
    rows = rows.filter(event__in=by_event)
    rows = rows.select_related("organisation").select_for_update(of=("self",), no_key=True)
    for invitation, event, is_expected in _with_events(rows, by_event):
        if invitation.withdrawn_at:
            _hush_withdrawal(invitation, event)
        elif is_expected:
            _tell(invitation, event)
        else:
            withdraw_now(invitation, event)


def would_notify(events):
    """The `Notification` of what `notify_invited` would ask about, by reading alone.

    `events` hold, not saved, what they would become.
    """
    telling = Notification()
    by_event = {event.pk: event for event in events if not event.is_over}
    if not by_event:
        return telling
    prefetch_related_objects(list(by_event.values()), "centre")
    mails = OutgoingMail.objects.filter(invitations=OuterRef("pk"))
    told = OuterRef("told_at")
    rows = Invitation.objects.filter(withdrawn_at=None, event__in=by_event)
    rows = rows.select_related("organisation").annotate(
        is_on_the_way=Exists(mails.on_the_way().filter(created_at__gte=told)),
        waits=Exists(mails.waiting()),
        waited_before=Exists(mails.waiting().filter(created_at__lt=told)),
    )
    found = list(_with_events(rows, by_event))
    addresses = addresses_of_each(
        {row.organisation_id: row.organisation for row, *_ in found}.values()
    )
    for invitation, event, is_expected in found:
        organisation = invitation.organisation
        readers = languages_of(organisation, addresses[organisation.pk])
        if _would_hear(invitation, event, readers, is_expected=is_expected):
            telling.note(organisation, has_address=bool(addresses[organisation.pk]))
    return telling


def _with_events(invitations, by_event):
    """(invitation, its event, whether the organisation has a part there and may see it)."""
    parts = EventOrganisation.objects.filter(event__in=by_event)
    parts = set(parts.values_list("event", "organisation"))
    for invitation in invitations:
        event = by_event[invitation.event_id]
        # Whoever has a part sees the event, unless the centre keeps it to itself.
        is_shared = event.visibility != Event.Visibility.CENTRE
        yield invitation, event, is_shared and (event.pk, invitation.organisation_id) in parts


def _would_hear(invitation, event, readers, *, is_expected):
    """Whether an invitation of `would_notify` is one that its organisation would be told of."""
    may_know = _may_have_read(invitation) or invitation.is_on_the_way
    known = invitation.told if may_know else invitation.before.get("told", {})
    if not is_expected:
        dropped = invitation.waits if may_know else invitation.waited_before
        return _is_news_that_it_is_off(known, event, dropped)
    last, facts = invitation.facts, facts_of(event)
    if not known or not differ(last, facts, readers):
        return False
    is_anew = _is_new_secret(last, facts) and invitation.waits
    return _is_news(known, event, _kind(known, facts, is_anew, differ(known, facts, readers)))


def _tell(invitation, event):
    last, facts = invitation.facts, facts_of(event)
    readers = languages_of(invitation.organisation)
    if not differ(last, facts, readers):
        _remember(invitation, facts)
        return
    is_new_secret = _is_new_secret(last, facts)
    before = _known(invitation)
    known = before.get("told", {})
    # Mails that name it go; the new one says all that is left.
    is_anew = is_new_secret and invitation.mails.waiting().take_back() > 0
    news = differ(known, facts, readers) if known else readers
    if _is_news(known, event, _kind(known, facts, is_anew, news)) and is_hushed(invitation):
        _keep_quiet(invitation, facts, before)
        return
    has_moved = is_moved(invitation.told, facts)
    invitation.quietly = None
    if has_moved:
        _ask_again(invitation)
    if not facts["called_off"] and invitation.must_answer_again:
        is_anew |= not before.get("must_answer_again")
    kind = None if event.is_over else _kind(known, facts, is_anew, news)
    if kind:
        invitation.before, invitation.told, invitation.told_at = before, facts, timezone.now()
        if has_moved and is_soon(event):
            invitation.reminded_at = invitation.told_at
    elif known:  # it stays what they were told, until there is something to tell
        invitation.told = hidden(known) if is_new_secret else known
        invitation.told_at = _moment(before["told_at"])
        invitation.reminded_at = _moment(before["reminded_at"])
    else:
        invitation.told = facts
    invitation.save()
    if kind:
        only = news if kind is InvitationMail.CHANGE and not is_anew else None
        queue_mails(invitation, event, kind, before=known, only=only)


def _is_new_secret(last, facts):
    return facts["is_sensitive"] and not last["is_sensitive"]


def _is_news(known, event, kind):
    """Whether a mail of this kind would tell them something else than they know."""
    return bool(known and kind and not event.is_over)


def _is_news_that_it_is_off(known, event, dropped):
    """Whether they expect it; `dropped`: a mail that they get no more may be what made them."""
    return bool(not event.is_over and (dropped or (known and not known["called_off"])))


def _remember(invitation, facts):
    """What changed where nobody there reads it: no news, and nothing they have seen is lost."""
    if facts != invitation.facts:
        name = "told" if invitation.quietly is None else "quietly"
        setattr(invitation, name, facts)
        invitation.save(update_fields=[name, "updated_at"])


def is_hushed(invitation):
    """Note that the organisation would be told; whether it is not to be."""
    telling = current_notification()
    organisation = invitation.organisation
    telling.note(organisation, has_address=bool(addresses_of(organisation)))
    return telling.is_quiet


def _keep_quiet(invitation, facts, before):
    """What they know, have seen and answered stays; the next change that is told says all."""
    known = before["told"]
    invitation.told = hidden(known) if facts["is_sensitive"] else known
    invitation.told_at = _moment(before["told_at"])
    invitation.reminded_at = _moment(before["reminded_at"])
    _note_quiet(invitation, facts)
    invitation.save()


def _note_quiet(invitation, facts):
    invitation.quietly, invitation.quiet_at = facts, timezone.now()
    invitation.quiet_by = current_notification().by


def _known(invitation):
    """What has reached the organisation, as `Invitation.before` holds it; {}: nothing.

    Mails of what has not are taken back.
    """
    mails = invitation.mails.filter(created_at__gte=invitation.told_at)
    list(mails.waiting().select_for_update(of=("self",)))  # nobody starts to send them meanwhile
    if _may_have_read(invitation) or mails.on_the_way().exists():
        return {
            "told": invitation.told,
            "told_at": invitation.told_at.isoformat(),
            "reminded_at": invitation.reminded_at and invitation.reminded_at.isoformat(),
            "must_answer_again": invitation.must_answer_again,
        }
    mails.waiting().take_back()
    if invitation.reminded_at and invitation.reminded_at >= invitation.told_at:
        invitation.reminded_at = None  # the reminder was among them
    return invitation.before


def _may_have_read(invitation):
    """Whether what they were told last may have reached them, whatever became of its mails."""
    is_long_ago = invitation.told_at < timezone.now() - UNREAD_FOR
    return invitation.before is None or invitation.has_seen_all or is_long_ago


def _moment(text):
    return datetime.fromisoformat(text) if text else None


def _kind(known, facts, is_anew, news):
    """Which mail tells of a change, if any; `is_anew`: also of what they know.

    `news`: the languages whose readers see one.
    """
    if not known:
        return None if facts["called_off"] else InvitationMail.INVITATION
    if facts["called_off"]:
        is_new = is_anew or known["called_off"] != facts["called_off"]
        return InvitationMail.CANCELLATION if is_new else None
    if known["called_off"]:
        return InvitationMail.TAKES_PLACE
    return InvitationMail.CHANGE if is_anew or news else None


def _ask_again(invitation):
    """The time moved: the answer no longer counts; a new reminder is due."""
    invitation.must_answer_again |= invitation.answer != Invitation.Answer.NONE
    for name, value in NO_ANSWER.items():
        setattr(invitation, name, value)
    invitation.reminded_at = invitation.chased_at = None
    if invitation.answer_by and invitation.answer_by <= today():
        invitation.answer_by = None


def is_soon(event):
    """Whether what is told now is the reminder as well."""
    return event.starts_on <= today() + timedelta(days=1)


def notify_of_place(centre):
    """The address of a centre changed: what takes place there has a new version, and it is told."""
    events = lock_events(centre.events.coming().without_venue())
    for event in events:
        event.updated_at = timezone.now()
    bulk_update_with_history(events, Event, ["updated_at"])
    notify_invited(*events)


def withdraw_now(invitation, event):
    """Take back an invitation that is open; who has not read it yet is told nothing."""
    known = _known(invitation).get("told", {})
    dropped = invitation.mails.waiting().take_back()
    is_told = _is_news_that_it_is_off(known, event, dropped)
    is_quiet = is_told and is_hushed(invitation)
    invitation.withdrawn_at = invitation.told_at = timezone.now()
    invitation.quietly = None
    if is_quiet:
        _note_quiet(invitation, facts_of(event))
    invitation.key = new_key()  # the links are dead for good, also when it is invited again
    invitation.withdrawals += 1
    invitation.told, invitation.before = known or invitation.told, None
    if event.is_sensitive:
        invitation.told = hidden(invitation.told)
    invitation.save()
    if is_told and not is_quiet:
        queue_mails(invitation, event, InvitationMail.WITHDRAWAL)


def _hush_withdrawal(invitation, event):
    """The event became sensitive: the mail that an invitation is withdrawn no longer names it."""
    if invitation.told["is_sensitive"]:
        return
    invitation.told = hidden(invitation.told)
    invitation.save()
    if invitation.mails.waiting().take_back() and not event.is_over:
        queue_mails(invitation, event, InvitationMail.WITHDRAWAL)
