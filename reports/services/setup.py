"""Setting up what is reported: indicators with their versions, dimensions whose values fit."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from events.models import Event
from participants.models import Category, Disability, Sex
from reports.definitions import definition_of
from reports.models import (
    Dimension,
    DimensionValue,
    Indicator,
    IndicatorDimension,
    IndicatorVersion,
    Snapshot,
)

UNKNOWN = "unknown"
Rule = Dimension.Rule


def codes_of(rule):
    """[(code, label), …] that the values of a dimension with that rule may hold; none for ages."""
    return {
        Rule.SEX: lambda: list(Sex.choices),
        Rule.DISABILITY: lambda: list(Disability.choices),
        Rule.CATEGORY: lambda: [
            (row.code, row.label) for row in Category.objects.filter(is_counted=True)
        ],
        Rule.EVENT_KIND: lambda: list(Event.Kind.choices),
        Rule.AGE: list,
    }[rule]()


@transaction.atomic
def save_indicator(*, indicator, dimensions, made_by, save_related=None):
    """Save an indicator with its dimensions in order, and keep a version of what changed.

    `save_related`: saves the many-to-many choices once the row is there (a form's `save_m2m`).
    """
    chosen = list(dict.fromkeys(dimension for dimension in dimensions if dimension))
    if len(chosen) > IndicatorDimension.MOST:
        raise ValidationError(_("An indicator has at most three dimensions."))
    if any(dimension.project_id != indicator.output.project_id for dimension in chosen):
        raise ValidationError(_("Choose dimensions of this project."))
    indicator.save()
    if save_related:
        save_related()
    indicator.dimension_rows.all().delete()
    for position, dimension in enumerate(chosen, 1):
        indicator.dimension_rows.create(dimension=dimension, position=position)
    record_version(indicator=indicator, made_by=made_by)
    return indicator


def record_version(*, indicator, made_by=None):
    """Keep the indicator as it stands, if that differs from its newest version."""
    indicator = Indicator.objects.for_counting().get(pk=indicator.pk)
    definition = definition_of(indicator)
    newest = indicator.versions.first()
    if newest and newest.definition == definition:
        return newest
    number = newest.number + 1 if newest else 1
    return IndicatorVersion.objects.create(
        indicator=indicator, number=number, definition=definition, made_by=made_by
    )


@transaction.atomic
def save_dimension(*, dimension, rows, made_by):
    """Save a dimension with its values, in the order of `rows`; a new version of its indicators.

    `rows`: dicts with `id` (or None), `code`, `name_sq`, `name_en`, `age_from`, `age_to`, `codes`.
    """
    check_values(rule=dimension.rule, rows=rows)
    dimension.save()
    kept = {row["id"] for row in rows if row.get("id")}
    dimension.values.exclude(pk__in=kept).delete()
    for position, row in enumerate(rows, 1):
        value = dimension.values.filter(pk=row.get("id")).first()
        value = value or DimensionValue(dimension=dimension)
        for name in ("code", "name_sq", "name_en", "age_from", "age_to", "codes"):
            setattr(value, name, row.get(name))
        value.position = position
        value.save()
    for indicator in dimension.indicators.all():
        record_version(indicator=indicator, made_by=made_by)
    return dimension


def check_values(*, rule, rows):
    """Refuse values that overlap, leave a gap between two bands, or hold what the rule lacks."""
    if not rows:
        raise ValidationError(_("A dimension needs at least one value."))
    codes = [row["code"] for row in rows]
    if len(set(codes)) < len(codes):
        raise ValidationError(_("Two values have the same code."))
    if rule == Rule.AGE:
        _check_bands(rows)
    else:
        _check_codes(rule, rows)


def _name(row):
    return row["name_sq"] or row["name_en"] or row["code"]


def _check_bands(rows):
    bands = [row for row in rows if UNKNOWN not in (row.get("codes") or [])]
    if len(rows) - len(bands) > 1:
        raise ValidationError(_("Only one value can hold the people whose age is not known."))
    for row in bands:
        if row["age_from"] is None:
            raise ValidationError(_("Enter the first age of “%(name)s”.") % {"name": _name(row)})
        if row["age_to"] is not None and row["age_to"] < row["age_from"]:
            raise ValidationError(_("The last age cannot be below the first."))
    bands.sort(key=lambda row: row["age_from"])
    for lower, upper in zip(bands, bands[1:], strict=False):
        names = {"first": _name(lower), "second": _name(upper)}
        if lower["age_to"] is None or upper["age_from"] <= lower["age_to"]:
            raise ValidationError(_("“%(first)s” and “%(second)s” overlap.") % names)
        if upper["age_from"] > lower["age_to"] + 1:
            raise ValidationError(_("There is a gap between “%(first)s” and “%(second)s”.") % names)


def _check_codes(rule, rows):
    offered = dict(codes_of(rule))
    holders = {}
    for row in rows:
        if not row["codes"]:
            raise ValidationError(_("Say what “%(name)s” holds.") % {"name": _name(row)})
        for code in row["codes"]:
            if code not in offered:
                raise ValidationError(
                    _("“%(name)s” holds something that this dimension does not divide by.")
                    % {"name": _name(row)}
                )
            if code in holders:
                raise ValidationError(
                    _("“%(first)s” and “%(second)s” overlap.")
                    % {"first": holders[code], "second": _name(row)}
                )
            holders[code] = _name(row)


def delete_row(row, *, project):
    """Delete an output, indicator, dimension or period on which nothing depends."""
    if Snapshot.objects.filter(report__period__project=project).exists() and not _is_period(row):
        raise ValidationError(
            _(
                "Reports of this project are frozen: what they name is kept. Take it out of the "
                "reports instead."
            )
        )
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        raise ValidationError(_("Something else still depends on it.")) from None


def _is_period(row):
    return row._meta.model_name == "reportingperiod"
