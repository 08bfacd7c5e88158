"""Whether a line of a downloaded register still tells of the person whose name of a line it bears.

Names can be sorted without the rest of their lines, or written over: then the mark of one child
would be given to another.
"""

from collections.abc import Iterator, Sequence

from django.db.models import Count
from django.utils.translation import gettext as _

from events.importing.remembered.memory import Memory
from events.importing.rows import ImportRow, Problem
from events.models import Event, Registration
from participants.finding.index import current_nicknames
from participants.finding.likeness import ALIKE, USUAL, GivenNames, Identity, likeness, plain
from participants.finding.words import GIVEN, words_in
from participants.models import NameWord, Participant, Sex
from shkej.lib.albanian import fold

Line = tuple[ImportRow, Participant]
NO_NAME = "xx"  # is on both sides where one of them has no surname


def lines_of_others(lines: Sequence[Line], *, event: Event, memory: Memory) -> Iterator[Problem]:
    """Problems of lines that name somebody else than whom they stand for, or were copied.

    `lines`: (row, the record that its name of a line stands for) of one register. A line that says
    of the person what it said when the file was made is theirs, whatever is recorded by now.
    """
    altered = [
        (row, record)
        for row, record in lines
        if not memory.says_same_person(row) and _called(row) != _called(record)
    ]
    strangers = set()
    if altered:
        compare = _Comparison(altered, event)
        for row, record in altered:
            if not compare.are_one(row, record):
                strangers.add(row.number)
                yield Problem(
                    row.number,
                    "first_name",
                    _(
                        "This line is that of %(name)s. For somebody else, add a line with an "
                        "empty Person cell."
                    )
                    % {"name": record},
                )
    yield from _copied([row for row, _record in lines if row.number not in strangers])


def _copied(rows: Sequence[ImportRow]) -> Iterator[Problem]:
    """Problems of later lines with the Person cell of an earlier one, and another say."""
    first: dict[str, ImportRow] = {}
    for row in sorted(rows, key=lambda row: row.number):
        if first.setdefault(row.person, row) != row:
            yield Problem(
                row.number,
                "person",
                _("Row %(row)s has the same Person cell. Empty it here for somebody new.")
                % {"row": first[row.person].number},
            )


def _called(somebody: ImportRow | Participant) -> tuple[str, str, str]:
    names = (somebody.first_name, somebody.last_name, somebody.father_name)
    return fold(names[0]), fold(names[1]), fold(names[2])


class _Comparison:
    """Compares names of lines with those of records, among whoever is on the register."""

    def __init__(self, lines: Sequence[Line], event: Event) -> None:
        words = {word for line in lines for one in line for word in words_in(one.first_name)}
        given = NameWord.objects.filter(kind=GIVEN, word__in=words).values("word")
        borne = given.annotate(times=Count("participant", distinct=True)).filter(times__gte=USUAL)
        usual = frozenset(borne.values_list("word", flat=True))
        self.names = GivenNames(current_nicknames(), usual)
        places = Registration.objects.filter(event=event).select_related("participant")
        self.there = [place.participant for place in places]

    def are_one(self, row: ImportRow, record: Participant) -> bool:
        """Whether the line may mean this person: nearly their names, and nobody else's here."""
        said, recorded = _called(row), _called(record)
        for other in self.there:
            called = _called(other)
            if other.pk != record.pk and (
                said == called or (said[:2] == called[:2] and said[:2] != recorded[:2])
            ):
                return False
        return all(
            likeness(self._identity(row, record, father), self._identity(record, row, father))
            >= ALIKE
            for father in (True, False)
        )

    def _identity(
        self, one: ImportRow | Participant, other: ImportRow | Participant, with_father: bool
    ) -> Identity:
        """Names alone: an empty cell says nothing. A father's name speaks against, never for."""
        last = one.last_name if plain(one.last_name) and plain(other.last_name) else NO_NAME
        father = one.father_name if with_father else ""
        return self.names.identity(
            None, one.first_name, father, last, Sex.UNKNOWN, None, None, None, None, "", None
        )
