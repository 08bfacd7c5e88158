"""A report's files: for UNICEF, for a donor, for machines."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from background.made_files import MadeFile, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from background.sending import send_file
from events.models import Registration
from reports.exporters.reasons import FiguresReason
from reports.models import Report
from reports.unicef.files import KINDS, OF_A_DRAFT, write_file
from reports.unicef.files.bundle import bundle_of
from reports.unicef.freezing.figures import figures_of
from shkej.lib import pdf
from shkej.lib.bilingual import BOTH, LANGUAGES

EXPORT = "reports.export_report"
PDF = ("pdf", "picture")
# Written in a second: attendances that a draft counts anew, cells of a frozen report.
COUNTED_AT_ONCE = 5_000
WRITTEN_AT_ONCE = {"docx": 150, "pdf": 60, "picture": 60}


def report_download(request, report_id, kind):
    """Send one file, or have it made where it is large; leaves a line in the log."""
    report = _report(request.user, report_id)
    language = request.GET.get("language", BOTH)
    if report is None or kind not in KINDS or language not in (*LANGUAGES, BOTH):
        raise Http404
    if report.is_open and kind not in OF_A_DRAFT:
        raise Http404
    if kind in PDF and not pdf.is_available():
        raise Http404
    return send_file(
        request,
        report_file,
        report_id,
        kind,
        language,
        target=report,
        is_large=_is_large(report, kind),
    )


@makes_file(_("File of a report to UNICEF"))
def report_file(user, report_id, kind, language):
    """Write one file of a report: of a draft with the figures as they are now."""
    report = _report(user, report_id) if user.has_perm(EXPORT) else None
    if report is None or report.is_open and kind not in OF_A_DRAFT:
        raise CannotBeDone(NO_LONGER)
    bundle = bundle_of(report, figures_of(report) if report.is_open else None)
    name, content, content_type = write_file(bundle, kind, language)
    logged = {
        "format": kind,
        "language": language,
        "reason": FiguresReason.AGREEMENT.value,
        "small_cells": bundle.has_small_cells,
        "reference": bundle.figures["project"]["unicef_reference"],
    }
    return MadeFile(name, content, content_type, logged)


def _report(user, report_id):
    return Report.objects.visible_to(user, EXPORT).for_page().filter(pk=report_id).first()


def _is_large(report, kind):
    if report.is_open:
        period = report.period
        rows = Registration.objects.filter(event__projects=period.project)
        return rows.filter(event__starts_on__lte=period.ends_on).count() > COUNTED_AT_ONCE
    if kind not in WRITTEN_AT_ONCE:
        return False
    cells = sum(
        len(place["cells"])
        for output in report.snapshot.data["outputs"]
        for row in output["indicators"]
        for place in row["locations"]
    )
    return cells > WRITTEN_AT_ONCE[kind]
