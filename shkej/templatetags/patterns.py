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


def _unsent(n):
    return ngettext("%(n)s not sent yet", "%(n)s not sent yet", n)


def _unsent_others(n):
    return ngettext(
        "%(n)s of somebody else waits on this device until they sign in.",
        "%(n)s of somebody else wait on this device until they sign in.",
        n,
    )


def _unsent_expired(n):
    return ngettext(
        "%(n)s act could not be sent within a day and was deleted from this device. Look at the "
        "register and make it again.",
        "%(n)s acts could not be sent within a day and were deleted from this device. Look at the "
        "register and make them again.",
        n,
    )


def _unsent_lost(n):
    return ngettext(
        "%(n)s act is not sent yet, or was not done. If you sign out now, it is deleted from this "
        "device.",
        "%(n)s acts are not sent yet, or were not done. If you sign out now, they are deleted from "
        "this device.",
        n,
    )


def _unsent_stays(n):
    return ngettext(
        "%(n)s act is not sent yet. It stays on this device, unreadable, until its user signs in "
        "here again within a day.",
        "%(n)s acts are not sent yet. They stay on this device, unreadable, until their user signs "
        "in here again within a day.",
        n,
    )


def _wrong_pin(n):
    return ngettext(
        "This is not the PIN of this device. %(n)s try is left.",
        "This is not the PIN of this device. %(n)s tries are left.",
        n,
    )


SENTENCES = {
    "unmarked": _unmarked,
    "mark_present": _mark_present,
    "mark_absent": _mark_absent,
    "unsent": _unsent,
    "unsent_others": _unsent_others,
    "unsent_expired": _unsent_expired,
    "unsent_lost": _unsent_lost,
    "unsent_stays": _unsent_stays,
    "wrong_pin": _wrong_pin,
}


@register.simple_tag
def pattern(name):
    """The attributes `data-one` and `data-many` of an element, with `{n}` for the number.

    Both languages say "one" for exactly 1.
    """
    one, many = (SENTENCES[name](n) % {"n": "{n}"} for n in (1, 2))
    return format_html(' data-one="{}" data-many="{}"', one, many)


@register.simple_tag
def counted(name, number):
    """The same sentence with its number."""
    return SENTENCES[name](number) % {"n": number}
