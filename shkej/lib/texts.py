"""Texts that no file format chokes on, and no spreadsheet takes for a formula.

And personal names in a page and in what is said there: no browser translates them.

docs/security.md, R32.
"""

import re

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

# What XML 1.0 or a calendar cannot hold: control characters, halves of characters, no characters.
UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Breaks of a line that only some programs know; slides write the first of them into their titles.
BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def plain(text):
    """`text` without characters that a file cannot hold; every break of a line is a usual one."""
    return UNWRITABLE.sub("", BREAKS.sub("\n", str(text)))


def harmless(text):
    """`text` for a cell: what would begin a formula gets a leading apostrophe."""
    text = str(text)
    starts_badly = text.startswith((*FORMULA_STARTS, "\x00"))
    text = plain(text)
    return f"'{text}" if starts_badly or text.startswith(FORMULA_STARTS) else text


def as_typed(text):
    """What somebody typed or pasted, as it is kept: without characters that no screen shows.

    A break of a line that only some programs know is a usual one where the text has lines, else a
    space: a title stays on its line.
    """
    text = str(text)
    return UNWRITABLE.sub("", BREAKS.sub("\n" if "\n" in text else " ", text))


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
