"""One report: its figures and words, its checks, and its way to UNICEF."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from reports.models import OutputAssessment, Report
from reports.unicef.checks import run_checks
from reports.unicef.files.bundle import bundle_of
from reports.unicef.freezing import services
from reports.unicef.freezing.changes import changes_since, late_corrections
from reports.unicef.freezing.decisions import decisions_since
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.services import FREEZE
from reports.unicef.pages.forms import AssessmentForm, ReportStatusForm, ReportTextsForm
from reports.unicef.pages.narrative_facts import narrative_facts, narrative_questions
from reports.unicef.typed.services import typed_of
from shkej.lib import pdf
from shkej.lib.refusals import tell

VIEW, CHANGE = "reports.view_report", "reports.change_report"


def _report(request, report_id, permission):
    reports = Report.objects.visible_to(request.user, permission).for_page()
    return get_object_or_404(reports, pk=report_id)


def report_detail(request, report_id):
    """Show the report; while it is open, take its words. Frozen figures are those of then."""
    report = _report(request, report_id, VIEW)
    can_change = report.is_open and request.user.has_perm(CHANGE)
    if request.method == "POST":
        return _save_words(request, _report(request, report_id, CHANGE))
    return _page(request, report, *(_forms(report) if can_change else (None, [])))


def _forms(report, data=None):
    """The form of the report's words, and one for each output."""
    said = {row.output_id: row for row in report.assessments.all()}
    assessments = [
        AssessmentForm(
            data,
            prefix=f"output-{output.pk}",
            instance=said.get(output.pk) or OutputAssessment(report=report, output=output),
        )
        for output in report.project.outputs.all()
    ]
    return ReportTextsForm(data, instance=report), assessments


@transaction.atomic
def _save_words(request, report):
    report = Report.objects.for_page().select_for_update(of=("self",)).get(pk=report.pk)
    if not report.is_open:
        messages.error(request, _("This report is frozen: nothing in it can be changed any more."))
        return redirect("reports:report_detail", report.pk)
    form, assessments = _forms(report, request.POST)
    if not all([form.is_valid(), *(each.is_valid() for each in assessments)]):
        return _page(request, report, form, assessments, status=409 if form.has_conflict else 200)
    form.save()
    for each in assessments:
        if each.has_changed():
            each.save()
    services.back_to_draft(report)
    messages.success(request, _("The report was saved."))
    return redirect("reports:report_detail", report.pk)


def _former_figures(report):
    """The frozen figures of the period before, where there are some."""
    former = Report.objects.filter(
        period__project=report.project,
        period__starts_on__lt=report.period.starts_on,
        frozen_at__isnull=False,
    ).select_related("snapshot")
    newest = former.order_by("-period__starts_on", "-version").first()
    return newest.snapshot.data if newest else None


def _narrative_help(figures, output, former):
    return {
        "facts": narrative_facts(figures, output["id"], former),
        "questions": narrative_questions(output["rating"]),
    }


def _page(request, report, form, assessments, *, typed_reason="", status=200):
    frozen = getattr(report, "snapshot", None)
    figures = frozen.data if frozen else ReportFigures(report).data()
    former = _former_figures(report) if assessments else None
    by_output = {each.instance.output_id: each for each in assessments}
    context = {
        "report": report,
        "typed_reason": typed_reason,
        "figures": figures,
        "snapshot": frozen,
        "form": form,
        "outputs": [
            (row, by_output.get(row["id"]), _narrative_help(figures, row, former))
            for row in figures["outputs"]
        ],
        "assessment_errors": [each for each in assessments if each.errors],
        "has_pdf": pdf.is_available(),
        "narrative_kinds": [("docx", "Word"), *([("pdf", "PDF")] if pdf.is_available() else [])],
        "has_small_cells": bundle_of(report).has_small_cells if frozen else False,
        "ratings": OutputAssessment.Rating.choices,
        "typed": typed_of(report),
        "versions": report.period.reports.order_by("-version"),
        "changes": changes_since(report) if frozen else [],
        "corrections": late_corrections(report) if frozen else [],
        "decisions": decisions_since(report) if frozen else [],
        "can_freeze": report.is_checked and request.user.has_perm(FREEZE),
        "next_steps": [step for step, before in services.STEPS.items() if report.status in before],
    }
    if context["can_freeze"] and report.checked_by_id == request.user.pk:
        context["others"] = services.who_else_freezes(report, request.user)
        context["is_alone"] = True
    return render(request, "reports/unicef/pages/report.html", context, status=status)


def report_checks(request, report_id):
    """Everything that is checked before freezing, each finding with the way to correct it."""
    return _checks_page(request, _report(request, report_id, VIEW))


def _checks_page(request, report, *, typed=None, status=200):
    """The checks; `typed`: {code of a check: the reason that was refused}."""
    checks = run_checks(ReportFigures(report)) if report.is_open else []
    context = {
        "report": report,
        "found": [(check, (typed or {}).get(check.code, "")) for check in checks if check.findings],
        "fine": [check for check in checks if not check.findings],
        "is_ready": not any(check.stands for check in checks),
    }
    return render(request, "reports/unicef/checks/checks.html", context, status=status)


def accept_warning(request, report_id, code):
    """Say why a warning may stay."""
    report = _report(request, report_id, CHANGE)
    why = request.POST.get("why", "")
    try:
        services.accept_warning(
            report=report,
            code=code,
            why=why,
            accepted_by=request.user,
        )
    except ValidationError as refusal:
        tell(request, refusal)
        return _checks_page(request, report, typed={code: why}, status=422)
    return redirect("reports:report_checks", report.pk)


def report_check(request, report_id):
    """Confirm that the checks were gone through."""
    report = _report(request, report_id, CHANGE)
    try:
        services.check_report(report=report, checked_by=request.user)
    except ValidationError as refusal:
        tell(request, refusal)
        return redirect("reports:report_checks", report.pk)
    if services.who_else_freezes(report, request.user):
        words = _("The checks are in order. Now somebody else freezes the report.")
    else:
        words = _("The checks are in order. The report can be frozen.")
    messages.success(request, words)
    return redirect("reports:report_detail", report.pk)


def report_freeze(request, report_id):
    """Freeze the report; leaves a line in the log."""
    report = _report(request, report_id, FREEZE)
    reason = request.POST.get("alone_because", "")
    try:
        with transaction.atomic():
            report = services.freeze_report(
                report=report, frozen_by=request.user, alone_because=reason
            )
            _log(request, report, "frozen")
    except ValidationError as refusal:
        tell(request, refusal)
        if reason and report.is_checked:
            forms = _forms(report) if request.user.has_perm(CHANGE) else (None, [])
            return _page(request, report, *forms, typed_reason=reason, status=422)
    else:
        messages.success(request, _("The report is frozen. Its figures never change any more."))
    return redirect("reports:report_detail", report.pk)


def report_move(request, report_id):
    """Note that it was entered, submitted, sent back or accepted."""
    report = _report(request, report_id, CHANGE)
    form = ReportStatusForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what became of the report."))
        return redirect("reports:report_detail", report.pk)
    try:
        with transaction.atomic():
            services.move_on(report=report, **form.cleaned_data)
            _log(request, report, form.cleaned_data["status"])
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The report’s status was saved."))
    return redirect("reports:report_detail", report.pk)


def _log(request, report, status):
    request.log(Action.REPORT, report, status=str(status), version=report.version)
