"""The register as a file: the reason, the password once, and the file itself."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy
from django_tasks import TaskResultStatus

from accounts.encryption import decrypt
from accounts.models.access_log import Action
from accounts.reading.limits import ENOUGH_EXPORTED, may_export_people
from accounts.reading.shown_people import note
from background.locked_files import locked, order_locked, show_once, started_or_404
from background.made_files import MadeFile, kept, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from events.importing.downloads.forms import DownloadForm, DownloadReason
from events.importing.downloads.names import new_name
from events.importing.downloads.remembering import remember
from events.importing.downloads.workbook import register_file
from events.models import Event, Registration
from events.register.lookups import event_for
from shkej.lib.bilingual import reading
from shkej.lib.file_names import file_name

PERMISSION = "events.download_register"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reauthentication_required(app="accounts")
def download(request, event_id):
    """Ask for the reason, then have the file made."""
    event = event_for(request, event_id)
    people = event.registrations.active().count()
    form = DownloadForm(request.POST or None)
    is_empty = not people and not event.headcounts.exists()
    if request.method == "POST" and form.is_valid() and not is_empty:
        started = order_locked(
            request,
            make_register,
            event.pk,
            DownloadReason(form.cleaned_data["reason"]).value,
            reading(),
            url=lambda key: reverse("events:register_download_file", args=[key]),
        )
        return redirect("events:register_download_password", started.result_id)
    context = {"event": event, "form": form, "people": people, "is_empty": is_empty}
    return render(request, "events/importing/downloads/register_download.html", context)


def password(request, task_id):
    """Show once what opens the file, and lead to where it is made."""
    started = started_or_404(request.user, make_register, task_id)
    context = {"password": show_once(request, started), "task": started}
    return render(request, "events/importing/downloads/register_download_password.html", context)


@reauthentication_required(app="accounts")
@transaction.atomic
def file(request, task_id):
    """Hand the file out to whoever had it made; the line in the log says whom it names."""
    started = started_or_404(request.user, make_register, task_id)
    event_id = started.result.args_kwargs["args"][0]
    event = get_object_or_404(Event.objects.visible_to(request.user, PERMISSION), pk=event_id)
    made = kept(started) if started.result.status == TaskResultStatus.SUCCESSFUL else None
    if made is None:
        messages.info(request, _("That file is no longer kept: have it made again."))
        return redirect("events:register_download", event.pk)
    if not may_export_people(request):
        messages.error(request, ENOUGH_EXPORTED)
        return redirect("events:register_download", event.pk)
    content, about = made
    request.log(Action.EXPORT_PEOPLE, event, people=about["people"], **about["logged"])
    response = HttpResponse(content, content_type=about["content_type"])
    response["Content-Disposition"] = content_disposition_header(True, about["name"])
    response["Cache-Control"] = "no-store"
    return response


@makes_file(_("A register as a locked file"))
def make_register(user, event_id, reason, language, encrypted):
    """Write the register into a workbook, remember its lines, and lock it."""
    events = Event.objects.visible_to(user, PERMISSION).select_related("centre")
    event = events.filter(pk=event_id).first()
    if event is None or not user.has_perm(PERMISSION):
        raise CannotBeDone(NO_LONGER)
    with transaction.atomic(), override(language):
        content, told = register_file(event, new_name(), user)
        if not told:
            raise CannotBeDone(NO_LONGER)
        remember(event, told)
        for _row, of in told:
            if isinstance(of, Registration):
                note(of.participant_id)  # for the log: the file names them
        word = pgettext_lazy("name of a file", "attendance-list")
        name = file_name(word, event.local_date.isoformat(), language=language)
    logged = {"reason": reason, "names": "full", "format": "xlsx"}
    return MadeFile(f"{name}.xlsx", locked(content, decrypt(encrypted)), XLSX, logged)
