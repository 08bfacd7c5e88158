"""Taking over what the mails say: each answer once, for the organisation that was asked.

Who answers is said by the token in the address that the mail was sent to, never by its sender. Our
own answers go to the address that the token stands for, or to one that speaks for an invited
organisation: nobody else can be made to get mail by writing to us.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User
from events.inviting.addresses import addresses_of
from events.inviting.calling import count_named
from events.inviting.mails import link_of
from events.inviting.replies.answering import queue_answer
from events.inviting.replies.mailbox import unread_mails
from events.inviting.replies.reading import read_mail
from events.inviting.replies.tokens import read_reply_token
from events.inviting.services import answer_invitation
from events.lib.shared_facts import uid_of
from events.lib.versions import version_of
from events.models import Invitation, ReadReply
from partners.models import Organisation
from shkej.lib.one_at_a_time import one_at_a_time

Outcome = ReadReply.Outcome
KEPT = timedelta(days=400)  # a mail that comes again after that is older than any answer
MOST_ANSWERS = 3  # to one address within a day


@dataclass(frozen=True)
class AskedOrganisation:
    """Who was asked: the organisation's invitation, the address that got it, and its language."""

    invitation: Invitation
    address: str
    language: str


def read_replies(mailbox):
    """Deal with each mail that nobody has read: {outcome: how many}; None while another does.

    MailboxAway where the mailbox cannot be reached; what was dealt with before stays done.
    """
    counts = {}
    with one_at_a_time("replies") as is_ours:
        if not is_ours:
            return None
        ReadReply.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
        with unread_mails(mailbox) as mails:
            for raw, mark_as_read in mails:
                outcome = take_mail(raw, mailbox)
                counts[outcome] = counts.get(outcome, 0) + 1
                mark_as_read()
    return counts


@transaction.atomic
def take_mail(raw, mailbox):
    """Take over what one mail says; its outcome, that of the first time where it comes again."""
    received = read_mail(raw)
    asked = _asked(received, mailbox)
    digest = _digest(raw, received, asked)
    known = ReadReply.objects.filter(digest=digest).first()
    if known:
        return known.outcome
    row = ReadReply(digest=digest, outcome=Outcome.IGNORED)
    sentence = ""
    if asked and received.reply:
        with override(asked.language):
            row.outcome, sentence = _take(received.reply, asked)
    elif _is_for_a_person(received, mailbox):
        asked = asked or _known_sender(received.sender)
        row.outcome = Outcome.UNREADABLE
        if asked is None:
            row.outcome = Outcome.IGNORED
    is_answered = row.outcome in (Outcome.REFUSED, Outcome.UNREADABLE) or sentence
    if is_answered and not received.is_automatic:
        row.answered = _answer(asked, sentence)
    row.save()
    return row.outcome


def _asked(received, mailbox):
    """The one who was asked, by the tokens in the addresses; None for none, or for several."""
    tokens = filter(None, map(mailbox.token_in, received.recipients))
    found = {}
    for token in tokens:
        if (read := read_reply_token(token)) is not None:
            found[read[0].pk, read[1]] = AskedOrganisation(*read)
    return next(iter(found.values())) if len(found) == 1 else None


def _digest(raw, received, asked):
    if asked and received.reply:
        parts = [asked.invitation.pk, asked.address, received.reply]
    elif received.identity.strip("/"):
        parts = [received.identity]
    else:
        return sha256(raw).hexdigest()
    return sha256(repr(parts).encode()).hexdigest()


def _is_for_a_person(received, mailbox):
    return not received.is_automatic and not mailbox.is_own(received.sender)


def _known_sender(address):
    """As whom we may answer a mail without a token; None for strangers."""
    users = User.objects.filter(email=address, is_active=True)
    invitations = Invitation.objects.standing().of_coming_events()
    theirs = Q(contact_email__iexact=address) | Q(grants__user__in=users)
    organisations = Organisation.objects.active().filter(theirs)
    rows = invitations.filter(organisation__in=organisations)
    for invitation in rows.select_related("event__centre", "organisation")[:1]:
        if address in addresses_of(invitation.organisation):
            return AskedOrganisation(
                invitation, address, addresses_of(invitation.organisation)[address]
            )
    return None


def _take(reply, asked):
    """(outcome, what to say where it was not taken); call it in the language of who was asked."""
    invitation = asked.invitation
    if reply.uid != uid_of(invitation.event) or reply.attendee != asked.address.lower():
        return Outcome.UNREADABLE, ""
    if invitation.answer == reply.answer and reply.remark in ("", invitation.remark):
        return Outcome.TAKEN, ""
    if _is_older(reply, invitation):
        text = _("A newer answer was given already: “%(answer)s”. It still stands.")
        return Outcome.REFUSED, text % {"answer": invitation.get_answer_display()}
    if invitation.event.is_ahead and _is_for_an_older_event(reply, asked):
        return Outcome.REFUSED, _("The event has changed since the invitation that was answered.")
    try:
        answer_invitation(
            invitation=invitation,
            answer=reply.answer,
            people=invitation.people,
            remark=reply.remark or invitation.remark,
            way=Invitation.Way.CALENDAR,
        )
    except ValidationError as refusal:
        return Outcome.REFUSED, " ".join(refusal.messages)
    return Outcome.TAKEN, _asks_about_named(invitation, reply)


def _asks_about_named(invitation, reply):
    """What to ask where people are named and nobody comes; "" where there is nothing to ask."""
    number = sum(count_named([invitation]).values()) if reply.answer == "no" else 0
    if not number:
        return ""
    text = ngettext(
        "You are not coming, but %(n)s person is named. Say whether the person comes.",
        "You are not coming, but %(n)s people are named. Say whether they come.",
        number,
    )
    return text % {"n": number}


def _is_older(reply, invitation):
    """Whether it was sent before the answer that stands: mails come late, and twice."""
    stands = invitation.answered_at
    return stands is not None and reply.at < stands.replace(microsecond=0)


def _is_for_an_older_event(reply, asked):
    """Whether the event was told otherwise since the calendar that answers took it in."""
    invitation = asked.invitation
    if reply.sequence is None:
        return reply.at < invitation.told_at
    with override(asked.language):
        told = version_of(invitation.event, asked.language, until=invitation.told_at)
    return reply.sequence < told.number + invitation.withdrawals


def _answer(asked, sentence):
    """Tell whoever was asked what to do; what stands for the address, "" where enough was said."""
    mark = salted_hmac("events.replies.answered", asked.address.lower()).hexdigest()
    since = timezone.now() - timedelta(days=1)
    if ReadReply.objects.filter(answered=mark, created_at__gte=since).count() >= MOST_ANSWERS:
        return ""
    with override(asked.language):
        queue_answer(
            asked.invitation,
            asked.address,
            asked.language,
            sentence=sentence
            or _("We could not read the answer that came from your calendar or by mail."),
            link=link_of(asked.invitation, asked.address, asked.language),
        )
    return mark
