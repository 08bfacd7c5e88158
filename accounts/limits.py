"""How often somebody may do something within some time, counted by the access log."""

from django.db import transaction
from django.utils import timezone

from accounts.models import AccessLog, User


def may_once_more(request, action, target, *, most, within, **detail):
    """Whether the user may do `action` with `target` once more; if so it stands in the log.

    `most` times `within` (a timedelta). The user's row is locked meanwhile: of two requests at once
    the second counts the first.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=request.user.pk)
        done = AccessLog.objects.of(target).filter(
            user=request.user, action=action, at__gt=timezone.now() - within
        )
        if done.count() >= most:
            return False
        request.log(action, target, **detail)
        return True
