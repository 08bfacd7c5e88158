"""The empty file with the headings; the register as a file: the reason, and the file itself."""

import csv

from allauth.account.decorators import reauthentication_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from accounts.reading.shown_people import note
from background.files_with_names import hand_out, locked_workbook, order_locked
from background.lookups import started_or_404
from background.made_files import makes_file
from background.reasons import NO_LONGER, CannotBeDone
from events.importing.columns import template_headings
from events.importing.downloads.forms import DownloadForm
from events.importing.downloads.names import new_name
from events.importing.downloads.remembering import remember
from events.importing.downloads.workbook import register_file
from events.models import Event, Registration
from events.register.lookups import event_for
from shkej.lib.bilingual import reading
from shkej.lib.file_names import file_name

PERMISSION = "events.download_register"
SEPARATORS = {"sq": ";", "en": ","}  # of the fields of a CSV file, as Excel has it in each language


def template(request):
    """An empty file with the headings in the reader's language."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = file_name(pgettext_lazy("name of a file", "shkej-import"), language=reading())
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")  # so that Excel reads the letters right
    csv.writer(response, delimiter=SEPARATORS[reading()]).writerow(template_headings(reading()))
    return response


@reauthentication_required(app="accounts")
def download(request, event_id):
    """Ask for the reason, then have the file made."""
    event = event_for(request, event_id)
    people = event.registrations.active().count()
    form = DownloadForm(request.POST or None)
    is_empty = not people and not event.headcounts.exists()
    if request.method == "POST" and form.is_valid() and not is_empty:
        return order_locked(
            request,
            make_register,
            *(event.pk, form.cleaned_data["reason"].value, reading()),
            url=lambda key: reverse("events:register_download_file", args=[key]),
        )
    context = {"event": event, "form": form, "people": people, "is_empty": is_empty}
    return render(request, "events/importing/downloads/register_download.html", context)


@reauthentication_required(app="accounts")
def file(request, task_id):
    """Hand the file out, as long as its event is one whose names are told."""
    started = started_or_404(request.user, task_id, make_register)
    event_id = started.result.args_kwargs["args"][0]
    event = get_object_or_404(Event.objects.visible_to(request.user, PERMISSION), pk=event_id)
    again = reverse("events:register_download", args=[event.pk])
    return hand_out(request, started, target=lambda logged: event, again=again)


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
    return locked_workbook(f"{name}.xlsx", content, encrypted, reason=reason)
