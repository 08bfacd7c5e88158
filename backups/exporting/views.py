"""Everything in open formats, for administrators: asked for with a reason, taken away once."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models.access_log import EVERYTHING, Action
from accounts.reading.limits import ENOUGH_EXPORTED, may_export_people
from background.lookups import started_or_404
from background.made_files import kept_facts, take
from background.services import start_task
from backups.archive import recipients
from backups.exporting.making import everybody
from backups.exporting.tasks import export_everything
from backups.forms import ExportForm
from backups.refusals import BackupRefused


@reauthentication_required(app="accounts")
def export(request):
    """Say what an export holds and who can open it; ask for the reason, then have it made."""
    form = ExportForm(request.POST or None)
    has_keys = _has_keys()
    if request.method == "POST" and has_keys and form.is_valid():
        started = start_task(
            export_everything,
            form.cleaned_data["reason"].value,
            started_by=request.user,
            url=lambda key: reverse("backups:export_made", args=[key]),
        )
        return redirect("background:task", started.result_id)
    return render(request, "backups/export.html", {"form": form, "has_keys": has_keys})


@reauthentication_required(app="accounts")
def export_made(request, task_id):
    """Show an export that was made, and how to take it away."""
    started = started_or_404(request.user, task_id, export_everything)
    if not started.is_finished:
        return redirect("background:task", task_id)
    if started.has_failed:
        return redirect("backups:export")
    made = kept_facts(started)
    if made is None:
        return _gone(request)
    return render(request, "backups/export_made.html", {"task": started, "made": made})


@reauthentication_required(app="accounts")
@transaction.atomic
def export_take(request, task_id):
    """Hand the export out, once; the line in the log says whom it tells of."""
    started = started_or_404(request.user, task_id, export_everything, lock=True)
    about = kept_facts(started)
    if about is None:
        return _gone(request)
    if not may_export_people(request):
        messages.error(request, ENOUGH_EXPORTED)
        return redirect("backups:export_made", task_id)
    file = take(started)
    if file is None:
        return _gone(request)
    people = everybody(until=started.result.finished_at)
    request.log(Action.EXPORT_PEOPLE, kind=EVERYTHING, reason=about["reason"], people=people)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=about["called"],
        content_type="application/octet-stream",
    )
    response["Cache-Control"] = "no-store"
    return response


def _has_keys():
    """Whether there are two holders for whom it can be encrypted."""
    try:
        return bool(recipients())
    except BackupRefused:
        return False


def _gone(request):
    messages.info(
        request, _("That export was taken away already, or is no longer kept: have it made again.")
    )
    return redirect("backups:export")
