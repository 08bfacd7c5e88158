"""What UNICEF's portal does with a filled template, written apart from the code that fills it."""

from dataclasses import dataclass, field
from io import BytesIO
from itertools import combinations

from openpyxl import load_workbook


class Refused(Exception):
    """The portal's answer to a file that it does not take."""


@dataclass
class Stored:
    """`figures`: {key of the row: {ids in ascending order: (v, d)}}, subtotals rebuilt."""

    figures: dict = field(default_factory=dict)
    narratives: dict = field(default_factory=dict)
    other: dict = field(default_factory=dict)


def import_file(content, name):
    """Import a file as the portal does; Refused where it would refuse."""
    if name.split("_")[:2][0].upper() != "QPR1" or "_" not in name:
        raise Refused("wrong report")
    stored = Stored()
    for sheet in load_workbook(BytesIO(content)).worksheets:
        if sheet.title != "README":
            _import_sheet(sheet, stored)
    return stored


def _import_sheet(sheet, stored):
    columns = {sheet.cell(4, n).value: n for n in range(1, sheet.max_column + 1)}
    for row in range(5, sheet.max_row):
        if sheet.cell(row, 1).value is None:
            for tag in ("#pd+contribution+to+date", "#challenges", "#forward"):
                text = sheet.cell(5, columns[tag]).value
                if text:
                    stored.other.setdefault(tag, text)
            return
        key = sheet.cell(row, columns["#loc+id"]).value
        output = sheet.cell(row, columns["#pd+output+title"]).value
        narrative = sheet.cell(row, columns["#pd+output+narrative"]).value
        if narrative:
            stored.narratives.setdefault(output, narrative)
        kind = sheet.cell(row, columns["#pd+indicator+type"]).value
        stored.figures[key] = _figures(sheet, row, kind)


def _figures(sheet, row, kind):
    dimension_of, marked, by_name = {}, set(), {}
    values = []
    for column in range(1, sheet.max_column + 1):
        tag = sheet.cell(4, column).value or ""
        if tag.startswith("#indicator+type+"):
            by_name[sheet.cell(1, column).value] = sheet.cell(2, column).value
            if sheet.cell(row, column).value == "X":
                marked.add(sheet.cell(2, column).value)
        if tag.startswith("#indicator+value+"):
            ids = tuple(int(part) for part in str(sheet.cell(2, column).value).split(","))
            values.append((column, ids))
            if len(ids) == 1:
                dimension_of[ids[0]] = sheet.cell(3, column).value
        if sheet.cell(1, column).value == "Total":
            total = sheet.cell(row, column).value
    found, is_begun = {}, False
    for column, ids in values:
        dimensions = {by_name[dimension_of[key]] for key in ids}
        value = sheet.cell(row, column).value
        if value in (None, ""):
            if is_begun and dimensions == marked:
                raise Refused(f"Please fulfill required value to column {column}, row {row}")
            continue
        if not dimensions <= marked:
            raise Refused(f"column {column}, row {row} does not belong to this Indicator")
        if dimensions == marked:
            is_begun = True
            found[tuple(sorted(ids))] = _amount(value, kind)
    if not marked:
        return {(): _amount(total, kind)}
    return _with_subtotals(found)


def _amount(value, kind):
    if kind == "number":
        if isinstance(value, str) and not value.strip().lstrip("-").isdigit():
            raise Refused(f"{value!r} is no number")
        return int(value), 1
    if not isinstance(value, str):
        raise Refused(f"{value!r} is no ratio")
    v, d = value.split("/")
    return int(v), int(d)


def _with_subtotals(deepest):
    found = {}
    for key, (v, d) in deepest.items():
        for size in range(len(key) + 1):
            for part in combinations(key, size):
                before = found.get(part, (0, 0))
                found[part] = before[0] + v, before[1] + d
    return found
