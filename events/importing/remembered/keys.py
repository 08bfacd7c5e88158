"""Keyed hashes of what rows say: they can be compared, and nothing can be read from them."""

from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from events.importing.downloads.names import register_of
from events.importing.files.cells import UnreadableCell
from events.importing.known import CountKey, identity
from events.importing.rows import EventKey, ImportRow, RowCells
from events.models.imported import DIGEST_LENGTH

OF_PLACE = ("attendance", "category", "organisation", "age")
OF_CELL = DIGEST_LENGTH // len(OF_PLACE)
SALT = "events.importing.remembered"


def all_keys() -> list["Keys"]:
    """The `Keys` of this installation; the first is written with, all of them find."""
    return [Keys(_secret(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@cache
def _secret(key: str) -> bytes:
    return salted_hmac(SALT, "key", secret=key, algorithm="sha256").digest()


class Keys:
    """Makes the hashes with one secret. A row is one of `events.importing.rows.ImportRow`."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def _digest(self, kind: str, *parts: object) -> str:
        text = "\x1f".join([kind, *map(str, parts)]).encode("utf-8", "surrogatepass")
        return blake2b(text, key=self.secret, digest_size=DIGEST_LENGTH // 2).hexdigest()

    def event(self, event_key: EventKey) -> str:
        """The event that a file calls so, on that day."""
        return self._digest("event", *event_key)

    def fact(self, column: str, value: Any) -> str:
        """One thing that is said of an event."""
        return self._digest("fact", column, _in_words(value))

    def who(self, row: ImportRow) -> str:
        """The person, over all events: by the file's own name, else by their facts."""
        if row.person:
            return self._digest("person", row.person)
        *names, birth = identity(row.first_name, row.father_name, row.last_name, row.sex, row.birth)
        return self._digest("somebody", *names, *((birth.kind, birth.value) if birth else ()))

    def place(self, row: ImportRow) -> str:
        """The person at that event."""
        return self._digest("place", *row.event_key, self.who(row))

    def cell(self, cell: CountKey) -> str:
        """A group that is counted at an event: (event key, category, sex, age from, age to)."""
        event_key, *group = cell
        return self._digest("cell", *event_key, *group)

    def group(self, name: str) -> str:
        """A line of a downloaded register that counts a group, by the name of that line."""
        return self._digest("group", name)

    def said_of_person(self, row: ImportRow) -> str:
        """All that a row tells of the person."""
        birth = (row.birth.kind, row.birth.value) if row.birth else ()
        names = (row.first_name, row.father_name, row.last_name)
        return self._digest("of person", *names, row.sex, *birth, row.disability, row.phone)

    def said_of_place(self, row: ImportRow) -> str:
        """All that a row tells of how somebody was there.

        Of a line of a downloaded register each cell by itself: its other cells may be changed.
        """
        if register_of(row.person):
            told = cells_of_place(row)
            return "".join(self.cell_of_place(row, cell, told[cell]) for cell in OF_PLACE)
        return self._digest("of place", *cells_of_place(row).values())

    def cell_of_place(self, row: ImportRow, cell: str, value: object) -> str:
        """One cell of a line of a downloaded register, in a part of a hash."""
        return self._digest("cell of place", row.person, cell, value)[:OF_CELL]

    def untouched(self, row: ImportRow, of_place: str) -> frozenset[str]:
        """The cells of such a line that read as `of_place`, the line when the file was made."""
        made, told = made_cells(of_place), cells_of_place(row)
        return frozenset(
            cell for cell in OF_PLACE if made[cell] == self.cell_of_place(row, cell, told[cell])
        )

    def listed(self, cells: RowCells, nth: int = 1) -> str:
        """A row as its list has it, the `nth` of those that read so.

        "" where a cell cannot be read, by which it would be known.
        """
        if any(isinstance(cell, UnreadableCell) for cell in cells.values()):
            return ""
        told = sorted((str(column or ""), str(cell)) for column, cell in cells.items())
        parts = [part for cell in told for part in cell]
        return self._digest("listed", *parts, *([nth] if nth > 1 else []))

    def shape(self, headings: str) -> str:
        """All headings of a list."""
        return self._digest("shape", headings)

    def heading(self, text: str) -> str:
        """One heading: it may be anybody's name."""
        return self._digest("heading", text)

    def count(self, number: int) -> str:
        """How many were counted."""
        return self._digest("count", number)


def cells_of_place(row: ImportRow) -> dict[str, object]:
    """What a row tells of how somebody was there, by its cells."""
    return {
        "attendance": row.attendance if row.says_attendance else "",
        "category": row.category,
        "organisation": row.organisation[0] if row.organisation else "",
        "age": row.age,
    }


def made_cells(of_place: str) -> dict[str, str]:
    """The hash of each cell of a line of a downloaded register."""
    return {cell: of_place[n * OF_CELL : (n + 1) * OF_CELL] for n, cell in enumerate(OF_PLACE)}


def _in_words(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return "\x1e".join(sorted(value)) if isinstance(value, frozenset | set) else value
