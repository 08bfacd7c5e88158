"""An indicator in plain data: what a version keeps of it, and what a frozen report says of it."""

from reports.models import Dimension, Indicator
from reports.models.report_data import DefinitionData, DimensionData, PartData, SelectionData
from shkej.lib.bilingual import texts_of


def dimension_data(dimension: Dimension) -> DimensionData:
    """A dimension with its values in order."""
    return {
        "id": dimension.pk,
        "code": dimension.code,
        "name": texts_of(dimension, "name"),
        "rule": dimension.rule,
        "values": [
            {
                "id": value.pk,
                "code": value.code,
                "name": texts_of(value, "name"),
                "age_from": value.age_from,
                "age_to": value.age_to,
                "codes": value.codes,
            }
            for value in dimension.values.all()
        ],
    }


def definition_of(indicator: Indicator) -> DefinitionData:
    """Texts, rule, selection, methods and dimensions; asks for `IndicatorQuerySet.for_counting`."""
    found: DefinitionData = {
        "id": indicator.pk,
        "code": indicator.code,
        "title": texts_of(indicator, "title"),
        "definition": texts_of(indicator, "definition"),
        "means_of_verification": texts_of(indicator, "means_of_verification"),
        "unit": indicator.unit,
        "rule": indicator.rule,
        "selection": _selection(indicator),
        "baseline": {"v": indicator.baseline_v, "d": indicator.baseline_d},
        "target": None
        if indicator.target_v is None
        else {"v": indicator.target_v, "d": indicator.target_d},
        "across_locations": indicator.across_locations,
        "across_periods": indicator.across_periods,
        "dimensions": [dimension_data(row) for row in indicator.ordered_dimensions],
    }
    if indicator.numerator:
        found["numerator"] = _part(indicator.numerator)
    if indicator.denominator:
        found["denominator"] = _part(indicator.denominator)
    return found


def _part(indicator: Indicator) -> PartData:
    return {
        "code": indicator.code,
        "rule": indicator.rule,
        "selection": _selection(indicator),
    }


def _selection(indicator: Indicator) -> SelectionData:
    projects = [indicator.output.project, *indicator.other_projects.all()]
    return {
        "event_kinds": sorted(indicator.event_kinds),
        "categories": sorted(row.code for row in indicator.categories.all()),
        "age_from": indicator.age_from,
        "age_to": indicator.age_to,
        "projects": [project.code for project in projects],
        "locations": [row.name for row in indicator.locations.all()],
        "sessions": indicator.threshold,
        "counts_unnamed": indicator.counts_unnamed,
    }
