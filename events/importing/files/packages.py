"""XLSX and ODS files as packages of parts: what is too much is refused before it is laid out."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.files.cells import (
    MAX_CELLS,
    MAX_ROWS,
    Clock,
    no_table,
    too_many_cells,
    too_many_rows,
    unpacks_to_too_much,
)

MAX_UNPACKED = 80 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 2_000
WORKBOOK, OF_LIBREOFFICE = "xl/workbook.xml", "content.xml"
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
PIECE = 1024 * 1024
# A cell is at most <c><f/><is><r><rPr/><t/></r></is></c> with the ends of these; a row is two tags.
TAGS_OF_A_CELL, TAGS_OF_A_ROW = 12, 2
OTHER_TAGS = 100_000  # of a sheet: merged cells, links, rules
TAGS_OF_SMALL_PARTS = 100_000  # of styles, names, relations: each becomes many objects
# What is never read here, and may be long.
UNREAD = (
    *("xl/charts/", "xl/comments", "xl/ctrlProps/", "xl/diagrams/", "xl/drawings/"),
    *("xl/externalLinks/", "xl/media/", "xl/pivot", "xl/printerSettings/", "xl/tables/"),
    *("xl/threadedComments/", "xl/calcChain", "xl/vbaProject", "customXml/", "Pictures/"),
)
LARGE = ("xl/worksheets/", "xl/sharedStrings.xml", OF_LIBREOFFICE)  # counted while they are read
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^<>]*\bhidden="(?:1|true)")[^<>]*?\br="(\d+)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
CELL = re.compile(rb"<(?:\w+:)?c[ />]")
ROW = re.compile(rb"<(?:\w+:)?row[ />]")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)[ >]")


@dataclass
class SheetMarkup:
    """What the text of a sheet says beside its cells."""

    hidden: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    has_formulas: bool = False
    cells: int = 0


def guard_package(
    content: bytes, max_unpacked: int = MAX_UNPACKED, kinds: Sequence[str] = (WORKBOOK,)
) -> str:
    """Refuse what unpacks to far more than a table, before anything is laid out.

    Returns which of the parts `kinds`, by which one tells an XLSX file, it has.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            kind = next((name for name in kinds if name in names), None)
            if kind is None:
                raise no_table()
            unpacked = sum(part.file_size for part in parts)
            if (
                len(parts) > MAX_PARTS
                or unpacked > max_unpacked
                or unpacked > 1024 * 1024
                and unpacked > MAX_RATIO * len(content)
            ):
                raise unpacks_to_too_much()
            _guard_parts(archive, parts)
            return kind
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise unreadable() from error


def _guard_parts(archive: ZipFile, parts: Sequence[ZipInfo]) -> None:
    tags = 0
    for part in parts:
        if part.filename.startswith(UNREAD):
            continue
        with archive.open(part) as unpacking:
            piece = unpacking.read(PIECE)
            if part.filename.endswith((".xml", ".rels")) and DECLARATION.search(piece[:2048]):
                raise unreadable()
            if part.filename.startswith(LARGE):
                continue
            while piece:
                tags += piece.count(b"<")
                if tags > TAGS_OF_SMALL_PARTS:
                    raise unpacks_to_too_much()
                piece = unpacking.read(PIECE)


def source_of(archive: ZipFile, path: str, cells: int, clock: Clock) -> SheetMarkup:
    """Look through a sheet without keeping it; `cells`: how many the sheets before it had."""
    source, tags, rows, filled, rest = SheetMarkup(cells=cells), 0, 0, 0, b""
    with archive.open(path) as unpacking:
        while piece := unpacking.read(PIECE):
            clock.check()
            piece = rest + piece
            end = piece.rfind(b">") + 1
            piece, rest = piece[:end], piece[end:]
            if len(rest) > PIECE:  # a tag or a text longer than any that is written
                raise unpacks_to_too_much()
            source.cells += sum(1 for _cell in CELL.finditer(piece))
            _before, *others = ROW.split(piece)
            rows += len(others)
            filled += sum(1 for other in others if VALUE.search(other))
            tags += piece.count(b"<")
            if source.cells > MAX_CELLS:
                raise too_many_cells()
            if filled > MAX_ROWS + 1:
                raise too_many_rows()
            most = TAGS_OF_A_CELL * (source.cells - cells) + TAGS_OF_A_ROW * rows + OTHER_TAGS
            if tags > most or rows > MAX_CELLS:
                raise unpacks_to_too_much()
            source.hidden.update(int(row[1]) for row in HIDDEN_ROW.finditer(piece))
            source.merged += [found[1].decode() for found in MERGED.finditer(piece)]
            source.has_formulas = source.has_formulas or bool(FORMULA.search(piece))
    return source


def unreadable() -> ValidationError:
    """Why a broken file is refused."""
    return ValidationError(
        _("This XLSX file is broken and cannot be read. Save it again, then choose it.")
    )
