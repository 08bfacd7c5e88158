"""The name, the mark and the colours of the house that uses this; known to every template."""

from django import template

from shkej import __version__
from shkej.lib import house

register = template.Library()
register.simple_tag(house.house_name)
register.simple_tag(house.house_file)


@register.simple_tag
def program_version():
    """The version of the program, as its changelog names it."""
    return __version__
