"""How figures, days and texts in two languages are shown: what `shkej.lib` has, for templates."""

from django import template

from shkej.lib.bilingual import bilingual
from shkej.lib.dates import near_date
from shkej.lib.numbers import number
from shkej.lib.phones import spoken

register = template.Library()
register.filter(number)
register.filter(near_date)
register.filter("phone", spoken)
register.simple_tag(bilingual)
