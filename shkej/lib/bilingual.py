"""How a text that is kept in two languages is shown."""

from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _


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
