"""Pages of an indicator's set-up."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from reports.models import Indicator, Output
from reports.models.scope import reported_projects
from reports.unicef.setup.forms.indicators import SEVERAL, IndicatorForm
from reports.unicef.setup.services import save_indicator
from reports.unicef.setup.views.shared import (
    CHANGE,
    DeletionWords,
    FormWords,
    back_to_setup,
    confirm_delete,
    form_page,
    row_for,
)
from shkej.lib.pages import saved_whole
from shkej.lib.refusals import tell_at

PATH = "output__project"


def indicator_create(request, output_id):
    """Add an indicator to an output."""
    outputs = Output.objects.filter(project__in=reported_projects(request.user, CHANGE))
    output = get_object_or_404(outputs.select_related("project"), pk=output_id)
    last = output.indicators.order_by("-position").first()
    indicator = Indicator(output=output, position=last.position + 1 if last else 1)
    return _edit(request, indicator, _("Add an indicator"))


@saved_whole
def indicator_update(request, indicator_id):
    """Change an indicator; what changes in its definition is a new version."""
    indicator = row_for(request, Indicator, indicator_id, path=PATH)
    return _edit(request, indicator, _("Edit the indicator"))


def _edit(request, indicator, heading):
    data = request.POST if request.method == "POST" else None
    project = indicator.output.project
    form = IndicatorForm(data, instance=indicator, user=request.user)
    if data is not None and form.is_valid():
        try:
            save_indicator(
                indicator=form.instance,
                dimensions=form.chosen_dimensions,
                made_by=request.user,
                **{name: form.cleaned_data[name] for name in SEVERAL},
            )
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(request, _("The indicator was saved."))
            return redirect(back_to_setup(project, f"output-{indicator.output_id}"))
    return form_page(request, form, project, FormWords(heading, _("Save indicator")))


@saved_whole
def indicator_delete(request, indicator_id):
    """Ask, then delete an indicator that no frozen report holds."""
    indicator = row_for(request, Indicator, indicator_id, path=PATH)
    words = DeletionWords(
        heading=_("Delete the indicator"),
        question=_("Do you want to delete the indicator “%(name)s”?") % {"name": indicator},
        consequence=_("Its versions and what it means in UNICEF’s portal go with it."),
        action=_("Delete the indicator"),
        done=_("The indicator was deleted."),
    )
    return confirm_delete(request, indicator, indicator.output.project, words, anchor="outputs")
