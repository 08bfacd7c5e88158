"""New people of whom a list gives but one name, where the others have two: a title may be one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.importing.rows import ImportRow, Problem
from participants.models import Sex

if TYPE_CHECKING:
    from events.importing.planning import ImportPlan


def lone_names(plan: "ImportPlan") -> Iterator[Problem]:
    """What is odd about rows with one name and an age, or with nothing else: no refusals.

    "Vallja 3 muaj" may be a title, and so may "Kamëz" where of most others more is said.
    """
    people = [person for person in plan.people if person.record is None]
    lone = [person for person in people if all(_is_lone(row) for row in person.rows)]
    if len(lone) * 2 >= len(people):
        return
    is_said = sum(any(map(_says_more, person.rows)) for person in people) * 2 > len(people)
    for person in lone:
        row = person.rows[0]
        if row.age is not None or is_said and not _says_more(row):
            yield Problem(
                row.number,
                "first_name",
                _("Here is one name, and the others have two: is “%(name)s” somebody?")
                % {"name": row.first_name},
            )


def _is_lone(row: ImportRow) -> bool:
    return not row.last_name and len(row.first_name.split()) == 1


def _says_more(row: ImportRow) -> bool:
    """Whether a row says more of somebody than the name."""
    said = (row.birth, row.phone, row.organisation, row.category)
    return any(said) or row.sex != Sex.UNKNOWN
