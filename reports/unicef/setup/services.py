"""Setting up what is reported: indicators with their versions, dimensions, and what may go."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from reports.models import (
    Dimension,
    DimensionValue,
    Indicator,
    IndicatorDimension,
    IndicatorVersion,
    Output,
    ReportingPeriod,
    Snapshot,
)
from reports.models.divisions import UNKNOWN
from reports.models.indicator_queryset import IndicatorQuerySet
from reports.models.report_data import IndicatorData
from reports.unicef.setup.definitions import definition_of
from reports.unicef.setup.values import check_values
from shkej.lib.bilingual import said, texts_of

LONGEST_CODE = 30


@transaction.atomic
def save_indicator(
    *, indicator: Indicator, dimensions: Sequence[Dimension], made_by: User, **several: Iterable
) -> Indicator:
    """Write an indicator, its dimensions in their order and what it counts; keep a version.

    `several`: `categories`, `other_projects` or `locations` to be set; what is left out stays.
    """
    _check_dimensions(indicator, dimensions)
    indicator.clean()
    indicator.validate_constraints()
    if indicator.pk:
        _lock(indicator)
    indicator.save()
    for name, rows in several.items():
        getattr(indicator, name).set(rows)
    _set_dimensions(indicator, dimensions)
    parts = Q(numerator=indicator) | Q(denominator=indicator)
    record_versions(Indicator.objects.filter(Q(pk=indicator.pk) | parts), made_by=made_by)
    return indicator


def _lock(row: Indicator | Dimension) -> None:
    type(row).objects.select_for_update().get(pk=row.pk)


def _check_dimensions(indicator: Indicator, dimensions: Sequence[Dimension]) -> None:
    if len(dimensions) > IndicatorDimension.MOST:
        raise ValidationError(_("An indicator has at most three dimensions."))
    if len({row.pk for row in dimensions}) < len(dimensions):
        raise ValidationError(_("Each dimension can be chosen once."))
    if any(row.project_id != indicator.output.project_id for row in dimensions):
        raise ValidationError(_("Choose dimensions of this project."))
    if indicator.counting.of_events and not all(row.division.event for row in dimensions):
        raise ValidationError(
            _("Events have no sex, age or disability: divide them by the type of the event.")
        )


def _set_dimensions(indicator: Indicator, dimensions: Sequence[Dimension]) -> None:
    wanted = [row.pk for row in dimensions]
    rows = indicator.dimension_rows.order_by("position")
    if list(rows.values_list("dimension", flat=True)) == wanted:
        return
    rows.delete()
    for position, key in enumerate(wanted, 1):
        indicator.dimension_rows.create(dimension_id=key, position=position)


def record_versions(indicators: IndicatorQuerySet, *, made_by: User) -> None:
    """Keep a new version of each of `indicators` whose definition is not its newest one's."""
    for indicator in indicators.for_counting():
        _lock(indicator)
        newest = indicator.versions.first()
        definition = json.loads(json.dumps(definition_of(indicator)))
        if newest is None or newest.definition != definition:
            IndicatorVersion.objects.create(
                indicator=indicator,
                number=newest.number + 1 if newest else 1,
                definition=definition,
                made_by=made_by,
            )


@transaction.atomic
def save_dimension(
    *, dimension: Dimension, rows: Sequence[DimensionValue], made_by: User
) -> Dimension:
    """Write a dimension so that exactly `rows` are its values, in this order; keep versions.

    Bands of ages are sorted, the youngest first. What a frozen report holds may get another name,
    but it can neither go nor hold other people.
    """
    check_values(dimension, rows)
    if dimension.division.of_ages:
        rows = sorted(rows, key=lambda row: (row.age_from is None, row.age_from))
    dimension.validate_constraints()
    stored = {}
    if dimension.pk:
        _lock(dimension)
        stored = {row.pk: row for row in dimension.values.all()}
    frozen = frozen_values(dimension) if stored else set()
    _refuse_frozen_values(frozen, stored, rows)
    dimension.save()
    _set_values(dimension, stored, rows, frozen)
    record_versions(Indicator.objects.filter(dimension_rows__dimension=dimension), made_by=made_by)
    return dimension


def _refuse_frozen_values(
    frozen: Collection[str], stored: Mapping[int, DimensionValue], rows: Sequence[DimensionValue]
) -> None:
    kept = {row.pk: row for row in rows}
    for key, former in stored.items():
        row = kept.get(key)
        if former.code in frozen and (row is None or _holds(row) != _holds(former)):
            raise ValidationError(
                _(
                    "“%(name)s” is in a frozen report: it can be renamed, but it cannot go or "
                    "hold others. Add another dimension instead."
                ),
                "frozen",
                {"name": former.name},
            )


def _holds(value: DimensionValue) -> tuple[int | None, int | None, list[str]]:
    return value.age_from, value.age_to, sorted(value.codes)


def _set_values(
    dimension: Dimension,
    stored: Mapping[int, DimensionValue],
    rows: Sequence[DimensionValue],
    frozen: Collection[str],
) -> None:
    kept = {row.pk for row in rows if row.pk}
    if not kept <= set(stored):
        raise ValidationError(_("The dimension has changed meanwhile; open the page again."))
    for key, former in stored.items():
        if key not in kept:
            former.delete()
    codes = {
        number: stored[row.pk].code
        for number, row in enumerate(rows)
        if row.pk and (not dimension.division.of_ages or stored[row.pk].code in frozen)
    }
    for number, row in enumerate(rows):
        if number not in codes:
            codes[number] = _free_code(row, set(codes.values()))
    for key in kept:  # so that no two have the same code on the way
        dimension.values.filter(pk=key).update(code=f"~{key}")
    for number, row in enumerate(rows):
        row.dimension, row.position, row.code = dimension, number + 1, codes[number]
        row.save()


def _free_code(row: DimensionValue, taken: Collection[str]) -> str:
    """What files call the value: its ages, or its name in Latin letters; never a comma."""
    if row.codes == [UNKNOWN]:
        wanted = UNKNOWN
    elif row.age_from is not None:
        wanted = f"{row.age_from}+" if row.age_to is None else f"{row.age_from}-{row.age_to}"
    else:
        wanted = slugify(said(texts_of(row, "name"), "en")) or row.codes[0]
    wanted = wanted[: LONGEST_CODE - 3].strip("-")
    numbered = (f"{wanted}-{number}" for number in range(2, 100))
    return wanted if wanted not in taken else next(c for c in numbered if c not in taken)


def _frozen_indicators(project: int) -> Iterator[tuple[int, IndicatorData]]:
    """Every indicator as the frozen reports of `project` hold it."""
    for snapshot in Snapshot.objects.filter(report__period__project=project):
        for output in snapshot.data["outputs"]:
            for row in output["indicators"]:
                yield output["id"], row


def frozen_values(dimension: Dimension) -> set[str]:
    """The codes of the values of `dimension` that are in frozen reports."""
    return {
        value["code"]
        for _output, row in _frozen_indicators(dimension.project_id)
        for part in row["dimensions"]
        if part["id"] == dimension.pk
        for value in part["values"]
    }


@transaction.atomic
def delete_row(row: Output | Indicator | Dimension | ReportingPeriod) -> None:
    """Delete an output, indicator, dimension or period on which nothing hangs; else refuse."""
    refusal = why_it_stays(row)
    if refusal:
        raise ValidationError(refusal)
    try:
        row.delete()
    except ProtectedError:
        raise ValidationError(_("Something else needs this: it cannot be deleted.")) from None


def why_it_stays(row: Output | Indicator | Dimension | ReportingPeriod) -> str:
    """Why a row of the set-up cannot be deleted, in words; "" where it can."""
    return {
        Output: _why_output,
        Indicator: _why_indicator,
        Dimension: _why_dimension,
        ReportingPeriod: _why_period,
    }[type(row)](row)


def _why_output(output: Output) -> str:
    if any(key == output.pk for key, _row in _frozen_indicators(output.project_id)):
        return _("This output is in a frozen report: it cannot be deleted.")
    if output.indicators.exists():
        return _("This output has indicators. Delete them first.")
    if output.assessments.exists():
        return _("A report rates this output already: it cannot be deleted.")
    return ""


def _why_indicator(indicator: Indicator) -> str:
    frozen = _frozen_indicators(indicator.output.project_id)
    if any(row["id"] == indicator.pk for _output, row in frozen):
        return _(
            "This indicator is in a frozen report: it cannot be deleted. To report it no "
            "longer, edit it and take it out of the reports."
        )
    if Indicator.objects.filter(Q(numerator=indicator) | Q(denominator=indicator)).exists():
        return _("This indicator is part of a ratio: it cannot be deleted.")
    if indicator.manual_sources.exists():
        return _("Figures have been typed in for this indicator: it cannot be deleted.")
    return ""


def _why_dimension(dimension: Dimension) -> str:
    if frozen_values(dimension):
        return _("This dimension is in a frozen report: it cannot be deleted.")
    if dimension.indicator_rows.exists():
        return _("Indicators are divided by this dimension. Take it out of them first.")
    return ""


def _why_period(period: ReportingPeriod) -> str:
    if period.reports.filter(frozen_at__isnull=False).exists():
        return _("A report on this period is frozen: the period cannot be deleted.")
    if period.reports.exists():
        return _("A report on this period has been begun: the period cannot be deleted.")
    return ""
