"""Who somebody may be that comes to the sign-in page of a demonstration."""

from django import template

from demonstration.start.views import people

register = template.Library()


@register.simple_tag
def people_to_be():
    """[(role, its label, name)] of the six."""
    return people()
