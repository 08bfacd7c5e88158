"""Texts that no spreadsheet takes for a formula, and no file format chokes on (SECURITY, R32)."""

from shkej.lib.texts import plain

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def harmless(text):
    """`text` for a cell: what would begin a formula gets a leading apostrophe."""
    text = str(text)
    starts_badly = text.startswith((*FORMULA_STARTS, "\x00"))
    text = plain(text)
    return f"'{text}" if starts_badly or text.startswith(FORMULA_STARTS) else text
