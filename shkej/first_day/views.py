"""The page of the first day, what somebody says of a step, and a mail to try."""

import logging
import smtplib

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage, get_connection
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models.first_day import FirstDayStep
from shkej.first_day.steps import BY_NAME, FirstDay, State, has_keys

REACHES_NOBODY = ("console", "dummy")
FAULTS = (OSError, smtplib.SMTPException)

logger = logging.getLogger(__name__)


def first_day(request):
    """All steps, which of them are open, and what is done on this very page."""
    context = {"first_day": FirstDay(request.user), "has_keys": has_keys()}
    return render(request, "first_day/first_day.html", context)


def first_day_step(request, name):
    """Call a step done, skip it, or take it up again."""
    step, state = BY_NAME.get(name), request.POST.get("state", "")
    if step is None or not request.user.has_perm(step.permission):
        raise Http404
    if state == State.DONE and not step.can_be_said:
        raise Http404
    if state in State.values:
        said = {"state": state, "said_by": request.user}
        FirstDayStep.objects.update_or_create(name=name, defaults=said)
    else:
        FirstDayStep.objects.filter(name=name).delete()
    return redirect("first_day")


def first_day_mail(request):
    """Send a mail to whoever asks, at once, and say in words what came of it."""
    if settings.EMAIL_BACKEND.split(".")[-2] in REACHES_NOBODY:
        messages.error(request, _("No mail server is set: EMAIL_URL in .env names it."))
        return redirect("first_day")
    mail = EmailMessage(
        subject=_("SHKEJ: a mail to try"),
        body=_("This mail arrived: links to set a password and invitations will arrive too."),
        to=[request.user.email],
    )
    try:
        mail.connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
        mail.send()
    except FAULTS as fault:
        logger.warning("The mail to try was not sent (%s).", type(fault).__name__)
        words = _("The mail server did not take it (%(kind)s). “manage.py doctor” says more.")
        messages.error(request, words % {"kind": type(fault).__name__})
    else:
        said = {"state": State.DONE, "said_by": request.user}
        FirstDayStep.objects.update_or_create(name="mail", defaults=said)
        words = _("A mail is on its way to %(address)s. Look whether it arrives, also among spam.")
        messages.success(request, words % {"address": request.user.email})
    return redirect("first_day")
