"""Alerts are written down once, and told to who answers for it, by mail and on a page."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.alerts.finding import found_since
from accounts.alerts.words import sentence
from accounts.granting.coordinators import coordinators_of, other_coordinators
from accounts.models import Alert, LogWatch, User
from accounts.outbox import Content, queue_mail
from shkej.lib.dates import near_date
from shkej.lib.one_at_a_time import one_at_a_time

FIRST_LOOK = timedelta(days=1)
OVERLAP = timedelta(minutes=10)  # a line may be committed later than one with a later time
Kind = Alert.Kind
BY_COORDINATORS = {
    Kind.NAMES_EXPORTED,
    Kind.EXPORTED_AT_NIGHT,
    Kind.EXPORT_REFUSED,
    Kind.MANY_SHOWN,
}
BY_ALL_COORDINATORS = {Kind.EVERYTHING_EXPORTED}
BY_ADMINISTRATORS = {
    *BY_COORDINATORS,
    *BY_ALL_COORDINATORS,
    Kind.LOCKED,
    Kind.MANY_FAILED,
    Kind.DISK_FULL,
}
BY_THEMSELVES = {Kind.NEW_DEVICE, Kind.LOCKED}  # many_opened is told where the reason is given


def watch_log():
    """Look through what the log got since the last time: how many new alerts there are."""
    now = timezone.now()
    with transaction.atomic(), one_at_a_time("log-watch") as is_ours:
        if not is_ours:
            return 0
        watch = LogWatch.objects.first() or LogWatch(watched_until=now - FIRST_LOOK)
        since = watch.watched_until - OVERLAP
        if watch.watched_until > now:  # the clock was ahead: nobody knows what was looked at since
            since = now - FIRST_LOOK
        number = sum(_note(found) for found in found_since(since, now))
        watch.watched_until = now
        watch.save()
        return number


def _note(found):
    """Write an alert down and tell of it, if it is new."""
    alert, is_new = Alert.objects.get_or_create(
        key=found.key,
        defaults={
            "kind": found.kind,
            "user": found.user,
            "line": found.line,
            "number": found.number,
            "noticed_at": found.at,
        },
    )
    if is_new:
        _tell(alert)
    return is_new


def _tell(alert):
    if alert.kind in BY_THEMSELVES and alert.user is not None:
        with override(alert.user.language):
            queue_mail(to=alert.user.email, content=_own_words(alert))
    for reader in readers_of(alert):
        with override(reader.language):
            queue_mail(to=reader.email, content=_words(alert))


def readers_of(alert):
    """Who gets a mail about it: the coordinators of whoever did it, and who runs the system."""
    readers = {}
    if alert.kind in BY_COORDINATORS and alert.user is not None:
        readers |= {user.pk: user for user in coordinators_of(alert.user)}
    if alert.kind in BY_ALL_COORDINATORS:
        readers |= {user.pk: user for user in other_coordinators(alert.user)}
    if alert.kind in BY_ADMINISTRATORS:
        readers |= {user.pk: user for user in User.objects.administrators()}
    return [user for user in readers.values() if user != alert.user]


def _words(alert):
    lines = [sentence(alert), _("When: %(when)s") % {"when": near_date(alert.noticed_at)}]
    if alert.user is not None:
        lines.append(
            _("If you know nothing of it, ask, and have the account closed until it is clear.")
        )
    elif alert.kind == Kind.EVERYTHING_EXPORTED:  # by a command: there is no account to close
        lines.append(_("If you know nothing of it, ask at once who runs the server."))
    lines.append(settings.SITE_URL + reverse("accounts:alerts"))
    return Content(subject=f"SHKEJ: {alert.get_kind_display()}", text="\n\n".join(lines) + "\n")


def _own_words(alert):
    if alert.kind == Kind.LOCKED:
        told = _("Your account was locked for a while after five wrong passwords.")
    else:
        told = _("Somebody signed in to your account on a device that it did not know.")
    lines = [
        told,
        _("When: %(when)s") % {"when": near_date(alert.noticed_at)},
        _(
            "If it was you, there is nothing to do. If not, choose another password at once and "
            "tell an administrator."
        ),
        settings.SITE_URL + reverse("accounts:profile"),
    ]
    return Content(subject=_("SHKEJ: a sign-in to your account"), text="\n\n".join(lines) + "\n")
