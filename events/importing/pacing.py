"""How much one transaction of an import or its undoing writes, so that no mark waits long for it.

It is cut by the time that it takes, not by rows alone: a row costs more on a slow machine, or
where more hangs on it.
"""

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")

HELD = 0.05  # seconds for which one transaction is to keep others from writing
PART = 100  # rows of one transaction at most
FEW = 10  # rows of the first one, which nobody has timed yet, and of the smallest
GROWTH = 2
# Seconds. Who waits for SQLite looks again after 0.1 s at the latest: no longer rest is missed.
SHORTEST_REST, LONGEST_REST = 0.12, 0.2


class Pace:
    """Cuts one kind of work into parts: as many rows as the last ones let it write in `HELD`.

    `few`: so many rows at least; below that the transaction costs more than its rows.
    """

    def __init__(self, few: int = FEW) -> None:
        self.few = self.rows = min(few, PART)
        self.took = 0.0  # seconds, the last part

    def parts_of(self, things: Iterable[T]) -> Iterator[list[T]]:
        """Lists of `things`; how long each is, is asked when the one before it was done."""
        part: list[T] = []
        for thing in things:
            if len(part) >= self.rows:
                yield part
                self.give_way()  # more follows
                part = []
            part.append(thing)
        if part:
            yield part

    @contextmanager
    def one_transaction(self, rows: int) -> Iterator[None]:
        """What is written inside, about so many `rows`, is one transaction; others follow it."""
        with _no_garbage_collected(), transaction.atomic():
            began = time.monotonic()  # once nobody else writes
            yield
        self.took = time.monotonic() - began
        factor = min(HELD / max(self.took, 0.001), GROWTH)
        self.rows = max(self.few, min(PART, int(rows * factor)))

    def give_way(self) -> None:
        """On SQLite rest after a part, so that whoever waits gets it.

        There nobody stands in line: each that waits looks again after a while.
        """
        if connection.vendor == "sqlite":
            time.sleep(min(max(self.took, SHORTEST_REST), LONGEST_REST))


@contextmanager
def _no_garbage_collected() -> Iterator[None]:
    """Let Python look for garbage while nobody waits: with a long list that takes 0.2 s."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
