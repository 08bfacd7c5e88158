"""Recording that somebody asks for their data, and that they got them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from retention.models import AccessRequest
from shkej.lib.dates import today


@transaction.atomic
def record_request(*, asked, log):
    """Save a request; ValidationError where nobody's name is known any more."""
    person = asked.participant
    if person.anonymised_on:
        raise ValidationError(_("Nobody’s name is known here any more: it stays as it is."))
    asked.save()
    log(Action.ACCESS_REQUEST, person, change="asked")
    return asked


@transaction.atomic
def note_answered(*, asked, answered_by, log):
    """Note that the file was handed over; ValidationError the second time."""
    asked = AccessRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if asked.answered_on:
        raise ValidationError(_("This was answered already."))
    asked.answered_on, asked.answered_by = today(), answered_by
    asked.save()
    log(Action.ACCESS_REQUEST, asked.participant, change="answered")
    return asked
