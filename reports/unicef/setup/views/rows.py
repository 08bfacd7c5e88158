"""Pages of the programme document, outputs and reporting periods of a project."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reports.models import Output, ProgrammeDocument, ReportingPeriod
from reports.unicef.setup.forms.documents import (
    OutputForm,
    ProgrammeDocumentForm,
    ReportingPeriodForm,
)
from reports.unicef.setup.views.shared import (
    DeletionWords,
    FormWords,
    back_to_setup,
    confirm_delete,
    form_page,
    project_for,
    row_for,
)
from shkej.lib.pages import saved_whole


def _edit(request, form, words, *, anchor):
    """Show the form of a row, or save it and say so (`words`: `FormWords`)."""
    project = form.instance.project
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, words.done)
        return redirect(back_to_setup(project, anchor))
    return form_page(request, form, project, words)


def _data(request):
    return request.POST if request.method == "POST" else None


@saved_whole
def document_update(request, project_id):
    """Enter or change the programme document of a project."""
    project = project_for(request, project_id)
    documents = ProgrammeDocument.objects.select_related("project").filter(project=project)
    if request.method == "POST":
        documents = documents.select_for_update(of=("self",))
    document = documents.first() or ProgrammeDocument(project=project)
    form = ProgrammeDocumentForm(_data(request), instance=document)
    words = FormWords(_("Programme document"), _("Save document"), _("The document was saved."))
    return _edit(request, form, words, anchor="document")


def output_create(request, project_id):
    """Add an output, after those that are there."""
    project = project_for(request, project_id)
    output = Output(project=project, position=_next_position(project.outputs))
    form = OutputForm(_data(request), instance=output)
    words = FormWords(_("Add an output"), _("Save output"), _("The output was saved."))
    return _edit(request, form, words, anchor="outputs")


def _next_position(rows):
    last = rows.order_by("-position").first()
    return last.position + 1 if last else 1


@saved_whole
def output_update(request, output_id):
    """Change an output."""
    form = OutputForm(_data(request), instance=row_for(request, Output, output_id))
    words = FormWords(_("Edit the output"), _("Save output"), _("The output was saved."))
    return _edit(request, form, words, anchor="outputs")


@saved_whole
def output_delete(request, output_id):
    """Ask, then delete an output without indicators."""
    output = row_for(request, Output, output_id)
    words = DeletionWords(
        heading=_("Delete the output"),
        question=_("Do you want to delete the output “%(name)s”?") % {"name": output},
        consequence=_("It is gone for good."),
        action=_("Delete the output"),
        done=_("The output was deleted."),
    )
    return confirm_delete(request, output, output.project, words, anchor="outputs")


def period_create(request, project_id):
    """Add a reporting period, after the last one."""
    project = project_for(request, project_id)
    last = project.reporting_periods.order_by("-number").first()
    period = ReportingPeriod(project=project, number=last.number + 1 if last else 1)
    form = ReportingPeriodForm(_data(request), instance=period)
    words = FormWords(_("Add a reporting period"), _("Save period"), _("The period was saved."))
    return _edit(request, form, words, anchor="periods")


@saved_whole
def period_update(request, period_id):
    """Change a reporting period."""
    period = row_for(request, ReportingPeriod, period_id)
    form = ReportingPeriodForm(_data(request), instance=period)
    words = FormWords(_("Edit the reporting period"), _("Save period"), _("The period was saved."))
    return _edit(request, form, words, anchor="periods")


@saved_whole
def period_delete(request, period_id):
    """Ask, then delete a period without reports."""
    period = row_for(request, ReportingPeriod, period_id)
    words = DeletionWords(
        heading=_("Delete the reporting period"),
        question=_("Do you want to delete the reporting period “%(name)s”?") % {"name": period},
        consequence=_("It is gone for good."),
        action=_("Delete the period"),
        done=_("The period was deleted."),
    )
    return confirm_delete(request, period, period.project, words, anchor="periods")
