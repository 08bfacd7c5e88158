"""Lines that somebody added below a downloaded register, without repeating which event it is."""

from collections.abc import Sequence

from events.importing.downloads.names import is_of_register
from events.importing.rows import RowCells, RowNumber

Numbered = tuple[RowNumber, RowCells]


def with_their_event(rows: Sequence[Numbered]) -> list[Numbered]:
    """The rows of a file; where it is one register, those without an event are of that one."""
    told: RowCells = {}
    for column in ("event", "starts_at"):
        values = {cells[column] for _number, cells in rows if cells.get(column)}
        if len(values) == 1:
            told[column] = values.pop()
    if not is_of_register(str(told.get("event", ""))):
        return list(rows)
    return [
        (number, told | cells) if "event" not in cells else (number, cells)
        for number, cells in rows
    ]
