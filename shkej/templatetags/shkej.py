"""How figures, days and texts in two languages are shown."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import template
from django.utils import numberformat, timezone
from django.utils.formats import date_format, get_format, time_format
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shkej.lib.dates import TIRANA, today

register = template.Library()

NEAR = timedelta(days=183)  # within half a year, a day and month name one day only


@register.filter
def number(value, decimals=None):
    """A figure with its thousands grouped: 1 234,5 in Albanian, 1,234.5 in English.

    Anything that is no number comes back as it is.
    """
    try:
        figure = Decimal(str(value))
        if decimals is not None:
            figure = figure.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)
    except InvalidOperation:
        return "" if value is None else value
    if not figure.is_finite():
        return value
    return numberformat.format(
        figure,
        get_format("DECIMAL_SEPARATOR"),
        grouping=get_format("NUMBER_GROUPING"),
        thousand_sep=get_format("THOUSAND_SEPARATOR"),
        force_grouping=True,
        use_l10n=True,
    )


@register.filter
def near_date(value):
    """A day or a moment in words: "today at 14:30", "Wednesday 6 October", "6 October 2021"."""
    if not value:
        return ""
    if not isinstance(value, datetime):
        return _day_in_words(value)
    if timezone.is_aware(value):
        value = timezone.localtime(value, TIRANA)
    day, time = value.date(), time_format(value)
    match (day - today()).days:
        case -1:
            return _("yesterday at %(time)s") % {"time": time}
        case 0:
            return _("today at %(time)s") % {"time": time}
        case 1:
            return _("tomorrow at %(time)s") % {"time": time}
    return _("%(day)s at %(time)s") % {"day": _day_in_words(day), "time": time}


def _day_in_words(day):
    match (day - today()).days:
        case -1:
            return _("yesterday")
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
    if abs(day - today()) > NEAR:
        return date_format(day)
    # Translators: the form of a day without its year, in the letters of Django's date filter.
    return date_format(day, _("l j F"))


@register.simple_tag
def bilingual(obj, field, chip=True, paragraphs=False):
    """The text of `obj` in the reader's language, else in the other one, marked as such.

    `chip=False` leaves out the words that it is missing; `paragraphs=True` keeps its line breaks.
    """
    language = "en" if (get_language() or "").startswith("en") else "sq"
    other = "sq" if language == "en" else "en"
    text, fallback = (_text(obj, field, code) for code in (language, other))
    shown = text or fallback
    if paragraphs:
        shown = mark_safe(linebreaks(shown, autoescape=True)) if shown else ""  # noqa: S308
    if text or not fallback:
        return format_html("{}", shown)
    marked = format_html(
        '<div lang="{}">{}</div>' if paragraphs else '<span lang="{}">{}</span>', other, shown
    )
    if not chip:
        return marked
    missing = _("missing in English") if language == "en" else _("missing in Albanian")
    return format_html('{} <span class="chip chip-quiet">{}</span>', marked, missing)


def _text(obj, field, language):
    return (getattr(obj, f"{field}_{language}") or "").strip()
