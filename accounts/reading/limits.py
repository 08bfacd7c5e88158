"""How often somebody may do something within some time, counted by the access log.

The user's row is locked meanwhile: of two requests at once the second counts the first.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.granting.coordinators import coordinators_of
from accounts.models import AccessLog, User
from accounts.models.access_log import Action
from accounts.outbox import Content, queue_mail

MOST_OPENED, WITHIN = 200, timedelta(hours=1)  # docs/security.md, R25

MOST_EXPORTED, A_DAY = 3, timedelta(days=1)  # files of single people; docs/security.md, R25
MOST_FIGURES = 60  # files of figures within a day
ENOUGH_EXPORTED = gettext_lazy(
    "At most three files of single people can be taken within a day. The coordinators were told."
)


class TooManyOpened(Exception):  # noqa: N818 - a limit, and no error
    """Somebody opened many people within an hour: a reason is asked first."""


def may_once_more(request, action, target, *, most, within, **detail):
    """Whether the user may do `action` with `target` once more; if so it is logged.

    `most` times `within` (a timedelta).
    """
    with transaction.atomic():
        _lock(request.user)
        done = AccessLog.objects.of(target).filter(
            user=request.user, action=action, at__gt=timezone.now() - within
        )
        if done.count() >= most:
            return False
        request.log(action, target, **detail)
        return True


def log_opened(request, person, **detail):
    """Write down that the user opens `person`; TooManyOpened where a reason has to be given first.

    Whom they opened within the hour already they may open again.
    """
    with transaction.atomic():
        _lock(request.user)
        people = _opened_by(request.user)
        if str(person.pk) not in people and len(people) >= MOST_OPENED:
            raise TooManyOpened
        request.log(Action.VIEW_PARTICIPANT, person, **detail)


@transaction.atomic
def go_on_with(request, reason):
    """Write down why so many are opened, and tell the coordinators; the count begins anew.

    Once for each time that it is asked: of two presses the second tells nobody.
    """
    _lock(request.user)
    if len(_opened_by(request.user)) < MOST_OPENED:
        return
    request.log(Action.MANY_OPENED, reason=reason.value)
    for coordinator in coordinators_of(request.user):
        with override(coordinator.language):
            words = {
                "name": request.user.name,
                "number": MOST_OPENED,
                "reason": reason.label,
                "link": settings.SITE_URL + reverse("home"),
            }
            text = _(
                "%(name)s opened the pages of more than %(number)s people within an hour, and gave "
                "as the reason: %(reason)s. If you know nothing of it, ask, and have the account "
                "closed until it is clear.\n\n%(link)s"
            )
            content = Content(subject=_("SHKEJ: many people were opened"), text=text % words)
        queue_mail(to=coordinator.email, content=content)


@transaction.atomic
def may_export_people(request):
    """Whether the user may take one more file of single people today; a refusal is logged.

    Call it in the transaction in which the file is handed out and logged.
    """
    _lock(request.user)
    since = timezone.now() - A_DAY
    done = AccessLog.objects.filter(user=request.user, action=Action.EXPORT_PEOPLE, at__gt=since)
    if done.count() < MOST_EXPORTED:
        return True
    request.log(Action.EXPORT_REFUSED)
    return False


@transaction.atomic
def may_export_figures(request):
    """Whether the user may take one more file of figures today; a refusal is logged.

    Call it in the transaction in which the file is handed out and logged.
    So many that nobody who reports meets it, and few enough that whoever takes one after the other,
    to work out of differences what is hidden or whom they mean, is stopped and noticed.
    """
    _lock(request.user)
    since = timezone.now() - A_DAY
    done = AccessLog.objects.filter(user=request.user, action=Action.EXPORT, at__gt=since)
    if done.count() < MOST_FIGURES:
        return True
    request.log(Action.EXPORT_REFUSED, figures=True)
    return False


def _lock(user):
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _opened_by(user):
    """The numbers of the people whom `user` opened since the count began, as texts."""
    opened = AccessLog.objects.filter(
        user=user, action=Action.VIEW_PARTICIPANT, at__gt=_counted_since(user)
    )
    return set(opened.values_list("object_id", flat=True))


def _counted_since(user):
    """An hour ago, or when the last reason was given since."""
    hour_ago = timezone.now() - WITHIN
    reasons = AccessLog.objects.filter(user=user, action=Action.MANY_OPENED, at__gt=hour_ago)
    return reasons.order_by("-at").values_list("at", flat=True).first() or hour_ago
