"""How what comes round is shown."""

from datetime import timedelta

from django import template
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def how_often(every):
    """`every` (a timedelta of whole minutes) in the largest unit that divides it."""
    for unit in (timedelta(days=1), timedelta(hours=1)):
        number, rest = divmod(every, unit)
        if number and not rest:
            return _in_words(unit, number)
    return _in_words(timedelta(minutes=1), every // timedelta(minutes=1))


def _in_words(unit, n):
    if unit == timedelta(days=1):
        return ngettext("every day", "every %(n)s days", n) % {"n": n}
    if unit == timedelta(hours=1):
        return ngettext("every hour", "every %(n)s hours", n) % {"n": n}
    return ngettext("every minute", "every %(n)s minutes", n) % {"n": n}
