"""How far a task is, for whoever started it; what failed, for administrators."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from background import failures as failing
from background.models import Round, StartedTask
from background.readiness import readiness


def task(request, task_id):
    """Show how far a task is, and where to see what came of it; what has ended is then seen.

    The page asks again by itself: 204 where nothing is new since the state `known`.
    """
    rows = StartedTask.objects.visible_to(request.user).select_related("result")
    started = get_object_or_404(rows, result_id=task_id)
    if request.htmx and request.GET.get("known") == started.known:
        return HttpResponse(status=204)
    if started.is_finished and started.seen_at is None:
        started.seen_at = timezone.now()
        started.save(update_fields=["seen_at", "updated_at"])
    context = {
        "task": started,
        "lacks_worker": not started.is_finished and not readiness().working,
    }
    page = "partials/task_state.html" if request.htmx else "task.html"
    return render(request, f"background/{page}", context)


def failures(request):
    """List what failed and why, what comes round, and whether a worker lives."""
    context = {
        "list_title": _("Background tasks"),
        "listed": failing.failures(),
        "rounds": Round.objects.select_related("result"),
        "readiness": readiness(),
    }
    return render(request, "background/failures.html", context)
