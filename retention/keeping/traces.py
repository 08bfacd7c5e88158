"""What falls due of the traces of work: lines of the log, versions of the history, acts.

What is only ever added to goes through the one door (`accounts.audit.redacting`): the chain then
says what was let go of, and still holds.
"""

from django.db.models import Exists, OuterRef, Q

from accounts.models import AccessLog, Alert
from events.models import RegisterAct
from participants.consents.received import about
from retention.keeping.held import held_keys, held_records
from shkej.lib.dates import midnight

AT_ONCE = 5000  # rows in one run: each leaves redactions


def log_lines(day, _centre):
    """Lines to which no alert points, and that tell of nobody who is held."""
    lines = AccessLog.objects.filter(at__lt=midnight(day)).exclude(
        Exists(Alert.objects.filter(line=OuterRef("pk")))
    )
    for key in held_keys():
        lines = lines.exclude(pk__in=AccessLog.objects.filter(about(key)).values("pk"))
    return lines.order_by("pk")[:AT_ONCE]


def versions(model, person):
    """Versions that another one followed before the day, and of rows deleted before it.

    The newest that is on the day stays, so that one can still ask how a row was since then.
    """

    def due(day, _centre):
        versions = model.history.model.objects.filter(history_date__lt=midnight(day))
        later = versions.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
        gone = versions.filter(Exists(later.order_by()) | Q(history_type="-"))
        return gone.exclude(**{f"{person}__in": held_records()}).order_by("pk")[:AT_ONCE]

    return due


def acts(day, centre):
    found = RegisterAct.objects.filter(event__starts_on__lt=day, event__centre=centre)
    found = found.filter(created_at__lt=midnight(day))
    return found.exclude(registration__participant__in=held_records()).order_by("pk")
