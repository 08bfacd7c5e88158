"""Rows that were corrected on the page when they were imported: known again as the list has them.

A line is kept as a keyed hash of all its cells as they stood in the list. The same line again is
neither a bad row nor, once what was wrong would be right, another person or event: it is left out,
and said. Of lines that read the same each is kept by itself, by its place among them: one more than
were corrected is somebody else, and looked at as any other. What the other rows of the file say is
compared with what it became, as if it were there (`Memory.corrected`). A line in which anything
else was changed is looked at as any other.
"""

from collections.abc import Iterable, Mapping

from events.importing.known import chunks
from events.importing.remembered.keys import all_keys
from events.importing.rows import RowCells, RowNumber
from events.models import Centre
from events.models.imported import ImportedRow


def corrected_before(
    rows: Iterable[tuple[RowNumber, RowCells]], nth: Mapping[RowNumber, int], centre: Centre
) -> dict[RowNumber, ImportedRow]:
    """{number: what it became} of the rows that read as one that was corrected had been listed.

    `nth`: {number: the how many of the rows that read the same}, of all after the first.
    """
    rows = list(rows)
    found: dict[RowNumber, ImportedRow] = {}
    for keys in all_keys():
        by_key: dict[str, RowNumber] = {}
        for number, cells in rows:
            if key := keys.listed(cells, nth.get(number, 1)):
                by_key[key] = number
        for part in chunks(by_key):
            for kept in ImportedRow.objects.filter(centre=centre, key__in=part).exclude(event=None):
                found[by_key[kept.key]] = kept
    return found
