"""How far a task is, for whoever started it; what failed, for administrators."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from background import failures as failing
from background.files_with_names import may_take, show_once
from background.lookups import started_or_404
from background.models import Round
from background.readiness import readiness


def task(request, task_id):
    """Show how far a task is, and where to see what came of it; what has ended is then seen.

    The page asks again by itself: 204 where nothing is new since the state `known`.
    """
    started = started_or_404(request.user, task_id)
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


def password(request, task_id):
    """Show once what opens a file with names, and lead to where it is made.

    The task says which file, and so which right is asked for.
    """
    started = started_or_404(request.user, task_id)
    if not may_take(request.user, started):
        raise Http404
    context = {"password": show_once(request, started), "task": started}
    return render(request, "background/password.html", context)


def failures(request):
    """List what failed and why, what comes round, and whether a worker lives."""
    context = {
        "list_title": _("Background tasks"),
        "listed": failing.failures(),
        "rounds": Round.objects.select_related("result"),
        "readiness": readiness(),
    }
    return render(request, "background/failures.html", context)
