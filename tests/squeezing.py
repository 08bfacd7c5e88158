"""Pages as they are read: templates put white space where a browser shows none."""

import re


def squeezed(page):
    """The page without the white space beside its tags, and with single spaces elsewhere."""
    without = re.sub(r"\s*(<[^>]*?)\s*(>)\s*", r"\1\2", page)
    return " ".join(without.split())
