"""A broken chain is told at once: to those who run the system, by mail."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit.verifying import faults
from accounts.models import User
from accounts.outbox import Content, queue_mail


def check_chain():
    """Walk the chain; the first fault, of which each administrator was then written, or None."""
    fault = next(faults(), None)
    if fault is not None:
        for user in User.objects.administrators():
            with override(user.language):
                queue_mail(to=user.email, content=_alarm(fault))
    return fault


def _alarm(fault):
    lines = [
        _("What is only added to was changed in the database, past SHKEJ:"),
        _(fault.words) % fault.values,
        _(
            "Keep the present state, ask who reached the database, and compare with the backups. "
            "manage.py verify_audit --all names every place."
        ),
        settings.SITE_URL,
    ]
    return Content(subject=_("SHKEJ: the log can no longer be verified"), text="\n\n".join(lines))
