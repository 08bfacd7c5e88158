"""What somebody can work out of a table of which some places are not told.

docs/security.md, P11.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

Place = tuple[int, int]  # row, column

VALUES = 3  # as many as must be possible for whatever is not told


class Knowledge:
    """A two-way table with its totals, of which the places in `limits` are not told.

    `table`: rows, each with its total last; the last row holds the totals of the columns.
    `limits`: {(row, column): (lowest, highest) count that stands to reason}.

    Totals are kept with a minus, so that each line adds up to nought. Whatever else the table could
    hold differs from it by steps round circles of such places: one up, the next in its line down.
    So the possible values of a place follow each other, and each is reached a step at a time.
    """

    def __init__(
        self, table: Sequence[Sequence[int]], limits: Mapping[Place, tuple[float, float]]
    ) -> None:
        last_row, last_column = len(table) - 1, len(table[0]) - 1
        self.counts: dict[Place, int] = {}
        self.limits: dict[Place, tuple[float, float]] = {}
        self.lines: dict[tuple[str, int], list[Place]] = {}
        for place, (low, high) in limits.items():
            row, column = place
            count = table[row][column]
            if (row == last_row) != (column == last_column):
                count, low, high = -count, -high, -low
            self.counts[place], self.limits[place] = count, (low, high)
            for line in (("row", row), ("column", column)):
                self.lines.setdefault(line, []).append(place)

    def exposed(self, places: Iterable[Place]) -> Place | None:
        """The first of `places` for which fewer than three values are possible, or None."""
        return next((place for place in places if not self._has_room(place)), None)

    def _has_room(self, place: Place) -> bool:
        return self._steps(place, 1) + self._steps(place, -1) >= VALUES - 1

    def _steps(self, place: Place, step: int) -> int:
        """How many steps up (1) or down (-1) the place can take; no more than are asked for."""
        counts = dict(self.counts)
        for number in range(VALUES - 1):
            circle = self._circle(counts, place, step)
            if not circle:
                return number
            for other, change in circle:
                counts[other] += change
        return VALUES - 1

    def _circle(
        self, counts: dict[Place, int], place: Place, step: int
    ) -> list[tuple[Place, int]] | None:
        """[(place, change)] with this step, after which each line adds up as before, or None."""
        if not self._may(counts, place, step):
            return None
        row, column = place
        came = {("column", column): [(place, step)]}
        queue = deque(came)
        while queue:
            line = queue.popleft()
            change = -step if line[0] == "column" else step
            for other in self.lines[line]:
                across = ("row", other[0]) if line[0] == "column" else ("column", other[1])
                if other == place or across in came or not self._may(counts, other, change):
                    continue
                came[across] = [*came[line], (other, change)]
                if across == ("row", row):
                    return came[across]
                queue.append(across)
        return None

    def _may(self, counts: dict[Place, int], place: Place, change: int) -> bool:
        low, high = self.limits[place]
        return low <= counts[place] + change <= high
