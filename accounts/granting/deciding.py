"""The second person's word on a role that waits for it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.granting.waiting import waiting_for
from accounts.models import Grant
from accounts.services import log_access, log_grant


@transaction.atomic
def confirm_grant(*, grant, confirmed_by, log=log_access):
    """From now on it counts; ValidationError where it no longer waits, or not for this person."""
    grant = _waiting(grant, confirmed_by)
    grant.waits, grant.confirmed_by = False, confirmed_by
    grant.save()
    log_grant(log, grant, "confirmed", confirmed_by)
    return grant


@transaction.atomic
def refuse_grant(*, grant, refused_by, log=log_access):
    """It will never count; ValidationError as for `confirm_grant`."""
    grant = _waiting(grant, refused_by)
    log_grant(log, grant, "refused", refused_by)
    grant.delete()


def _waiting(grant, user):
    Grant.objects.select_for_update().filter(pk=grant.pk).first()
    found = next((row for row in waiting_for(user) if row.pk == grant.pk), None)
    if found is None:
        raise ValidationError(_("This role is no longer waiting for a decision."))
    return found
