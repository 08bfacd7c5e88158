"""Once a month: who opened and exported how much, for coordinators (docs/security.md, P17)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import ExtractHour
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.granting.coordinators import other_coordinators
from accounts.models import AccessLog, LogDigest
from accounts.models.access_log import LOOKED, TAKEN, Action
from accounts.outbox import Content, queue_mail
from shkej.lib.one_at_a_time import one_at_a_time

AT_NIGHT = Q(hour__gte=20) | Q(hour__lt=6)  # in Tirana
MOST = 40  # users in one mail, the busiest first


def send_digests():
    """Write the mails about last month, once; how many. Nobody gets lines beyond their scope."""
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    with transaction.atomic(), one_at_a_time("log-digest") as is_ours:
        if not is_ours or LogDigest.objects.filter(month=month).exists():
            return 0
        LogDigest.objects.create(month=month)
        written = 0
        for user in other_coordinators(None):
            with override(user.language):
                if content := _content(month, list(counted(user, month))):
                    queue_mail(to=user.email, content=content)
                    written += 1
        return written


def counted(reader, month):
    """Rows (name, opened, lists, exports, at_night) of a month, as far as `reader` may see it.

    `opened`: different people whose page was opened; `month`: its first day.
    """
    begins, ends = _begin(month), _begin((month + timedelta(days=31)).replace(day=1))
    lines = AccessLog.objects.visible_to(reader).filter(at__gte=begins, at__lt=ends)
    looked = Q(action__in=LOOKED)
    return (
        lines.filter(looked | Q(action__in=TAKEN), user__isnull=False)
        .annotate(hour=ExtractHour("at", tzinfo=timezone.get_default_timezone()))
        .order_by()
        .values_list("user__name")
        .annotate(
            opened=Count("object_id", distinct=True, filter=Q(action=Action.VIEW_PARTICIPANT)),
            lists=Count("pk", filter=Q(action=Action.VIEW_PARTICIPANTS)),
            exports=Count("pk", filter=Q(action__in=TAKEN)),
            at_night=Count("pk", filter=AT_NIGHT),
        )
        .order_by("-exports", "-opened", "user__name")
    )


def _begin(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _content(month, rows):
    if not rows:
        return None
    words = {"month": date_format(month, "F Y")}
    lines = [
        _("Who opened and exported how much in %(month)s, as far as you answer for it:") % words,
        "\n".join(_line(*row) for row in rows[:MOST]),
        _("If something looks strange, ask; each line is in the access log:"),
        settings.SITE_URL + reverse("accounts:access_log"),
    ]
    subject = _("SHKEJ: who opened and exported how much in %(month)s") % words
    return Content(subject=subject, text="\n\n".join(lines) + "\n")


def _line(name, opened, lists, exports, at_night):
    parts = [
        ngettext("%(number)s person opened", "%(number)s people opened", opened)
        % {"number": opened},
        ngettext("%(number)s list with names", "%(number)s lists with names", lists)
        % {"number": lists},
        ngettext("%(number)s export", "%(number)s exports", exports) % {"number": exports},
    ]
    if at_night:
        parts.append(_("%(number)s of it between 20:00 and 6:00") % {"number": at_night})
    return f"– {name}: {', '.join(parts)}"
