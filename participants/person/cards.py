"""Cards by which people are found at the door: a short name, the code, and the code to be scanned.

Nothing on a card says what it is for, nor leads anywhere: a lost one tells no stranger where its
child goes. What reads the code types it into the search of a register, which finds the person.
"""

from dataclasses import dataclass

import segno
from django.utils.safestring import mark_safe

from participants.models import Participant
from participants.names import tell_apart


@dataclass(frozen=True)
class Card:
    """`drawing`: the code as a picture (SVG)."""

    person: Participant
    drawing: str


def cards_of(people):
    """The cards of `people`, in their order; those of one short name told apart."""
    return [Card(person, _drawn(person.code)) for person in tell_apart(people)]


def _drawn(code):
    drawing = segno.make(code, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return mark_safe(drawing)  # noqa: S308 - drawn by segno from a code of ours
