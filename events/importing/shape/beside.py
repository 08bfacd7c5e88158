"""Tables that stand side by side on one sheet, as two months of a class do: read one by one."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from events.importing.columns import plain
from events.importing.files.cells import CellValue, Sheet, SheetLine
from events.importing.shape.grids import is_day
from events.importing.shape.headings import NAMES, Heading, days_in_order


def parts_with_days(heading: Heading, *, has_days: bool) -> list[list[int]]:
    """The columns of each of the tables side by side under `heading`; empty where there is one.

    `has_days`: False where somebody said that the numbers above its columns are no days.
    """
    parts = _with_names_each(heading)
    if not parts and has_days:
        parts = _with_days_each(heading)
    return parts if len(parts) > 1 else []


def parts_of(
    sheet: Sheet, heading: Heading, parts: Sequence[Sequence[int]]
) -> list[tuple[Sheet, Heading]]:
    """The tables whose columns are `parts`, each as a sheet of that title."""
    tables = [list(part) for part in parts]
    width = max(len(cells) for _line, cells in sheet.rows)
    starts = [0, *(min(set(part) - set(before)) for before, part in pairwise(tables))]
    ends = [*starts[1:], max(width, len(heading.texts))]
    labels = [range(start, end) for start, end in zip(starts, ends, strict=True)]
    margin = _first_own(heading, tables[0])
    tables[-1] += range(len(heading.texts), width)  # what has no heading is asked about once
    return [
        (
            replace(_only(sheet, heading, columns, number), labels=above, margin=margin),
            _heading_of_part(heading, columns),
        )
        for number, (columns, above) in enumerate(zip(tables, labels, strict=True), 1)
    ]


def _with_names_each(heading: Heading) -> list[list[int]]:
    """The columns of each table, where the names stand once more before the days of another."""
    texts = [plain(text) for text in heading.texts]
    named = next((n for n, key in enumerate(heading.keys) if key in NAMES), None)
    days = [n for n, key in enumerate(heading.keys) if is_day(heading.texts[n], key)]
    if named is None or not any(n > named for n in days):
        return []
    lead = texts[named : min(n for n in days if n > named)]
    found = [n for n in range(named, len(texts)) if texts[n : n + len(lead)] == lead]
    starts = [_start(texts, named, place) for place in found]
    parts = [
        list(range(start, end))
        for start, end in zip(starts, [*starts[1:], len(texts)], strict=True)
    ]
    parts[0] = list(range(parts[0][-1] + 1))
    return parts if len(parts) > 1 and all(set(part) & set(days) for part in parts) else []


def parts_with_names(heading: Heading) -> list[list[int]]:
    """The columns of each table where the names of others stand beside those of the first."""
    texts = [plain(text) for text in heading.texts]
    names = [place for place, key in enumerate(heading.keys) if key in NAMES]
    if not names:
        return []
    again = [place for place in names if heading.keys[place] == heading.keys[names[0]]]
    starts = [0, *(_start(texts, names[0], place) for place in again[1:])]
    ends = [*starts[1:], len(texts)]
    return [list(range(start, end)) for start, end in zip(starts, ends, strict=True)]


def _start(texts: Sequence[str], first: int, place: int) -> int:
    """Where the table begins whose names are at `place`: what stands before them is its own too."""
    before = 0
    while before < first and texts[place - before - 1] == texts[first - before - 1] != "":
        before += 1
    return place - before


def _with_days_each(heading: Heading) -> list[list[int]]:
    """The columns of each month, where the days begin anew; all others are of each."""
    unknown = [
        text if key is None else "" for text, key in zip(heading.texts, heading.keys, strict=True)
    ]
    months = days_in_order(unknown)
    days = {column for month in months for column in month}
    shared = [column for column in range(len(heading.texts)) if column not in days]
    return [sorted([*shared, *month]) for month in months]


def _only(sheet: Sheet, heading: Heading, columns: Sequence[int], number: int) -> Sheet:
    """`sheet` with the cells of those columns alone below the headings."""
    own = set(columns)
    rows: list[SheetLine] = []
    for line, cells in sheet.rows:
        kept: list[CellValue] = [cell if n in own else "" for n, cell in enumerate(cells)]
        if line <= heading.row or any(kept):
            rows.append((line, cells if line <= heading.row else kept))
    passed_over = sheet.passed_over if number == 1 else []
    first = _first_own(heading, columns)
    return replace(sheet, rows=rows, passed_over=passed_over, beside=number, first_column=first)


def _first_own(heading: Heading, columns: Sequence[int]) -> int:
    """The column of the first day of a table; of one without days its first."""
    days = [
        n for n in columns if n < len(heading.keys) and is_day(heading.texts[n], heading.keys[n])
    ]
    return min(days or columns)


def _heading_of_part(heading: Heading, columns: Sequence[int]) -> Heading:
    own = set(columns)
    texts = [text if place in own else "" for place, text in enumerate(heading.texts)]
    keys = [key if place in own else None for place, key in enumerate(heading.keys)]
    return Heading(heading.row, texts, keys, dict(heading.facts))
