"""Texts that no file format chokes on, and no spreadsheet takes for a formula (SECURITY, R32)."""

import re

# What XML 1.0 cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def plain(text):
    """`text` without characters that a document cannot hold."""
    return UNWRITABLE.sub("", str(text))


def harmless(text):
    """`text` for a cell: what would begin a formula gets a leading apostrophe."""
    text = str(text)
    starts_badly = text.startswith((*FORMULA_STARTS, "\x00"))
    text = plain(text)
    return f"'{text}" if starts_badly or text.startswith(FORMULA_STARTS) else text
