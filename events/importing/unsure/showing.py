"""The part of a check that asks who somebody is: names are read here, for the page’s reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from events.importing.correcting.showing import LineControls
from events.importing.results import Result
from events.importing.unsure.decisions import FIELD, NEW, OTHERS, offer_of
from events.importing.unsure.lines import UnsureLine
from participants.finding.telling import with_parents
from participants.lib.names import tell_apart
from participants.models import Participant


@dataclass
class ShownLine:
    """A line with the people who may be meant, told apart as wherever one is picked.

    `bad`: the rows that cannot be who was chosen, to be left out instead.
    """

    name: str
    rows: list[str]
    words: str
    people: list[Participant]
    decided: str
    fault: str
    bad: Sequence[LineControls]

    @property
    def has_several_bad(self) -> bool:
        """Whether each of them has to be named."""
        return len(self.bad) > 1

    @property
    def described_by(self) -> str:
        """The ids of what is said to be wrong with it."""
        if self.fault and not self.bad:
            return f"{self.name}-fault"
        return " ".join(f"{line.out}-reasons" for line in self.bad if line.reasons)


@dataclass
class Asked:
    """What the page asks: `waiting` and `settled` lines, and those `clashing` of which the one who
    was chosen cannot be.

    `hidden`: how many more wait than are shown; `others`: how many are new by the user's word.
    """

    waiting: list[ShownLine]
    settled: list[ShownLine]
    clashing: list[ShownLine]
    hidden: int
    others: int
    offer: str
    new, others_name = NEW, OTHERS


def asked_about(
    result: Result, token: str, reader: User, bad: Mapping[str, Sequence[LineControls]]
) -> Asked | None:
    """What is to be shown of the unsure lines of a result; None where there are none.

    `bad`: {whom they name: bad lines}, as `Correcting.decided`.
    """
    lines = [*result.unsure, *result.settled]
    if not lines and not result.others:
        return None
    known = _known({pk for line in lines for pk in line["offered"]}, reader)
    shown = {line["who"]: [known[pk] for pk in line["offered"] if pk in known] for line in lines}
    offered = [(who, [person.pk for person in people]) for who, people in shown.items()]

    def as_shown(line: UnsureLine) -> ShownLine:
        people = shown[line["who"]]
        return ShownLine(
            name=f"{FIELD}{line['who']}",
            rows=line["rows"],
            words=line["words"],
            people=people,
            decided=line["decided"],
            fault=line["fault"],
            bad=bad.get(line["who"], ()),
        )

    return Asked(
        waiting=[as_shown(line) for line in result.unsure],
        settled=[as_shown(line) for line in result.settled if not line["fault"]],
        clashing=[as_shown(line) for line in result.settled if line["fault"]],
        hidden=result.waiting - len(result.unsure),
        others=result.others,
        offer=offer_of(offered, token),
    )


def _known(keys: Iterable[int], reader: User) -> dict[int, Participant]:
    """{id: person} of those whom `reader` sees, with what tells them apart."""
    people = Participant.objects.visible_to(reader).current().filter(pk__in=keys)
    people = tell_apart(people.for_list().with_times_seen(reader))
    return {person.pk: person for person in with_parents(people, reader)}
