"""How the reports' tables and links are shown."""

from datetime import date

from django import template
from django.utils.formats import date_format

from reports.unicef.words import amount
from shkej.lib.bilingual import said
from shkej.lib.numbers import number

register = template.Library()
register.filter(amount)
register.filter(said)


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
