"""Cells written into a workbook, and nothing else of it.

Loading and saving with openpyxl keeps the sample's values, styles, merges and sizes, but makes
every part anew: styles are numbered again, author and time of the file change, merges come in
another order, and whatever the library does not know (what a spreadsheet program adds when it
saves) is gone. So the XML of the sheets is edited in place. Every other part stays byte by byte as
it was; of a sheet only the `<c>` elements of the given cells differ.
"""

import posixpath
import zipfile
from collections.abc import Mapping
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree
from openpyxl.utils import column_index_from_string

from reports.prp.layout import Written
from reports.prp.texts import plain

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


class Workbook:
    """The parts of an XLSX file, of which single cells may be written.

    ValidationError where the file is not laid out as spreadsheet programs do it.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._read(content)
        except (KeyError, TypeError, zipfile.BadZipFile) as error:
            raise _unreadable() from error

    def _read(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            self._parts = {part.filename: part for part in archive.infolist()}
            self._by_name = {name: archive.read(part) for name, part in self._parts.items()}
        targets = {
            relation.get("Id"): relation.get("Target")
            for relation in _parsed(self._by_name[RELATIONS])
        }
        self._names = {
            sheet.get("name"): posixpath.normpath(
                posixpath.join("/xl", targets[sheet.get(f"{{{RELATION}}}id")])
            )[1:]
            for sheet in _parsed(self._by_name[WORKBOOK]).iter(f"{{{MAIN}}}sheet")
        }

    def write(self, title: str, cells: Mapping[str, Written]) -> None:
        """Write `{"AQ5": 3, "S5": "text"}` into a sheet; numbers as numbers, texts inline."""
        name = self._names.get(title)
        if name not in self._by_name:
            raise _unreadable()
        before = self._by_name[name]
        root = _parsed(before)
        rows = {row.get("r"): row for row in root.iter(f"{{{MAIN}}}row")}
        try:
            for place, value in cells.items():
                letters = place.rstrip("0123456789")
                _fill(_cell(rows[place[len(letters) :]], place, letters), value)
        except (KeyError, AttributeError, ValueError) as error:  # rows or cells without a place
            raise _unreadable() from error
        declared = before.lstrip().startswith(b"<?xml")
        how = {"standalone": True} if root.getroottree().docinfo.standalone else {}
        self._by_name[name] = etree.tostring(
            root, encoding="UTF-8", xml_declaration=declared, **how
        )

    def content(self) -> bytes:
        """The file, its parts in the order in which they were."""
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for part in self._parts.values():
                entry = zipfile.ZipInfo(part.filename, part.date_time)
                entry.compress_type = part.compress_type
                entry.external_attr = part.external_attr
                archive.writestr(entry, self._by_name[part.filename])
        return file.getvalue()


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _unreadable() from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable()
    return root


def _unreadable() -> ValidationError:
    return ValidationError(
        _("This XLSX file is broken and cannot be read. Save it again, then choose it.")
    )


def _cell(row: etree._Element, place: str, letters: str) -> etree._Element:
    """The cell's element; made at its place where the row lacks it."""
    position = column_index_from_string(letters)
    for number, cell in enumerate(row):
        column = column_index_from_string(cell.get("r").rstrip("0123456789"))
        if column == position:
            return cell
        if column > position:
            made = row.makeelement(f"{{{MAIN}}}c", {"r": place})
            row.insert(number, made)
            return made
    return etree.SubElement(row, f"{{{MAIN}}}c", {"r": place})


def _fill(cell: etree._Element, value: Written) -> None:
    for child in list(cell):
        cell.remove(child)
    if isinstance(value, int):
        cell.set("t", "n")
        etree.SubElement(cell, f"{{{MAIN}}}v").text = str(value)
        return
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
    text.text = plain(value)
    if text.text != text.text.strip() or "\n" in text.text:
        text.set(PRESERVE, "preserve")
