"""Pages of a dimension with its values."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from reports.models import Dimension
from reports.models.divisions import DIVISIONS, division_choices
from reports.unicef.setup.forms.dimensions import DimensionForm, value_rows
from reports.unicef.setup.services import save_dimension
from reports.unicef.setup.views.shared import (
    DeletionWords,
    FormWords,
    back_to_setup,
    confirm_delete,
    form_page,
    project_for,
    row_for,
)
from shkej.lib.forms.editing import row_differences
from shkej.lib.pages import saved_whole
from shkej.lib.refusals import tell_at


def dimension_create(request, project_id):
    """Ask by what the dimension divides, then for its values; some are proposed."""
    project = project_for(request, project_id)
    rule = request.GET.get("rule")
    if rule not in DIVISIONS:
        context = {
            "project": project,
            "rules": division_choices(),
            "back": back_to_setup(project),
        }
        return render(request, "reports/unicef/setup/dimension_rule.html", context)
    dimension = Dimension(project=project, rule=rule)
    return _edit(request, dimension, _("Add a dimension"))


@saved_whole
def dimension_update(request, dimension_id):
    """Change a dimension and its values; each indicator that it divides gets a version."""
    dimension = row_for(request, Dimension, dimension_id)
    return _edit(request, dimension, _("Edit the dimension"))


def _edit(request, dimension, heading):
    data = request.POST if request.method == "POST" else None
    form = DimensionForm(data, instance=dimension)
    values = value_rows(data, dimension=dimension)
    if data is not None and all([form.is_valid(), values.is_valid()]):
        try:
            save_dimension(dimension=form.instance, rows=values.values(), made_by=request.user)
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(request, _("The dimension was saved."))
            return redirect(back_to_setup(dimension.project, "dimensions"))
    if form.has_conflict:
        now = value_rows(None, dimension=dimension)
        form.stored.extend(row_differences(_("Values"), values, now))
    return form_page(
        request,
        form,
        dimension.project,
        FormWords(heading, _("Save dimension")),
        template="reports/unicef/setup/dimension_form.html",
        values=values,
        rule=dimension.get_rule_display(),
    )


@saved_whole
def dimension_delete(request, dimension_id):
    """Ask, then delete a dimension that divides nothing."""
    dimension = row_for(request, Dimension, dimension_id)
    words = DeletionWords(
        heading=_("Delete the dimension"),
        question=_("Do you want to delete the dimension “%(name)s”?") % {"name": dimension},
        consequence=_("Its values and what they mean in UNICEF’s portal go with it."),
        action=_("Delete the dimension"),
        done=_("The dimension was deleted."),
    )
    return confirm_delete(request, dimension, dimension.project, words, anchor="dimensions")
