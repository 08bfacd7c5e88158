"""Whether the values of a dimension divide everybody: without gap, overlap, or a code twice."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reports.models.divisions import UNKNOWN


def check_values(dimension, rows):
    """Refuse values that overlap, leave a gap, or hold what the rule does not know.

    `rows`: unsaved or changed `DimensionValue`s. A refusal about one of them has its place among
    `rows` as the parameter `row`.
    """
    if not rows:
        raise ValidationError(_("Enter at least one value."), "no_value")
    check = _check_ages if dimension.division.of_ages else _check_codes
    refusals = check(dimension, list(rows))
    if refusals:
        raise ValidationError(refusals)


def _refusal(sentence, row, **params):
    return ValidationError(sentence, params={"row": row, **params})


def _check_ages(_dimension, rows):
    bands, unknown, refusals = [], [], []
    for number, row in enumerate(rows):
        if row.codes == [UNKNOWN] and row.age_from is None and row.age_to is None:
            unknown.append((number, row))
        elif row.codes:
            refusals.append(
                _refusal(
                    _("“%(name)s” is either a band of ages or “age not known”, not both."),
                    number,
                    name=row.name,
                )
            )
        elif row.age_from is None:
            refusals.append(
                _refusal(_("Enter the first age of “%(name)s”."), number, name=row.name)
            )
        elif row.age_to is not None and row.age_to < row.age_from:
            refusals.append(
                _refusal(
                    _("“%(name)s”: the last age cannot be below the first."), number, name=row.name
                )
            )
        else:
            bands.append((number, row))
    if len(unknown) > 1:
        number, row = unknown[1]
        refusals.append(_twice(number, unknown[0][1], row, _("Age not known")))
    if not refusals and not bands:
        refusals.append(_refusal(_("Enter at least one band of ages."), 0))
    return refusals or _neighbours(sorted(bands, key=lambda band: band[1].age_from))


def _neighbours(bands):
    """Refusals of bands, sorted by their first age, that overlap or leave ages out."""
    refusals = []
    for (_before, former), (number, row) in zip(bands, bands[1:], strict=False):
        names = {"first": former.name, "second": row.name}
        if former.age_to is None or row.age_from <= former.age_to:
            refusals.append(
                _refusal(
                    _("“%(first)s” and “%(second)s” overlap: a person would fit both."),
                    number,
                    **names,
                )
            )
        elif row.age_from > former.age_to + 1:
            refusals.append(
                _refusal(
                    _(
                        "Between “%(first)s” and “%(second)s” ages are left out: "
                        "the second begins at %(age)s."
                    ),
                    number,
                    age=former.age_to + 1,
                    **names,
                )
            )
    return refusals


def _twice(number, former, row, label):
    return _refusal(
        _("“%(first)s” and “%(second)s” overlap: both hold “%(code)s”."),
        number,
        first=former.name,
        second=row.name,
        code=label,
    )


def _check_codes(dimension, rows):
    known = dict(dimension.division.codes())
    holders, refusals = {}, []
    for number, row in enumerate(rows):
        if not row.codes or row.age_from is not None or row.age_to is not None:
            refusals.append(_refusal(_("Choose what “%(name)s” holds."), number, name=row.name))
        for code in row.codes:
            if code not in known:
                refusals.append(
                    _refusal(
                        _("“%(name)s” holds something that this dimension does not know."),
                        number,
                        name=row.name,
                    )
                )
            elif code in holders:
                refusals.append(_twice(number, holders[code], row, known[code]))
            else:
                holders[code] = row
    return refusals
