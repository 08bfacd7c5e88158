"""How figures, days and texts in two languages are shown: what `shkej.lib` has, for templates."""

from django import template

from shkej.lib.bilingual import bilingual
from shkej.lib.dates import near_date
from shkej.lib.numbers import number

register = template.Library()
register.filter(number)
register.filter(near_date)
register.simple_tag(bilingual)
