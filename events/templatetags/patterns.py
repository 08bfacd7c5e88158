"""Sentences with a number that scripts fill in: both forms, in the reader's language."""

from django import template
from django.utils.html import format_html
from django.utils.translation import ngettext

register = template.Library()


def _unmarked(n):
    return ngettext("%(n)s person is not yet marked.", "%(n)s people are not yet marked.", n)


def _mark_present(n):
    return ngettext("Mark %(n)s as present", "Mark %(n)s as present", n)


def _mark_absent(n):
    return ngettext("Mark %(n)s as absent", "Mark %(n)s as absent", n)


SENTENCES = {"unmarked": _unmarked, "mark_present": _mark_present, "mark_absent": _mark_absent}


@register.simple_tag
def patterns(name, number):
    """An element's attributes `data-one` and `data-many` with `{n}` in them, and its text for now.

    Used as `<p{% patterns "unmarked" 3 %}</p>`. Both languages say "one" for exactly 1.
    """
    sentence = SENTENCES[name]
    one, many = (sentence(n) % {"n": "{n}"} for n in (1, 2))
    words = sentence(number) % {"n": number}
    return format_html(' data-one="{}" data-many="{}">{}', one, many, words)
