"""What is reported of a project, on one page: where it is entered, and what still lacks."""

from django.shortcuts import get_object_or_404, render

from partners.missing_texts import missing_texts
from reports.models import Indicator, ProgrammeDocument
from reports.models.scope import reported_projects
from reports.unicef.setup.views.shared import CHANGE

INDICATOR_TEXTS = ["title", "definition", "means_of_verification"]


def setup(request, project_id):
    """Show document, outputs with indicators, dimensions with values, and periods."""
    project = get_object_or_404(reported_projects(request.user, CHANGE), pk=project_id)
    indicators = Indicator.objects.filter(output__project=project)
    indicators = indicators.prefetch_related("dimension_rows__dimension")
    by_output = {}
    for indicator in indicators:
        row = {"row": indicator, "missing": missing_texts(indicator, INDICATOR_TEXTS)}
        by_output.setdefault(indicator.output_id, []).append(row)
    context = {
        "project": project,
        "document": ProgrammeDocument.objects.filter(project=project).first(),
        "outputs": [
            {
                "row": output,
                "missing": missing_texts(output, ["title"]),
                "indicators": by_output.get(output.pk, []),
            }
            for output in project.outputs.all()
        ],
        "dimensions": [
            {"row": dimension, "missing": _missing_names(dimension)}
            for dimension in project.dimensions.prefetch_related("values")
        ],
        "periods": project.reporting_periods.all(),
    }
    return render(request, "reports/unicef/setup/setup.html", context)


def _missing_names(dimension):
    """What lacks one language, of a dimension and of its values."""
    missing = missing_texts(dimension, ["name"])
    for value in dimension.values.all():
        missing += [(value.name, code) for _label, code in missing_texts(value, ["name"])]
    return missing
