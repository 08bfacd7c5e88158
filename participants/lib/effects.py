"""What a change would do to figures, counted before anybody confirms it.

Apps that count say what they count by `register_figures` (`AppConfig.ready`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User


@dataclass(frozen=True)
class AffectedFigure:
    """One figure in words: of what, for which days, what is counted, and how many.

    `is_frozen`: it is in a frozen report, which keeps it whatever is changed.
    """

    scope: str
    period: str
    label: str
    value: str
    is_frozen: bool = False


@dataclass(frozen=True)
class Effect:
    """A figure that a change would change, before and after it."""

    before: AffectedFigure
    after: AffectedFigure


# Given a reader, and ids of people or None: the figures that are asked about, by any key.
Count = Callable[[User | None, list[int] | None], dict[Any, AffectedFigure]]
_counts: list[Count] = []


def register_figures(count: Count) -> None:
    """Have `count` asked before and after."""
    if count not in _counts:
        _counts.append(count)


def effects_of(
    change: Callable[[], Any], *, reader: User | None = None, people: list[int] | None = None
) -> list[Effect]:
    """The figures that `change()` would change; nothing remains changed.

    `reader`: who may know of them, None for all that there are. `people`: of a change that is about
    these alone, ids: then of their projects, and of periods whose report is still open. What
    `change` refuses is passed on.
    """
    before = _figures(reader, people)
    with transaction.atomic():
        change()
        after = _figures(reader, people)
        transaction.set_rollback(True)
    return [
        Effect(figure, after[key])
        for key, figure in before.items()
        if key in after and figure.value != after[key].value
    ]


def _figures(reader, people):
    return {key: figure for count in _counts for key, figure in count(reader, people).items()}
