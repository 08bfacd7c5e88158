"""The report as a file, in Albanian, in English, or as the pair."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from accounts.models.access_log import Action
from reports.attendance.answer import EXPORT
from reports.attendance.document import documents, gather
from reports.attendance.forms import QuestionForm
from reports.counting import count_attendance
from reports.exporters.writing import CONTENT_TYPES, FORMATS, file_name, write
from shkej.lib.bilingual import BOTH, LANGUAGES
from shkej.lib.pdf import PdfUnavailable


def download(request):
    """Write the file and send it; leaves a line in the log."""
    form = QuestionForm(request.GET, user=request.user, permission=EXPORT)
    kind, language = request.GET.get("format"), request.GET.get("language")
    if not request.GET or not form.is_valid():
        return redirect("reports:attendance")
    if kind not in FORMATS or language not in (*LANGUAGES, BOTH):
        raise Http404
    question = form.question
    count = count_attendance(question.scope(request.user, EXPORT), question.period)
    report = gather(question, count, request.user, EXPORT)
    try:
        name, content = write(documents(language, report), kind, file_name(question))
    except PdfUnavailable as fault:
        raise Http404 from fault
    request.log(
        Action.EXPORT,
        question.project or question.centre,
        report=question.address(),
        format=kind,
        language=language,
        small_cells=report.has_small_cells,
        reference=question.project.unicef_reference if question.project else "",
    )
    response = HttpResponse(content, content_type=CONTENT_TYPES[name.rsplit(".", 1)[-1]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
