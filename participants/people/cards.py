"""Cards by which people are found at the door: a short name, the code, and the code to be scanned.

Nothing on a card says what it is for, nor leads anywhere: a lost one tells no stranger where its
child goes. What reads the code types it into the search of a register, which finds the person.
"""

from collections import Counter
from dataclasses import dataclass

import segno
from django.utils.safestring import mark_safe

from participants.lib.names import fathers_letters, tell_apart
from participants.models import Participant


@dataclass(frozen=True)
class Card:
    """`name`: what is printed of it; `drawing`: the code as a picture (SVG).

    `is_alike`: whether another card has that name: then the screen says whose it is, by the code.
    """

    person: Participant
    name: str
    drawing: str
    is_alike: bool


def cards_of(people):
    """The cards of `people`, in their order; those of one short name told apart.

    A mixed up card would mark somebody else as present. So where the surnames are one, the card
    bears a letter of the father's name: nothing that a stranger who finds it could use.
    """
    people = tell_apart(people)
    letters = fathers_letters(people)
    names = [
        f"{person.short_name} ({letters[person.pk]})" if person.pk in letters else person.short_name
        for person in people
    ]
    often = Counter(name.casefold() for name in names)
    return [
        Card(person, name, _drawn(person.code), often[name.casefold()] > 1)
        for person, name in zip(people, names, strict=True)
    ]


def _drawn(code):
    drawing = segno.make(code, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return mark_safe(drawing)  # noqa: S308 - drawn by segno from a code of ours
