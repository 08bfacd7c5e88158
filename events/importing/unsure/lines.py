"""The lines of whom somebody known may be meant, and what was decided of them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from events.importing.people import BIRTH_COLUMNS, new_values
from events.importing.rows import ImportRow
from events.importing.unsure.decisions import Decision
from events.importing.voting import group
from participants.lib.births import Birth
from participants.models import Sex

if TYPE_CHECKING:
    from events.importing.changes import Changes

OFFERED = 3  # known people for each line
WAITING_SHOWN, SETTLED_SHOWN = 50, 200  # lines at once


class UnsureLine(TypedDict):
    """One person of the file who may be somebody known, as JSON can keep it.

    `who`: as `Memory.who` has it; `rows`: where they are in the file; `words`: what it says of
    them; `offered`: the ids of known people, the likeliest first; `decided`: the id of the one who
    was chosen, "new", or "" where it waits; `fault`: why it cannot be the chosen one, or "".
    """

    who: str
    rows: list[str]
    words: str
    offered: list[int]
    decided: str
    fault: str


def likeliest(scores: dict[tuple[int, int], int], own: Container[int]) -> dict[int, list[int]]:
    """{place of somebody new: ids of known people whom they are alike, the likeliest first}.

    `scores`: as `likenesses` has them; who is new is there under −1, −2, … `own`: ids of those
    who are known by this file alone.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for (lower, higher), score in scores.items():
        if lower < 0 < higher and higher not in own:
            found.setdefault(-lower - 1, []).append((-score, higher))
    return {place: [pk for _score, pk in sorted(alike)] for place, alike in found.items()}


def waiting_lines(changes: "Changes") -> list[UnsureLine]:
    """Those that nobody decided, in the order of the file, as many as a page shows."""
    people = sorted(
        (min(row.number for row in changes.people[place].rows), place) for place in changes.waiting
    )
    lines = []
    for _row, place in people[:WAITING_SHOWN]:
        rows = changes.people[place].rows
        offered = changes.alike.get(place, [])[:OFFERED]
        lines.append(_line(changes.known.memory.who[rows[0].number], rows, offered, ""))
    return lines


def settled_lines(
    rows: Iterable[ImportRow], changes: "Changes", faults: Mapping[int, str]
) -> list[UnsureLine]:
    """Those that were decided; first where that made them bad rows, so that it can be changed.

    `faults`: {row number: why it cannot be who was chosen}.
    """
    known = changes.known
    waits = {known.memory.who[changes.people[place].rows[0].number] for place in changes.waiting}
    decided = known.decided.by_line
    named = (row for row in rows if row.is_named)
    of_line = group(named, lambda row: known.memory.who[row.number])
    fault_of = {
        who: next((faults[row.number] for row in rows if row.number in faults), "")
        for who, rows in of_line.items()
    }
    found = [who for who in of_line if who in decided and who not in waits]
    found.sort(key=lambda who: not fault_of[who])
    lines = []
    for who in found[:SETTLED_SHOWN]:
        decision, offered = decided[who], dict.fromkeys(decided[who].shown)
        chosen = known.people.get(decision.person or 0)
        if chosen is not None:  # merged since, the one who stayed is shown in their place
            kept = known.kept(chosen).pk
            offered = dict.fromkeys(kept if pk == chosen.pk else pk for pk in offered)
            decision = Decision(kept, decision.shown)
        lines.append(_line(who, of_line[who], offered, decision.answer, fault_of[who]))
    return lines


def _line(
    who: str, rows: Sequence[ImportRow], offered: Iterable[int], decided: str, fault: str = ""
) -> UnsureLine:
    numbers = [str(row.number) for row in sorted(rows, key=lambda row: row.number)]
    return UnsureLine(
        who=who,
        rows=list(dict.fromkeys(numbers)),
        words=_words(rows),
        offered=list(offered),
        decided=decided,
        fault=fault,
    )


def _words(rows: Sequence[ImportRow]) -> str:
    """What the file says of somebody: their names, birth and sex."""
    facts = new_values(rows)
    names = (facts["first_name"], facts["father_name"], facts["last_name"])
    birth = Birth(*(facts[column] for column in BIRTH_COLUMNS)).in_words
    sex = "" if facts["sex"] == Sex.UNKNOWN else str(Sex(facts["sex"]).label)
    return " · ".join(filter(None, [" ".join(filter(None, names)), birth, sex]))
