"""What stands out in the log: the page on which somebody says that they looked into it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.alerts.words import amount
from accounts.models import Alert
from shkej.lib.pages import page_of

PER_PAGE = 50


def alerts(request):
    """All alerts that this reader sees, those first that nobody has looked into."""
    rows = Alert.objects.visible_to(request.user).select_related("user", "looked_by")
    page = page_of(request, rows.order_by("-noticed_at", "-pk"), PER_PAGE)
    for alert in page:
        alert.amount = amount(alert)
        alert.waits = alert.looked_at is None and alert.user_id != request.user.pk
    return render(request, "accounts/alerts.html", {"listed": page, "page_obj": page})


def alert_done(request, alert_id):
    """Note who looked into it: never whoever it is about."""
    rows = Alert.objects.visible_to(request.user).exclude(user=request.user)
    if not rows.filter(pk=alert_id).exists():
        raise Http404
    rows = Alert.objects.filter(pk=alert_id, looked_at=None)
    if rows.update(looked_at=timezone.now(), looked_by=request.user, updated_at=timezone.now()):
        messages.success(request, _("It is noted that you looked into it."))
    return redirect("accounts:alerts")
