"""CSV files as the programs of an office write them: separators, encodings, damaged letters."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.columns import MAX_COLUMNS
from events.importing.files.cells import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_LINES,
    SURROGATE,
    Clock,
    SheetLine,
    cell_of,
    check_length,
    no_table,
    too_many_cells,
    too_many_rows,
    too_wide,
    without_end,
)
from events.importing.shape.questions import WINDOWS, FileQuestion, Open
from events.importing.shape.synonyms import meaning_of

SEPARATORS = (",", ";", "\t")
# In Windows-1252 and Windows-1250 these bytes are the same letters and symbols, so that nothing is
# guessed: ë ç Ë Ç, quotation marks, dashes, the ellipsis and the fixed space.
CERTAIN_BYTES = re.compile(rb"[\x00-\x7f\xeb\xe7\xcb\xc7\x82\x84\x85\x91-\x97\xa0\xab\xbb]*")
# A left quotation mark within a word is no mark: it is an ë of the Macintosh.
MARK_IN_WORD = re.compile(rb"[A-Za-z][\x91\x93\x94\x82\x84]+[a-z]")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SHOWN_LINES = 3
FEWEST_BYTES = 8
LOOKED_AT, LONGEST_HEADINGS = 20, 10_000
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def csv_rows(content: bytes, clock: Clock, encoding: str = "") -> Iterator[SheetLine]:
    """Each row with its number; damaged letters or a formula make a cell an UnreadableCell.

    `encoding`: the one that somebody chose where none is certain.
    """
    _guard(content)
    text = decoded(content, encoding)
    if text[:4].casefold() == "sep=":
        text = text.partition("\n")[2]
    csv.field_size_limit(MAX_BYTES)  # what is too long is said with its row
    reader = csv.reader(_lines(text), delimiter=_separator(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            texts = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ValidationError(
                _("Row %(row)s cannot be read: its quotation marks do not match.") % {"row": number}
            ) from error
        clock.check()
        check_length(number, texts)
        cells = [cell_of(text) for text in texts]
        if len(cells) > MAX_COLUMNS and len(cells := without_end(cells)) > MAX_COLUMNS:
            raise too_wide(number)
        yield number, cells


def _guard(content: bytes) -> None:
    """Refuse what has far too many cells or lines: counted in the bytes, before any is read."""
    if max(content.count(separator.encode()) for separator in SEPARATORS) > MAX_CELLS:
        raise too_many_cells()
    if max(content.count(b"\n"), content.count(b"\r")) > MAX_LINES:
        raise too_many_rows()


def decoded(content: bytes, chosen: str = "") -> str:
    """The text of a file, where its encoding is certain or was `chosen`; else Open asks.

    Letters that are no UTF-8 in a file that otherwise is stay as surrogates: they are bad cells.
    """
    if content.startswith(UTF_32):
        raise unknown_encoding()
    mark, encoding = next(
        ((mark, name) for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)),
        (b"", "utf-8"),
    )
    content = content[len(mark) :]
    if encoding != "utf-8":
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            raise unknown_encoding() from error
    if not mark and (encoding := utf_16_without_mark(content)):
        return content.decode(encoding)
    if b"\x00" in content:
        raise no_table()
    text = content.decode("utf-8", "surrogateescape")
    is_utf8 = mark or not SURROGATE.search(text) or not SURROGATE.sub("", text).isascii()
    if is_utf8:
        return text
    if CERTAIN_BYTES.fullmatch(content) and not MARK_IN_WORD.search(content):
        return content.decode("cp1252")
    if chosen in WINDOWS:
        return content.decode(chosen, "surrogateescape")
    raise Open(_which_encoding(content))


def utf_16_without_mark(content: bytes) -> str | None:
    """Which of the two it is: every other byte is 0, but for letters beyond the Latin ones."""
    if len(content) % 2 or len(content) < FEWEST_BYTES:
        return None
    for encoding, high in (("utf-16-le", content[1::2]), ("utf-16-be", content[::2])):
        if high.count(0) > len(high) * 0.7:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                return None
            return encoding if "\x00" not in text else None
    return None


def _which_encoding(content: bytes) -> FileQuestion:
    """The question, with lines that have other letters than English ones, read in either way."""
    lines = [line for line in content.splitlines() if not line.isascii()][:SHOWN_LINES]
    return FileQuestion(
        "encoding",
        _("Which of these lines are right?"),
        "--encoding",
        choices=[
            (encoding, f"{name}: " + " / ".join(line.decode(encoding, "replace") for line in lines))
            for encoding, name in WINDOWS.items()
        ],
    )


def unknown_encoding() -> ValidationError:
    return ValidationError(
        _(
            "The letters of this file cannot be read with certainty. "
            "Save it as “CSV UTF-8” or as XLSX, then choose it again."
        )
    )


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, one after the other, whatever program ended them."""
    for line in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text):
        yield line.group().replace("\r\n", "\n").replace("\r", "\n")


def _separator(text: str) -> str:
    """The separator that finds the most known headings in one of the first rows, or most cells."""
    first = [line[:LONGEST_HEADINGS] for line in islice(_lines(text), LOOKED_AT)]

    def headings(separator: str) -> tuple[int, int, int]:
        rows = [next(csv.reader([line], delimiter=separator), []) for line in first]
        rows = [cells[: MAX_COLUMNS + 1] for cells in rows]
        known = [sum(meaning_of(cell) is not None for cell in cells) for cells in rows]
        divided = sum(len(cells) > 1 for cells in rows)
        return max(known, default=0), divided, len(rows[0]) if rows else 0

    best = max(SEPARATORS, key=headings)
    if len(next(csv.reader(first[:1], delimiter=best), [])) > MAX_COLUMNS:
        raise ValidationError(
            _("The first row has more than %(columns)s columns.") % {"columns": MAX_COLUMNS}
        )
    return best
