"""Rows that contradict each other: what most rows say stands, and the others are bad rows.

Where no value is given more often than the others, all rows that give one are bad. So the order of
the rows decides nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from events.importing.columns import EVENT_COLUMNS
from events.importing.parsing import agrees
from events.importing.rows import ImportRow, Problem, StatedBirth
from participants.models import Disability, Sex

K = TypeVar("K")


def group(rows: Iterable[ImportRow], key: Callable[[ImportRow], K]) -> dict[K, list[ImportRow]]:
    """The rows by what `key` says of them."""
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def outvoted(given: Sequence[tuple[ImportRow, object]]) -> tuple[list[ImportRow], int | None]:
    """The rows that lose, and the row number of a winner (None where there is none).

    `given`: [(row, value)] of the rows that give a value.
    """
    counts = Counter(value for _row, value in given)
    if len(counts) < 2:
        return [], None
    most = max(counts.values())
    winners = [value for value, count in counts.items() if count == most]
    if len(winners) > 1:
        return [row for row, _value in given], None
    losers = [row for row, value in given if value != winners[0]]
    return losers, min(row.number for row, value in given if value == winners[0])


def event_conflicts(rows: Sequence[ImportRow]) -> Iterator[Problem]:
    """Problems of rows that say something else of their event than its other rows."""
    for of_event in group(rows, lambda row: row.event_key).values():
        for column in EVENT_COLUMNS:
            given = [(row, row.said[column]) for row in of_event if column in row.said]
            sentence = _several_starts if column == "starts_at" else None
            yield from _conflicts(given, column, sentence)


def person_conflicts(rows: Sequence[ImportRow]) -> Iterator[Problem]:
    """Problems of rows that say something else of the same `person` than its other rows."""
    named = [row for row in rows if row.is_named and row.person]
    for of_person in group(named, lambda row: row.person).values():
        if len(of_person) == 1:
            continue
        yield from _conflicts(_known(of_person, "sex", Sex.UNKNOWN), "sex", _same_person)
        yield from _conflicts(
            _known(of_person, "disability", Disability.UNKNOWN), "disability", _same_person
        )
        yield from _birth_conflicts([row for row in of_person if row.birth])


def _known(rows: Sequence[ImportRow], column: str, unknown: str) -> list[tuple[ImportRow, str]]:
    return [(row, getattr(row, column)) for row in rows if getattr(row, column) != unknown]


def _conflicts(
    given: Sequence[tuple[ImportRow, object]],
    column: str,
    sentence: Callable[[int | None], str] | None = None,
) -> Iterator[Problem]:
    losers, winner = outvoted(given)
    for row in losers:
        yield Problem(row.number, column, (sentence or _same_event)(winner))


def _same_event(winner: int | None) -> str:
    if winner is None:
        return _("The rows of this event say different things here, none more often than another.")
    return _(
        "Other rows of this event say something else here, and more of them: see row %(row)s."
    ) % {"row": winner}


def _several_starts(winner: int | None) -> str:
    remedy = _("If these are two meetings, give each a name of its own.")
    return f"{_same_event(winner)} {remedy}"


def _same_person(winner: int | None) -> str:
    if winner is None:
        return _("The rows of this person say different things here, none more often than another.")
    return _(
        "Other rows of this person say something else here, and more of them: see row %(row)s."
    ) % {"row": winner}


def _birth_conflicts(rows: Sequence[ImportRow]) -> Iterator[Problem]:
    """Ages, years and dates of birth of one person, as far as they cannot all be true.

    Each fact given is a guess; the rows that fit it support it. Rows stand when they support all
    of the guesses that have the most support.
    """
    guesses = {row.birth for row in rows}
    if len(guesses) < 2:
        return
    support = {guess: {row.number for row in rows if _fits(row, guess)} for guess in guesses}
    most = max(map(len, support.values()))
    best = [numbers for numbers in support.values() if len(numbers) == most]
    standing = set.intersection(*best)
    for row in rows:
        if row.number not in standing:
            column = {"date": "birth_date", "year": "birth_year", "age": "age"}[row.birth.kind]
            winner = min(standing) if standing else None
            yield Problem(row.number, column, _same_person(winner))


def _fits(row: ImportRow, guess: StatedBirth) -> bool:
    """Whether a row's fact about the age can be true where `guess` is."""
    birth = row.birth
    if birth == guess:
        return True
    if birth.kind == "age":
        if guess.kind == "age":
            return abs(birth.year - guess.year) <= 1
        return agrees(guess, row.age, row.day)
    if birth.kind == "year":
        return guess.kind == "date" and guess.year == birth.year
    return False
