"""Groups that meet on the same days: on sheets of their own, or side by side on one."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from events.importing.files.cells import CellValue, Sheet
from events.importing.shape.headings import Heading, facts_of, texts_of
from events.importing.shape.months import month_called
from events.importing.shape.synonyms import FEMALE, MALE, meaning_of

WORDS = re.compile(r"[^\W\d_]+")


def name_groups(tables: Sequence[tuple[Sheet, Heading | None]]) -> None:
    """Give each sheet whose days stand in another one too the name of its group: its title.

    Of tables side by side with the same days it is the label above each.
    """
    days: dict[int, set[date]] = defaultdict(set)
    beside: dict[tuple[int, int], list[tuple[Sheet, Heading]]] = defaultdict(list)
    for sheet, heading in tables:
        if heading:
            days[sheet.place] |= _days(heading)
            if sheet.beside:
                beside[sheet.place, heading.row].append((sheet, heading))
    often = Counter(day for of_sheet in days.values() for day in of_sheet)
    for sheet, _heading in tables:
        if any(often[day] > 1 for day in days[sheet.place]):
            sheet.group = sheet.title
    for group in beside.values():
        _name_beside(group)


def _days(heading: Heading) -> set[date]:
    return {key for key in heading.keys if isinstance(key, date)}


def _name_beside(tables: Sequence[tuple[Sheet, Heading]]) -> None:
    """Name the groups of tables side by side that have the same days, each by its label.

    One label above the first alone is that of the list, of which the others are the rest.
    """
    often = Counter(day for _sheet, heading in tables for day in _days(heading))
    same = [table for table in tables if any(often[day] > 1 for day in _days(table[1]))]
    labels = _labels(same)
    names = {
        sheet.beside: labels.get(sheet.beside) or sheet.name or str(sheet.beside)
        for sheet, _heading in same
    }
    if not labels or len(set(names.values())) == 1:
        return
    for sheet, heading in same:
        name = names[sheet.beside]
        sheet.group = f"{sheet.group} – {name}" if sheet.group not in ("", name) else name
        if "event" in heading.facts:
            heading.facts["event"] += f" – {name}"


def _labels(tables: Sequence[tuple[Sheet, Heading]]) -> dict[int, str]:
    """{number of a table: label} of the nearest line that has one above another than the first."""
    above = [
        (sheet, {number: cells for number, cells in sheet.rows if number < heading.row})
        for sheet, heading in tables
    ]
    for number in sorted({number for _sheet, lines in above for number in lines}, reverse=True):
        found = {sheet.beside: _label(sheet, lines.get(number, [])) for sheet, lines in above}
        if any(label and beside > 1 for beside, label in found.items()):
            return {beside: label for beside, label in found.items() if label}
    return {}


def _label(sheet: Sheet, cells: Sequence[CellValue]) -> str:
    """The one text of a line above the columns of a table that is no month and no heading."""
    if facts_of([cells]):
        return ""
    texts = [
        (place, text)
        for place, text in enumerate(texts_of(cells))
        if place in sheet.labels and _names_group(text)
    ]
    over_days = [text for place, text in texts if place >= sheet.margin]
    found = over_days or [text for _place, text in texts]
    return found[0] if len(found) == 1 else ""


def _names_group(text: str) -> bool:
    words = [word for word in WORDS.findall(text) if not month_called(word)]
    return bool(words) and meaning_of(text) in (None, FEMALE, MALE)
