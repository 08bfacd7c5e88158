"""Asking for an erasure, deciding it, and the holds that stand against it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.access_log import Action
from events.models import Attachment
from participants.models import Participant
from retention.models import Erasure, Hold

DECIDE = "retention.decide_erasure"
Status = Erasure.Status


@transaction.atomic
def ask_erasure(*, erasure, log):
    """Save a request; ValidationError where the record may not go, or is asked for already."""
    person = _locked(erasure.participant_id)
    _refuse_kept(person)
    if Erasure.objects.open().filter(participant=person).exists():
        raise ValidationError(_("Somebody has asked for this already."))
    erasure.save()
    log(Action.ERASE, person, change="asked", why=erasure.why)
    return erasure


@transaction.atomic
def confirm_erasure(*, erasure, confirmed_by, files, log):
    """Let it be done, with these `files` (ids of attachments); ValidationError where it may not."""
    person = _locked(erasure.participant_id)
    erasure = _waiting(erasure)
    _refuse_kept(person)
    if refusal := why_not(erasure, confirmed_by):
        raise ValidationError(refusal)
    erasure.files = sorted(set(files) & {row.pk for row in files_of(person, confirmed_by)})
    return _decide(erasure, Status.CONFIRMED, confirmed_by, log)


@transaction.atomic
def refuse_erasure(*, erasure, refused_by, refusal, log):
    """Say no, and why: the person has a right to read it."""
    erasure = _waiting(erasure)
    erasure.refusal = refusal
    return _decide(erasure, Status.REFUSED, refused_by, log)


@transaction.atomic
def take_back_erasure(*, erasure, taken_back_by, log):
    """Ask no more for it."""
    return _decide(_waiting(erasure), Status.TAKEN_BACK, taken_back_by, log)


@transaction.atomic
def set_hold(*, hold, log):
    """Save a hold; ValidationError once an erasure was confirmed, or the name is gone."""
    person = _locked(hold.participant_id)
    if person.anonymised_on:
        raise ValidationError(_("Nobody’s name is known here any more: it stays as it is."))
    if Erasure.objects.filter(participant=person, status=Status.CONFIRMED).exists():
        raise ValidationError(_("The erasure was confirmed already: it is under way."))
    hold.save()
    log(Action.HOLD, person, change="set")
    return hold


@transaction.atomic
def end_hold(*, hold, ended_by, log):
    """End a hold; a second time it is ended already."""
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if hold.ended_at is None:
        hold.ended_at, hold.ended_by = timezone.now(), ended_by
        hold.save(update_fields=["ended_at", "ended_by", "updated_at"])
        log(Action.HOLD, hold.participant, change="ended")
    return hold


def why_not(erasure, user):
    """Why this user may not confirm it, as a sentence; "" where they may."""
    if user.pk != erasure.asked_by_id:
        return ""
    if other_deciders(erasure):
        return _("You asked for it yourself: another coordinator confirms it.")
    if not erasure.is_of_age:
        return _("There is no second coordinator here: you can confirm it 24 hours after asking.")
    return ""


def other_deciders(erasure):
    """The coordinators of the person's centre but whoever asked."""
    users = User.objects.coordinators().exclude(pk=erasure.asked_by_id)
    centre = erasure.participant.centre_id
    return [user for user in users if user.holds_in(DECIDE, centre)]


def files_of(person, user):
    """The attachments of all events to which somebody came, as far as `user` may open them."""
    came = person.registrations.active().attended().order_by().values("event")
    files = Attachment.objects.visible_to(user).filter(event__in=came)
    return files.select_related("event").order_by("-event__starts_at", "pk")


def _refuse_kept(person):
    if person.anonymised_on or person.merged_into_id:
        raise ValidationError(_("Nobody’s name is known here any more: it stays as it is."))
    if hold := Hold.objects.standing().filter(participant=person).first():
        raise ValidationError(
            _("A legal hold keeps this record: %(reason)s"), params={"reason": hold.reason}
        )


def _locked(key):
    return Participant.objects.select_for_update(of=("self",)).get(pk=key)


def _waiting(erasure):
    found = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    if found.status != Status.WAITING:
        raise ValidationError(_("This was decided already."))
    return found


def _decide(erasure, status, user, log):
    erasure.status, erasure.decided_by, erasure.decided_at = status, user, timezone.now()
    erasure.save()
    changes = {Status.REFUSED: "declined", Status.TAKEN_BACK: "withdrawn"}
    log(Action.ERASE, erasure.participant, change=changes.get(status, str(status)))
    return erasure
