"""Known to every template: the house that uses this with its mark, and how a date is written."""

from django import template
from django.template import defaultfilters

from shkej import __version__
from shkej.lib import house
from shkej.lib.dates import unbroken

register = template.Library()
register.simple_tag(house.house_name)
register.simple_tag(house.house_file)


@register.simple_tag
def program_version():
    """The version of the program, as its changelog names it."""
    return __version__


@register.filter(expects_localtime=True, is_safe=False)
def date(value, form=None):
    """Django's own filter, with a day and its month on one line."""
    return unbroken(defaultfilters.date(value, form))
