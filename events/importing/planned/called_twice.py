"""One person whom a file calls by a name of its own in one row, and not in another.

The file alone tells, not whom an earlier one brought: else a second import would take what the
first refused, since by then somebody of that name is recorded.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.importing.downloads.names import register_of
from events.importing.known import Identity
from events.importing.people import identity_of_values, new_values, row_identity
from events.importing.rows import ImportRow, Problem
from events.importing.voting import group

if TYPE_CHECKING:
    from events.importing.planning import ImportPlan


def called_twice(plan: "ImportPlan") -> Iterator[Problem]:
    """Problems of rows that put one person on one event both ways.

    Of whom somebody said who they are, and what was imported before, is no question.
    """
    who, decided = plan.known.memory.who, plan.known.decided.by_line
    for row, other in _both_ways([row for row in plan.rows if row.is_named]):
        is_decided = who[row.number] in decided or who[other.number] in decided
        if not (row.is_old or other.is_old or is_decided):
            yield Problem(
                row.number,
                "person" if row.person else "last_name",
                _(
                    "This person is listed at this event twice, only once with the file’s own name "
                    "for them: see row %(row)s. If these are two people, give each such a name."
                )
                % {"row": other.number},
            )


def _both_ways(rows: Sequence[ImportRow]) -> Iterator[tuple[ImportRow, ImportRow]]:
    """(row, other) of each that has somebody at an event with, or without, the file's own name.

    Where the file names several people of the same facts, who has no name is another one.
    """
    unnamed = group([row for row in rows if not row.person], row_identity)
    keyed = [row for row in rows if row.person and not register_of(row.person)] if unnamed else []
    of_facts: dict[Identity, list[list[ImportRow]]] = defaultdict(list)
    for of_person in group(keyed, lambda row: row.person).values():
        of_facts[identity_of_values(new_values(of_person))].append(of_person)
    for facts in of_facts.keys() & unnamed.keys():
        if len(of_facts[facts]) > 1:
            continue
        [of_person] = of_facts[facts]
        with_name = group(of_person, lambda row: row.event_key)
        for event_key, without in group(unnamed[facts], lambda row: row.event_key).items():
            named = with_name.get(event_key, [])
            yield from ((row, named[0]) for row in without if named)
            yield from ((row, without[0]) for row in named)
