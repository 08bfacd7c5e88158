"""Cells that say something about a list, and name nobody of it: notes, days, lines to sign on."""

import re

from events.importing.shape.between.foot import is_on_a_day
from events.importing.shape.between.titles import mark_said_by
from events.importing.shape.headings import LABELLED
from events.importing.shape.person_names import OTHER_THAN_NAMES, begins_with_name, is_name
from events.importing.shape.synonyms import ENDS, SIGNS
from shkej.lib.albanian import fold

TO_SIGN_ON = re.compile(r"(?:[^\W\d_]+\W*)?(?:_{3,}|\.{4,}|…{2,})[\W_]*")


def is_beside_list(text: str) -> bool:
    """Whether a cell has a day, a line to sign on, a note or who signed."""
    return bool(
        is_on_a_day(text, is_cell=True)
        or TO_SIGN_ON.fullmatch(text)
        or signs(text)
        or ENDS.match(text)
        or is_note(text)
    )


def signs(text: str) -> bool:
    """Whether a cell says that somebody signs, or the post of who does."""
    return bool(SIGNS.match(fold(text)))


def is_note(text: str) -> bool:
    """Whether a text is a label and what it says, as "Shënim: …"; no name and a mark beside it."""
    found = LABELLED.match(text)
    if not found or mark_said_by(found[2]) or mark_said_by(text):
        return False
    is_whole_name = " " in found[1].strip() and is_name(found[1])
    return not (is_whole_name or begins_with_name(found[1]))


def is_of_group(text: str) -> bool:
    """Whether a text begins as the name of a group or of what it does, as "Klasa 5A"."""
    return fold(text.split()[0]).strip(":") in OTHER_THAN_NAMES
