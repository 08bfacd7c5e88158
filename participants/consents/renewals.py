"""Which consents have to be asked for anew, and why."""

from datetime import timedelta

from participants.models import Consent
from shkej.lib.dates import today

SOON = timedelta(days=30)


def renewals_for(user, permission="participants.change_participant"):
    """The answers that count now and have expired, expire within 30 days, or were outgrown."""
    on = today()
    counting = Consent.objects.visible_to(user, permission).newest()
    found = counting.ending(on + SOON + timedelta(days=1)) | counting.outgrown(on)
    return found.select_related(
        "participant", "participant__centre", "participant__category", "shared_with"
    ).order_by("expires_on", "participant__sort_name", "pk")
