"""Rows that were corrected on the page when they were imported: known again as the list has them.

A line is kept as a keyed hash of all its cells as they stood in the list. The same line again is
neither a bad row nor, once what was wrong would be right, another person or event: it is left out,
and said. What the other rows of the file say is compared with what it became, as if it were there
(`Memory.corrected`). A line in which anything else was changed is looked at as any other.
"""

from collections.abc import Iterable

from events.importing.known import chunks
from events.importing.remembered.keys import all_keys
from events.importing.rows import RowCells, RowNumber
from events.models import Centre
from events.models.imported import ImportedRow


def corrected_before(
    rows: Iterable[tuple[RowNumber, RowCells]], centre: Centre
) -> dict[RowNumber, ImportedRow]:
    """{number: what it became} of the rows that read as one that was corrected had been listed."""
    rows = list(rows)
    found: dict[RowNumber, ImportedRow] = {}
    for keys in all_keys():
        by_key: dict[str, list[RowNumber]] = {}
        for number, cells in rows:
            if key := keys.listed(cells):
                by_key.setdefault(key, []).append(number)
        for part in chunks(by_key):
            for kept in ImportedRow.objects.filter(centre=centre, key__in=part).exclude(event=None):
                found |= dict.fromkeys(by_key[kept.key], kept)
    return found
