"""Figures that are typed into an open report, and the file they are in."""

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from reports.models import Indicator, ManualSource, Report
from reports.unicef.typed.forms import TypedFiguresForm
from reports.unicef.typed.services import save_typed_figures
from shkej.lib.refusals import tell_at
from shkej.lib.uploads.reading import CONTENT_TYPES


def manual_figures(request, report_id, indicator_id):
    """Type the figures of an indicator that nothing here can count; only while it is open."""
    reports = Report.objects.visible_to(request.user, request.permission).for_page()
    report = get_object_or_404(reports, pk=report_id)
    indicators = Indicator.objects.for_counting().typed()
    indicator = get_object_or_404(
        indicators.filter(output__project=report.project), pk=indicator_id
    )
    if not report.is_open:
        messages.error(request, _("This report is frozen: nothing in it can be changed any more."))
        return redirect("reports:report_detail", report.pk)
    sources = ManualSource.objects.prefetch_related("figures").select_related("typed_by")
    source = sources.filter(report=report, indicator=indicator).first()
    is_sent = request.method == "POST"
    data = (request.POST, request.FILES) if is_sent else ()
    form = TypedFiguresForm(*data, indicator=indicator, source=source)
    if is_sent and form.is_valid():
        try:
            save_typed_figures(
                report=report,
                indicator=indicator,
                figures=form.figures,
                note=form.cleaned_data["note"],
                upload=form.cleaned_data["upload"],
                typed_by=request.user,
            )
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(request, _("The typed figures were saved."))
            return redirect("reports:report_detail", report.pk)
    context = {"report": report, "indicator": indicator, "form": form, "source": source}
    status = 409 if form.has_conflict else 200
    return render(request, "reports/unicef/typed/typed.html", context, status=status)


@csp({"default-src": [NONE], "sandbox": True})
def manual_source(request, report_id, source_id):
    """Send the source file to be kept on the reader's device; leaves a line in the log."""
    reports = Report.objects.visible_to(request.user, request.permission)
    sources = ManualSource.objects.filter(report__in=reports).select_related("report__period")
    source = get_object_or_404(sources, pk=source_id, report=report_id)
    try:
        content = source.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    request.log(Action.VIEW_FILE, source.report, kind="manual_source")
    ending = source.original_name.rpartition(".")[2]
    response = FileResponse(
        content,
        as_attachment=True,
        filename=source.original_name,
        content_type=CONTENT_TYPES.get(ending, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
