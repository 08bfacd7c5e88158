"""Invitations: sent, answered, withdrawn; and whoever is invited is told of every change.

A mail is written in the transaction of the change that it tells of; a command sends it later.
"""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.outbox import queue_mail
from events.inviting.mails import Mail, write_mail
from events.models import Event, EventOrganisation, Invitation, LastLook
from events.services.registers import lock_event
from events.shared_facts import facts_of
from partners.models import Organisation
from shkej.dates import TIRANA, today
from shkej.signed_links import new_key

REMINDED_FROM = time(9)  # on the day before
Answer = Invitation.Answer


@transaction.atomic
def invite(*, event, organisations, invited_by):
    """Invite organisations that stand among the event's: [the invitations made].

    Who was invited and then withdrawn is invited anew. ValidationError where the event is over,
    called off or not shared with them.
    """
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
                "seen_at": None,
                "withdrawn_at": None,
                "reminded_at": now if _is_soon(event) else None,
                **_no_answer(),
            },
        )
        _mail(invitation, event, Mail.INVITATION)
        made.append(invitation)
    return made


def _is_soon(event):
    """Whether what is told now is the reminder as well."""
    return event.starts_on <= today() + timedelta(days=1)


def invitable(event):
    """The active organisations that have a part in `event` and no invitation; no hosts."""
    guests = event.parts.exclude(part=EventOrganisation.Part.HOST).values("organisation")
    invited = event.invitations.standing().values("organisation")
    return Organisation.objects.active().filter(pk__in=guests).exclude(pk__in=invited)


def tell_invited(*events):
    """Mail those who are invited what changed in title, time, place or state; call it on a change.

    Who may not see the event any more, or has no part in it, is told that they are not expected.
    Where the time moved the answer counts no more. Of what is over, nobody is told.
    """
    rows = Invitation.objects.standing().filter(event__in=[event.pk for event in events])
    rows = rows.select_related("organisation").select_for_update(of=("self",), no_key=True)
    by_event = {event.pk: event for event in events}
    parts = EventOrganisation.objects.filter(event__in=by_event)
    parts = set(parts.values_list("event", "organisation"))
    for invitation in rows:
        event = by_event[invitation.event_id]
        # Whoever has a part sees the event, unless the centre keeps it to itself.
        is_shared = event.visibility != Event.Visibility.CENTRE
        if is_shared and (event.pk, invitation.organisation_id) in parts:
            _tell(invitation, event)
        else:
            _withdraw(invitation, event)


def _tell(invitation, event):
    before, facts = invitation.told, facts_of(event)
    kind = _kind(before, facts)
    if facts == before or kind is None or event.last_day < today():
        return  # what they were told stays, until there is something to tell
    if facts["is_sensitive"] and not before["is_sensitive"]:
        invitation.mails.waiting().delete()  # they name it; the new mail says all that is left
    if before["starts_at"] != facts["starts_at"]:
        for name, value in {**_no_answer(), "reminded_at": None}.items():
            setattr(invitation, name, value)
        if _is_soon(event):
            invitation.reminded_at = timezone.now()
    invitation.told, invitation.told_at = facts, timezone.now()
    invitation.save()
    _mail(invitation, event, kind, before=before)


def _kind(before, facts):
    """Which mail tells of a change; none of one on an event that stays called off."""
    if facts["called_off"]:
        return None if before["called_off"] == facts["called_off"] else Mail.CANCELLATION
    return Mail.CHANGE


def tell_of_place(centre):
    """The address of a centre changed: tell those who are invited there."""
    invited = Invitation.objects.standing().values("event")
    tell_invited(*centre.events.filter(starts_on__gte=today(), pk__in=invited))


@transaction.atomic
def withdraw(*, invitation):
    """Take an invitation back; the organisation is told, and its links are dead."""
    event = lock_event(invitation.event)
    _withdraw(invitation, event)


def _withdraw(invitation, event):
    if invitation.withdrawn_at:
        return
    invitation.withdrawn_at = invitation.told_at = timezone.now()
    invitation.key = new_key()  # the links are dead for good, also when it is invited again
    invitation.withdrawals += 1
    invitation.save()
    if event.last_day >= today() and not invitation.told["called_off"]:
        _mail(invitation, event, Mail.WITHDRAWAL)


@transaction.atomic
def answer_invitation(
    *, invitation, answer, people=None, way, answered_by=None, told_at="", answered_at=""
):
    """Keep what an organisation answers; ValidationError once the event is over or called off.

    `people`: how many come, where it says yes. `told_at`: which state of the event the answer is
    for, in ISO format; refused where the event has changed since. `answered_at`: likewise the
    answer that it replaces, "none" for the first; refused where a newer one says otherwise.
    """
    event = lock_event(invitation.event)
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if invitation.withdrawn_at:
        raise ValidationError(_("This invitation was withdrawn."))
    _check_is_ahead(event)
    if told_at and told_at != invitation.told_at.isoformat():
        raise ValidationError(
            _("This event changed meanwhile. Look at it again, then answer."), code="changed"
        )
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
    invitation.seen_at = now
    values = _no_answer()
    if answer != Answer.NONE:
        values = {"answer": answer, "answered_at": now, "answered_by": answered_by, "way": way}
        values["people"] = people if answer == Answer.YES else None
    for name, value in values.items():
        setattr(invitation, name, value)
    invitation.save()
    return invitation


def note_told(invitation):
    """Somebody told the organisation on the telephone; there is nothing to answer any more."""
    invitation.seen_at = timezone.now()
    invitation.save(update_fields=["seen_at", "updated_at"])


@transaction.atomic
def acknowledge(*, user, organisations, until):
    """`user` has seen what changed until then: for themselves, and for their organisations.

    `until`: when the page that they read was made; what changed later they have not seen.
    """
    until = min(until, timezone.now())
    look, _made = LastLook.objects.get_or_create(user=user, defaults={"at": until})
    if look.at < until:  # an older page takes nothing back
        look.at = until
        look.save()
    rows = Invitation.objects.standing().filter(organisation__in=organisations)
    older = Q(seen_at=None) | Q(seen_at__lt=until)
    rows.filter(older).update(seen_at=until, updated_at=timezone.now())


@transaction.atomic
def queue_reminders(now=None):
    """Write a reminder to each who is invited for tomorrow and has not declined: how many.

    From 9:00 on, once for each invitation and start.
    """
    local = timezone.localtime(now, TIRANA)
    if local.time() < REMINDED_FROM:
        return 0
    tomorrow = local.date() + timedelta(days=1)
    events = Event.objects.filter(starts_on=tomorrow, status=Event.Status.PLANNED)
    # Locked before the invitations, as by whoever changes them: no reminder of what is just off.
    events = list(events.order_by("pk").select_for_update(no_key=True))
    rows = Invitation.objects.standing().filter(event__in=events, reminded_at=None)
    rows = rows.exclude(answer=Answer.NO).select_for_update(of=("self",), no_key=True)
    reminded = list(rows.select_related("event__centre", "organisation"))
    for invitation in reminded:
        invitation.reminded_at = timezone.now()
        invitation.save(update_fields=["reminded_at", "updated_at"])
        _mail(invitation, invitation.event, Mail.REMINDER)
    return len(reminded)


def addresses_of(organisation):
    """{address: language} of those who get its mail: its contact, and whoever acts for it."""
    if not organisation.is_active:
        return {}
    found = {}
    if organisation.contact_email:
        found[organisation.contact_email.lower()] = organisation.language
    users = User.objects.acting_for(organisation)
    found.update(users.values_list("email", "language"))
    return found


def _mail(invitation, event, kind, before=None):
    """Queue one mail for each address; nothing where nobody there has one: they are called."""
    end = datetime.combine(event.last_day + timedelta(days=1), time(), tzinfo=TIRANA)
    addresses = addresses_of(invitation.organisation)
    if kind is Mail.WITHDRAWAL:  # whoever is still invited by another organisation keeps the entry
        for other in event.invitations.standing().exclude(pk=invitation.pk):
            for address in addresses_of(other.organisation):
                addresses.pop(address, None)
    for address, language in addresses.items():
        content = write_mail(kind, invitation, event, address, language, before=before)
        mail = queue_mail(to=address, content=content, useless_after=end)
        invitation.mails.add(mail)


def _no_answer():
    return {
        "answer": Answer.NONE,
        "people": None,
        "answered_at": None,
        "answered_by": None,
        "way": "",
    }


def is_ahead(event):
    """Whether one can still be invited to it and answer."""
    return not event.is_called_off and event.last_day >= today()


def _check_is_ahead(event):
    if event.is_called_off:
        raise ValidationError(_("This event was cancelled or postponed."))
    if event.last_day < today():
        raise ValidationError(_("This event is over."))
