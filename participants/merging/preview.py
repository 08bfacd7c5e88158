"""What a merge would do to figures, counted before anybody confirms it.

Apps that count say what they count by `register_figures` (`AppConfig.ready`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from participants.merging.services import merge_participants
from participants.models import Participant


@dataclass(frozen=True)
class Figure:
    """One figure in words: of what, for which days, what is counted, and how many."""

    scope: str
    period: str
    label: str
    value: str


@dataclass(frozen=True)
class Effect:
    """A figure that a merge changes, before and after it."""

    before: Figure
    after: Figure


# Given ids of people and a reader: the figures that these people may stand in, by any key.
Count = Callable[[list[int], User], dict[Any, Figure]]
_counts: list[Count] = []


def register_figures(count: Count) -> None:
    """Have `count` asked before and after."""
    if count not in _counts:
        _counts.append(count)


def effects_of(
    *, kept: Participant, merged: Participant, facts: dict[str, Any], reader: User
) -> list[Effect]:
    """The figures that joining `merged` into `kept` would change, as `reader` may know them.

    The two are joined and counted in a transaction that is rolled back. ValidationError where they
    cannot be joined.
    """
    people = [kept.pk, merged.pk]
    before = _figures(people, reader)
    with transaction.atomic():
        merge_participants(kept=kept, merged=merged, merged_by=reader, facts=facts)
        after = _figures(people, reader)
        transaction.set_rollback(True)
    return [
        Effect(figure, after[key])
        for key, figure in before.items()
        if key in after and figure.value != after[key].value
    ]


def _figures(people, reader):
    return {key: figure for count in _counts for key, figure in count(people, reader).items()}
