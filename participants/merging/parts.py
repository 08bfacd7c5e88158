"""Which rows a merge moves: each app says it of its own tables (`AppConfig.ready`)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model, UniqueConstraint

from participants.lib.births import Birth
from participants.models import Participant


@dataclass(frozen=True)
class Group:
    """Columns that make sense only with each other: changed or put back all at once.

    `along` go with them, but a later change of these alone says nothing about the others.
    """

    columns: tuple[str, ...]
    along: tuple[str, ...] = ()


@dataclass
class Joining:
    """A merge under way.

    `births`: {id: what was known} of those records of which it says something else of the birth.
    """

    kept: Participant
    merged: Participant
    journal: Any
    births: dict[int, Birth] = field(default_factory=dict)


class MergePart:
    """What a merge does with the rows of one table that point to people.

    As it is here, rows of the record that goes are moved to the one that stays, unless a
    unique constraint says that it has such a row already; then they stay where they are.
    """

    model: ClassVar[type[Model]]
    people: ClassVar[tuple[str, ...]]  # its foreign keys to Participant
    together: ClassVar[tuple[Group, ...]] = ()
    always: ClassVar[tuple[str, ...]] = ()  # columns that are in each entry of the journal

    def hangs_on(self, people: list[int]) -> set[int]:
        """Ids of rows above people that have to be locked before people are."""
        return set()

    def lock(self, ids: set[int]) -> None:
        """Lock what `hangs_on` named."""

    def refuse(self, one: Participant, other: Participant) -> None:
        """ValidationError where two records cannot be one person."""

    def rows(self, field: str, person: Participant) -> Iterator[Model]:
        """The rows that point to `person`, locked, the oldest first."""
        rows = self.model._base_manager.select_for_update(of=("self",))
        return rows.filter(**{field: person}).order_by("pk")

    def move(self, joining: Joining) -> None:
        """Move what belongs to the record that goes."""
        for name in self.people:
            column = self.model._meta.get_field(name).attname
            for row in self.rows(name, joining.merged):
                setattr(row, column, joining.kept.pk)
                is_double = hits_unique(row)
                setattr(row, column, joining.merged.pk)
                if not is_double:
                    joining.journal.change(row, **{column: joining.kept.pk})

    def reason(self, row: Model, *, undone: bool) -> str:
        """What the change history of `row` says of it."""
        return ""

    def may_return(self, row: Model) -> bool:
        """Whether a row that the merge took away still fits beside those of today."""
        return True

    def complete(self, row: Model, *, as_left: bool) -> set[str]:
        """Work out what depends on other columns, and name those; `as_left`: no later change."""
        return set()

    def after_undo(self, merge: Model, by: Any) -> None:
        """Do what follows once two records are apart again."""


class StayingPart(MergePart):
    """Rows that say which record is which: they stay where they are."""

    def move(self, joining: Joining) -> None:
        """Move nothing."""


_parts: dict[type[Model], MergePart] = {}


def register(*parts: MergePart) -> None:
    """Have each of `parts` take part in every merge, in this order."""
    _parts.update({part.model: part for part in parts})


def merge_parts() -> list[MergePart]:
    """All that take part, those of lower apps first."""
    return list(_parts.values())


def part_of(model: type[Model]) -> MergePart:
    """The part that answers for a table."""
    return _parts[model]


def hits_unique(row: Model) -> bool:
    """Whether another row has what has to be unique: looked up, never left to the database."""
    uniques = (rule for rule in row._meta.constraints if isinstance(rule, UniqueConstraint))
    return any(_refuses(rule, row) for rule in uniques)


def _refuses(rule, row):
    try:
        rule.validate(type(row), row)
    except ValidationError:
        return True
    return False


def breaks_constraint(row: Model) -> bool:
    """Whether `row`, as it is about to be written, would be refused by the database."""
    return any(_refuses(rule, row) for rule in row._meta.constraints)
