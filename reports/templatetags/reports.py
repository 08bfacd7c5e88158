"""How the reports' tables and links are shown."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shkej.templatetags.shkej import number

register = template.Library()


@register.filter
def rows(table, most):
    """The first `most` rows of a table, each as [(column, value), …]."""
    return [list(zip(table.columns, row, strict=True)) for row in table.rows[:most]]


@register.filter
def total_row(table):
    """The total of a table as [(column, value), …]."""
    return list(zip(table.columns, table.total, strict=True))


@register.filter
def shown(value):
    """A cell of a table: a day, a figure, a text."""
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return number(value) if isinstance(value, int) else value


@register.filter
def amount(value, unit="number"):
    """An amount of an indicator: "1.234", or of a part "15 / 20 (75%)"."""
    v, d = (value["v"], value["d"]) if isinstance(value, dict) else (value.v, value.d)
    if unit == "number":
        return number(v)
    if not d:
        return f"{number(v)} / {number(d)}"
    share = _("%(percent)s%%") % {"percent": number(100 * v / d, 1)}
    return f"{number(v)} / {number(d)} ({share})"


@register.filter
def said(pair):
    """A text of a snapshot in the reader's language, else in the other one."""
    language = get_language()[:2]
    return pair.get(language) or next(filter(None, pair.values()), "")
