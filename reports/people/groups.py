"""How many rows of a file are alike, and what is hidden of those that are nearly alone.

A row points to a person where few others are like it. So what describes people is taken from a row,
one fact after the other, until at least `small` rows of the file are alike in what is left; a row
for which that does not help is left out (k-anonymity with k = 5; docs/security.md, P11 and P13).
"""

from collections import Counter
from dataclasses import dataclass

from reports.counting.suppression import SMALL

HIDDEN = "hidden"
# What is hidden first is what points to a person the most.
ORDER = ("municipality", "disability", "age_band", "sex")


@dataclass(frozen=True)
class Identifiability:
    """How many rows there are, how many of them are the only one of their kind, and of few."""

    rows: int
    alone: int
    few: int


def identifiability(described, *, small=SMALL):
    """`Identifiability` of rows, each given as a tuple of what describes a person."""
    sizes = Counter(described)
    return Identifiability(
        rows=len(described),
        alone=sum(1 for size in sizes.values() if size == 1),
        few=sum(size for size in sizes.values() if size < small),
    )


def hide(described, names, *, small=SMALL):
    """The same rows, in their order, with HIDDEN for what is not told; None: left out.

    `names`: of the facts in each tuple, some of ORDER.
    """
    rows = [tuple(row) for row in described]
    for name in (name for name in ORDER if name in names):
        place = names.index(name)
        sizes = Counter(rows)
        rows = [
            (*row[:place], HIDDEN, *row[place + 1 :]) if sizes[row] < small else row for row in rows
        ]
    sizes = Counter(rows)
    return [row if sizes[row] >= small else None for row in rows]
