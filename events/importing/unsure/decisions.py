"""What somebody decided of the lines of a file: who each is, or that it is somebody new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import QueryDict

NEW = "new"  # said instead of a person
ANOTHER = "another"  # than those that are logged; said instead of a meeting
OTHERS = "others"  # the button for all lines that nobody decided
FIELD = "who-"
SALT = "import.people"


class NotOffered(Exception):
    """Somebody was chosen who was not among those shown."""


@dataclass(frozen=True)
class Decision:
    """Who a line is. `person`: the id of somebody known, or None; `shown`: ids of those offered."""

    person: int | None
    shown: tuple[int, ...] = ()

    @property
    def answer(self) -> str:
        """As the page says it."""
        return NEW if self.person is None else str(self.person)


@dataclass(frozen=True)
class Decisions:
    """What was decided of the lines of a file.

    `asks`: whether somebody can be asked; else who is unsure is new, and a possible duplicate.
    `others_are_new`: so are those about whom nothing was decided, by the user's word. `by_line`:
    {whom a line names (`Memory.who`): Decision}. `meetings`: {what an event of the file is called
    (`meetings.called`): the id of the logged one that it is, or `ANOTHER`}.
    """

    asks: bool = False
    others_are_new: bool = False
    by_line: Mapping[str, Decision] = field(default_factory=dict)
    meetings: Mapping[str, str] = field(default_factory=dict)


def offer_of(lines: Sequence[tuple[str, Sequence[int]]], token: str) -> str:
    """What a page that offers people for lines says of itself, signed: nobody else is chosen.

    `lines`: [(whom a line names, ids of the people offered)].
    """
    return signing.dumps([[who, *ids] for who, ids in lines], salt=f"{SALT}.{token}", compress=True)


def decisions_given(posted: QueryDict, token: str) -> dict[str, Any]:
    """What a sent page decides, as the answers of an import are kept.

    BadSignature where the page is none of ours, NotOffered where its choice is not.
    """
    given: dict[str, Any] = {"people": {}}
    for who, *shown in signing.loads(posted.get("offered", ""), salt=f"{SALT}.{token}"):
        answer = posted.get(f"{FIELD}{who}", "")
        if answer == NEW:
            given["people"][who] = [None, *shown]
        elif answer in map(str, shown):
            given["people"][who] = [int(answer), *shown]
        elif answer:
            raise NotOffered
    if OTHERS in posted:
        given["others_are_new"] = posted[OTHERS] == NEW
    return given


def decides_more(posted: QueryDict, token: str, kept: Mapping[str, Any]) -> bool:
    """Whether a sent page decides of a line what is not in the answers that are `kept`."""
    before = {who: person for who, (person, *_shown) in kept.get("people", {}).items()}
    given = decisions_given(posted, token)["people"].items()
    return any(who not in before or person != before[who] for who, (person, *_shown) in given)


def decisions_of(kept: Mapping[str, Any]) -> Decisions:
    """The decisions in answers that are kept, of somebody who can be asked."""
    people = kept.get("people", {})
    by_line = {who: Decision(person, tuple(shown)) for who, (person, *shown) in people.items()}
    meetings = {key: str(answer) for key, answer in kept.get("meetings", {}).items()}
    return Decisions(True, bool(kept.get("others_are_new")), by_line, meetings)
