"""Personal names in a page and in what is said there: no browser translates them."""

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe


def marked_up(name):
    """A name for a page: no browser translates it (Zana is a name, and a fairy)."""
    return format_html('<span translate="no">{}</span>', name)


def with_names(text, **values):
    """`text` for a page with its `%(…)s` filled in, `name` and `names` of them as personal names.

    The text is escaped, as every value is.
    """
    filled = {
        key: marked_up(value) if key.startswith("name") else conditional_escape(value)
        for key, value in values.items()
    }
    return mark_safe(conditional_escape(text) % filled)  # noqa: S308 - all of it is escaped
