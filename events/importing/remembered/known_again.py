"""Rows corrected or left out on the page when they were imported: known again as the list has them.

A line is kept as a keyed hash of all its cells as they stood in the list. The same line again is
neither a bad row nor, once what was wrong would be right, another person or event: it is left out,
and said. Of lines that read the same each is kept by itself, by its place among them: one more than
were corrected is somebody else, and looked at as any other. What the other rows of the file say is
compared with what it became, as if it were there (`Memory.corrected`). A line in which anything
else was changed is looked at as any other; so is one that was left out, where it has a row more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from events.importing.correcting.corrections import line_of
from events.importing.known import chunks
from events.importing.remembered.keys import all_keys
from events.importing.rows import RowCells, RowNumber
from events.models import Centre
from events.models.imported import ImportedRow

Rows = Sequence[tuple[RowNumber, RowCells]]


@dataclass
class KnownAgain:
    """The rows of a list of which something is kept. `corrected`: {number: what it became}.

    `left_out`: {number: ids of what is kept of it, under each key of the installation} of those
    that somebody left out; `lines`: the lines of which that is each row. `nth`: {number: the how
    many of the rows that read the same}, of all after the first.
    """

    nth: dict[RowNumber, int]
    corrected: dict[RowNumber, ImportedRow] = field(default_factory=dict)
    left_out: dict[RowNumber, list[int]] = field(default_factory=lambda: defaultdict(list))
    lines: frozenset[int] = frozenset()


def known_again(rows: Rows, centre: Centre, *, is_blank: bool) -> KnownAgain:
    """What is kept of the rows of a list; `is_blank`: of none it counts."""
    found = KnownAgain(_places_among_equals(rows))
    for number, kept in _kept(rows, found.nth, centre):
        if kept.event_id is None and kept.person is None:
            found.left_out[number].append(kept.pk)
        elif kept.event_id is not None and not is_blank:  # else undone, and the person stayed
            found.corrected.setdefault(number, kept)  # as the newest key has it
    of_line: dict[int, set[RowNumber]] = defaultdict(set)
    for number, _cells in rows if found.left_out and not is_blank else ():
        of_line[line_of(number)].add(number)
    found.lines = frozenset(
        line for line, numbers in of_line.items() if numbers <= found.left_out.keys()
    )
    return found


def _places_among_equals(rows: Rows) -> dict[RowNumber, int]:
    nth: dict[RowNumber, int] = {}
    seen = Counter[frozenset]()
    for number, cells in rows:
        same = frozenset(cells.items())
        seen[same] += 1
        if seen[same] > 1:
            nth[number] = seen[same]
    return nth


def _kept(
    rows: Rows, nth: Mapping[RowNumber, int], centre: Centre
) -> Iterator[tuple[RowNumber, ImportedRow]]:
    for keys in all_keys():
        by_key: dict[str, RowNumber] = {}
        for number, cells in rows:
            if key := keys.listed(cells, nth.get(number, 1)):
                by_key[key] = number
        for part in chunks(by_key):
            for kept in ImportedRow.objects.filter(centre=centre, key__in=part):
                yield by_key[kept.key], kept
