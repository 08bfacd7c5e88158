"""A report's files: for UNICEF, for a donor, for machines."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.models.access_log import Action
from reports.models import Report
from reports.unicef.files import KINDS, OF_A_DRAFT, write_file
from reports.unicef.files.bundle import bundle_of
from reports.unicef.freezing.figures import figures_of
from shkej.lib.bilingual import BOTH, LANGUAGES
from shkej.lib.pdf import PdfUnavailable

EXPORT = "reports.export_report"


def report_download(request, report_id, kind):
    """Write one file and send it; leaves a line in the log."""
    reports = Report.objects.visible_to(request.user, request.permission).for_page()
    report = get_object_or_404(reports, pk=report_id)
    language = request.GET.get("language", BOTH)
    if kind not in KINDS or language not in (*LANGUAGES, BOTH):
        raise Http404
    if report.is_open and kind not in OF_A_DRAFT:
        raise Http404
    bundle = bundle_of(report, figures_of(report) if report.is_open else None)
    try:
        name, content, content_type = write_file(bundle, kind, language)
    except PdfUnavailable as fault:
        raise Http404 from fault
    request.log(
        Action.EXPORT,
        report,
        format=kind,
        language=language,
        small_cells=bundle.has_small_cells,
        reference=bundle.figures["project"]["unicef_reference"],
    )
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
