"""The report as a file, in Albanian, in English, or as the pair."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from background.made_files import MadeFile, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from background.sending import send_file
from reports.attendance.answer import EXPORT
from reports.attendance.document import documents, gather
from reports.attendance.forms import QuestionForm
from reports.counting import count_attendance
from reports.exporters.reasons import FiguresForm
from reports.exporters.writing import CONTENT_TYPES, FORMATS, write
from shkej.lib import pdf
from shkej.lib.bilingual import BOTH, LANGUAGES

# So many events are written in about a second; files with more are made by the worker.
AT_ONCE = {"csv": 1000, "xlsx": 1000, "docx": 40, "pdf": 20}


def download(request):
    """Send the file, or have it made where it is large; leaves a line in the log."""
    form = QuestionForm(request.GET, user=request.user, permission=EXPORT)
    kind, language = request.GET.get("format"), request.GET.get("language")
    if not request.GET or not form.is_valid():
        return redirect("reports:attendance")
    if kind not in FORMATS or language not in (*LANGUAGES, BOTH):
        raise Http404
    if kind == "pdf" and not pdf.is_available():
        raise Http404
    question = form.question
    reasons = FiguresForm(request.GET, project=question.project)
    if reasons.chosen is None:
        messages.error(request, _("Choose what the figures are for."))
        asked = question.address(reason=request.GET.get("reason"))
        return redirect(f"{reverse('reports:attendance')}?{asked}#heading-downloads")
    return send_file(
        request,
        attendance_file,
        question.address(),
        kind,
        language,
        reasons.chosen.value,
        target=question.project or question.centre,
        is_large=_events(question, request.user) > AT_ONCE[kind],
    )


@makes_file(gettext_lazy("Attendance report as a file"))
def attendance_file(user, address, kind, language, reason=""):
    """Write the report that `address` asks for, as far as `user` sees it now."""
    form = QuestionForm(QueryDict(address), user=user, permission=EXPORT)
    if not user.has_perm(EXPORT) or not form.is_valid():
        raise CannotBeDone(NO_LONGER)
    question = form.question
    count = count_attendance(question.scope(user, EXPORT), question.period)
    report = gather(question, count, user, EXPORT)
    name, content = write(
        documents(language, report),
        kind,
        pgettext_lazy("name of a file", "attendance"),
        *question.facts_in_name(),
    )
    logged = {
        "report": address,
        "format": kind,
        "language": language,
        "reason": reason,
        "small_cells": report.has_small_cells,
        "reference": question.project.unicef_reference if question.project else "",
    }
    return MadeFile(name, content, CONTENT_TYPES[name.rsplit(".", 1)[-1]], logged)


def _events(question, user):
    events = question.scope(user, EXPORT).events
    return events.filter(question.period.days("starts_on")).count()
