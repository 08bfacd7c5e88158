"""How what is known about a person is shown."""

from django import template

from shkej.lib import phones
from shkej.lib.dates import today

register = template.Library()

register.filter("masked_phone", phones.masked_phone)
register.filter("masked_email", phones.masked_email)


@register.filter
def age_today(person):
    """Completed years today, or None where nothing is known."""
    return person.age_on(today())
