"""How figures are written in the reader's language."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import numberformat
from django.utils.formats import get_format


def number(value, decimals=None):
    """A figure with its thousands grouped: 1 234,5 in Albanian, 1,234.5 in English.

    Anything that is no number comes back as it is.
    """
    try:
        figure = Decimal(str(value))
        if decimals is not None:
            figure = figure.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)
    except InvalidOperation:
        return "" if value is None else value
    if not figure.is_finite():
        return value
    return numberformat.format(
        figure,
        get_format("DECIMAL_SEPARATOR"),
        grouping=get_format("NUMBER_GROUPING"),
        thousand_sep=get_format("THOUSAND_SEPARATOR"),
        force_grouping=True,
        use_l10n=True,
    )
