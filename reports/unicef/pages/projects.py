"""The projects that are reported on, and one of them: its periods and its indicators."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from reports.models import Indicator, Report, ReportingPeriod
from reports.models.scope import disclosed_projects, reported_projects
from reports.unicef.freezing.services import begin_report
from shkej.lib.dates import today

VIEW, CHANGE = "reports.view_report", "reports.change_report"


def unicef(request):
    """List the projects on which the reader reports, with the report that is due next."""
    projects = reported_projects(request.user, VIEW)
    periods = ReportingPeriod.objects.filter(project__in=projects).order_by("starts_on")
    done = Report.objects.filter(status__in=["submitted", "accepted"]).values("period")
    due = {}
    for period in periods.exclude(pk__in=done).filter(starts_on__lte=today()):
        due.setdefault(period.project_id, period)
    rows = [
        {"project": project, "due": due.get(project.pk)}
        for project in projects.select_related("programme")
    ]
    context = {"list_title": _("Reports to UNICEF"), "listed": rows, "today": today()}
    return render(request, "reports/unicef/pages/projects.html", context)


def project(request, project_id):
    """One project: its reporting periods with their reports, and its indicators."""
    project = get_object_or_404(reported_projects(request.user, VIEW), pk=project_id)
    is_disclosed = disclosed_projects(request.user, VIEW).filter(pk=project.pk).exists()
    periods = list(project.reporting_periods.order_by("starts_on"))
    newest = {}
    for report in Report.objects.filter(period__in=periods).order_by("version"):
        newest[report.period_id] = report
    context = {
        "project": project,
        "is_disclosed": is_disclosed,
        "periods": [(period, newest.get(period.pk)) for period in periods],
        "outputs": project.outputs.prefetch_related("indicators"),
        "has_indicators": Indicator.objects.filter(output__project=project).exists(),
        "today": today(),
    }
    return render(request, "reports/unicef/pages/project.html", context)


def report_begin(request, period_id):
    """Open the period's report: a new draft where there is none, or after it was sent back."""
    projects = disclosed_projects(request.user, CHANGE)
    period = get_object_or_404(ReportingPeriod.objects.filter(project__in=projects), pk=period_id)
    report = begin_report(period=period, drafted_by=request.user)
    return redirect("reports:report_detail", report.pk)
