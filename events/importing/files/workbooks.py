"""Opening a workbook: its shared texts are read fast, once, and only as many as a table has."""

from collections.abc import Iterator
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import iterparse
from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader, _find_workbook_part
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from events.importing.files.cells import LONGEST_CELL, Clock, unpacks_to_too_much
from events.importing.files.packages import PIECE, WORKBOOK, unreadable

MAX_STRINGS = 400_000
MAX_TAGS = 20 * MAX_STRINGS
ITEM, TEXT, PHONETIC = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "rPh"))


def open_workbook(
    content: bytes, clock: Clock, *, values: bool = False, texts: list[str] | None = None
) -> Workbook:
    """A guarded file, to be read row by row. `values`: of a formula what it last came to.

    `texts`: the shared ones of the same file, where it was opened before (`shared_texts`).
    """
    reader = _Reader(BytesIO(content), read_only=True, data_only=values, keep_links=False)
    reader.clock, reader.known = clock, texts
    reader.read()
    reader.wb.shared_texts = reader.shared_strings
    return reader.wb


class _Reader(ExcelReader):
    """The library's reader, which would take 40 microseconds for each shared text."""

    def read_manifest(self) -> None:
        super().read_manifest()
        if _find_workbook_part(self.package).PartName != f"/{WORKBOOK}":
            raise unreadable()

    def read_strings(self) -> None:
        if self.known is not None:
            self.shared_strings = self.known
            return
        if (part := self.package.find(SHARED_STRINGS)) is None:
            return
        path = part.PartName[1:]
        self._guard_strings(path)
        with self.archive.open(path) as source:
            self.shared_strings = list(_texts(source, self.clock))

    def read_worksheets(self) -> None:
        """Sheets with cells, of which nothing is read yet; one of a chart alone has no list."""
        for sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                kept = _Sheet(self.wb, sheet.name, relation.target, self.shared_strings)
                kept.sheet_state = sheet.state
                self.wb._sheets.append(kept)

    def _guard_strings(self, path: str) -> None:
        items = tags = 0
        with self.archive.open(path) as source:
            while piece := source.read(PIECE):
                self.clock.check()
                items += piece.count(b"<si>") + piece.count(b"<si/") + piece.count(b":si>")
                tags += piece.count(b"<")
                if items > MAX_STRINGS or tags > MAX_TAGS:
                    raise unpacks_to_too_much()


class _Sheet(ReadOnlyWorksheet):
    """A sheet whose size is not looked for: the library would read all of it for that."""

    def _get_size(self) -> None:
        self.reset_dimensions()


def _texts(source: IO[bytes], clock: Clock) -> Iterator[str]:
    """The text of each item; how it is said in Japanese does not belong to it."""
    root, parts, depth, number = None, [], 0, 0
    try:
        for event, node in iterparse(source, ("start", "end"), forbid_dtd=True):
            if root is None:
                root = node
            if node.tag == PHONETIC:
                depth += 1 if event == "start" else -1
            elif event == "end" and node.tag == TEXT and not depth:
                parts.append(node.text or "")
            elif event == "end" and node.tag == ITEM:
                text = "".join(parts)
                if len(text) > LONGEST_CELL:
                    raise unpacks_to_too_much()
                yield text.replace("x005F_", "")
                parts = []
                root.clear()
                number += 1
                if number % 1000 == 0:
                    clock.check()
    except ParseError as error:
        raise unreadable() from error
