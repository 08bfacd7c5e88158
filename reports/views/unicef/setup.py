"""The set-up of a project's reports: document, outputs, indicators, dimensions, periods."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.translations import missing_texts
from reports.forms.indicators import IndicatorForm
from reports.forms.setup import DimensionForm, DocumentForm, OutputForm, PeriodForm, value_rows
from reports.models import (
    Dimension,
    Indicator,
    Output,
    ProgrammeDocument,
    ReportingPeriod,
)
from reports.querysets import reported_projects
from reports.services import setup as services

CHANGE = "reports.change_indicator"
edits = require_http_methods(["GET", "HEAD", "POST"])
allowed = permission_required(CHANGE, raise_exception=True)


def _project(request, project_id):
    return get_object_or_404(reported_projects(request.user, CHANGE), pk=project_id)


def _row(request, model, pk, path="project"):
    projects = reported_projects(request.user, CHANGE)
    return get_object_or_404(model.objects.filter(**{f"{path}__in": projects}), pk=pk)


@require_safe
@allowed
def setup(request, project_id):
    """Everything that is set up for a project, and what is missing in one of the languages."""
    project = _project(request, project_id)
    outputs = project.outputs.prefetch_related("indicators__dimension_rows__dimension")
    dimensions = project.dimensions.prefetch_related("values")
    texts = [
        *((row, ["title"]) for row in outputs),
        *((i, ["title", "definition"]) for row in outputs for i in row.indicators.all()),
        *((row, ["name"]) for row in dimensions),
        *((value, ["name"]) for row in dimensions for value in row.values.all()),
    ]
    context = {
        "project": project,
        "document": ProgrammeDocument.objects.filter(project=project).first(),
        "outputs": outputs,
        "dimensions": dimensions,
        "periods": project.reporting_periods.order_by("starts_on"),
        "missing": [
            (row, label, code) for row, names in texts for label, code in missing_texts(row, names)
        ],
    }
    return render(request, "reports/unicef/setup.html", context)


def _edit(request, form, *, project, heading, save=None):
    """Show a form of the set-up, or save it and go back."""
    if request.method == "POST" and form.is_valid():
        (save or form.save)()
        messages.success(request, _("Saved."))
        return redirect("reports:setup", project.pk)
    row = form.instance
    context = {"form": form, "project": project, "heading": heading, "row": row}
    if row.pk:
        context["kind"] = row._meta.model_name
    status = 409 if form.has_conflict else 200
    return render(request, "reports/unicef/setup_form.html", context, status=status)


def _data(request):
    return request.POST if request.method == "POST" else None


@edits
@allowed
def document_update(request, project_id):
    """The agreement with UNICEF."""
    project = _project(request, project_id)
    found = ProgrammeDocument.objects.filter(project=project).first()
    form = DocumentForm(_data(request), instance=found or ProgrammeDocument(project=project))
    return _edit(request, form, project=project, heading=_("Agreement with UNICEF"))


@edits
@allowed
def output_create(request, project_id):
    """Add an output."""
    project = _project(request, project_id)
    last = project.outputs.count() + 1
    form = OutputForm(_data(request), instance=Output(project=project, position=last))
    return _edit(request, form, project=project, heading=_("Add output"))


@edits
@allowed
def output_update(request, output_id):
    """Change an output."""
    output = _row(request, Output, output_id)
    form = OutputForm(_data(request), instance=output)
    return _edit(request, form, project=output.project, heading=_("Edit the output"))


@edits
@allowed
def period_create(request, project_id):
    """Add a reporting period."""
    project = _project(request, project_id)
    last = project.reporting_periods.order_by("-number").first()
    period = ReportingPeriod(project=project, number=last.number + 1 if last else 1)
    form = PeriodForm(_data(request), instance=period)
    return _edit(request, form, project=project, heading=_("Add reporting period"))


@edits
@allowed
def period_update(request, period_id):
    """Change a reporting period."""
    period = _row(request, ReportingPeriod, period_id)
    form = PeriodForm(_data(request), instance=period)
    return _edit(request, form, project=period.project, heading=_("Edit the reporting period"))


@edits
@allowed
def indicator_create(request, output_id):
    """Add an indicator to an output."""
    output = _row(request, Output, output_id)
    indicator = Indicator(output=output, position=output.indicators.count() + 1)
    return _edit_indicator(request, indicator, _("Add indicator"))


@edits
@allowed
def indicator_update(request, indicator_id):
    """Change an indicator; what changes makes a new version."""
    indicator = _row(request, Indicator, indicator_id, "output__project")
    return _edit_indicator(request, indicator, _("Edit the indicator"))


def _edit_indicator(request, indicator, heading):
    project = indicator.output.project
    form = IndicatorForm(_data(request), instance=indicator, project=project)

    def save():
        row = form.save(commit=False)
        services.save_indicator(
            indicator=row,
            dimensions=form.dimensions,
            made_by=request.user,
            save_related=form.save_m2m,
        )

    return _edit(request, form, project=project, heading=heading, save=save)


@edits
@allowed
def dimension_create(request, project_id):
    """Add a dimension; its values are asked for on the next page."""
    project = _project(request, project_id)
    form = DimensionForm(_data(request), instance=Dimension(project=project))
    if request.method == "POST" and form.is_valid():
        dimension = form.save()
        return redirect("reports:dimension_update", dimension.pk)
    return _edit(request, form, project=project, heading=_("Add dimension"))


@edits
@allowed
@transaction.atomic
def dimension_update(request, dimension_id):
    """Change a dimension and its values."""
    dimension = _row(request, Dimension, dimension_id)
    form = DimensionForm(_data(request), instance=dimension)
    rows = value_rows(_data(request), dimension=dimension)
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        try:
            services.save_dimension(
                dimension=form.save(commit=False), rows=rows.rows(), made_by=request.user
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:setup", dimension.project_id)
    context = {
        "form": form,
        "rows": rows,
        "project": dimension.project,
        "row": dimension,
        "kind": "dimension",
        "heading": _("Edit the dimension"),
    }
    status = 409 if form.has_conflict else 200
    return render(request, "reports/unicef/setup_form.html", context, status=status)


KINDS = {
    "output": (Output, "project"),
    "indicator": (Indicator, "output__project"),
    "dimension": (Dimension, "project"),
    "reportingperiod": (ReportingPeriod, "project"),
}


@require_POST
@allowed
def setup_delete(request, kind, row_id):
    """Delete a row of the set-up on which nothing depends."""
    model, path = KINDS[kind]
    row = _row(request, model, row_id, path)
    project = row.project
    try:
        services.delete_row(row, project=project)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Deleted."))
    return redirect("reports:setup", project.pk)
