"""What somebody at the door has typed: whether it is enough of a name, and whom it means.

Enough is the given name with three letters of the surname, or a code. Whether anybody is meant is
never said at the door: only the text decides what is shown there.
"""

import re

from participants.models.people import CODE_LETTERS
from shkej.lib.albanian import fold

LETTERS_OF_SURNAME = 3
CODE = re.compile(rf"[{CODE_LETTERS}]{{6}}\Z")


def code_in(text):
    """The participant's code that `text` is; "" where it cannot be one."""
    code = text.strip().upper()
    return code if CODE.match(code) else ""


def is_enough(text):
    """Whether `text` is a nearly complete name, or a code."""
    words = fold(text).split()
    return bool(code_in(text)) or (len(words) > 1 and has_enough_letters(words[-1]))


def has_enough_letters(surname):
    """Whether `surname` is long enough to be told from others."""
    return sum(letter.isalpha() for letter in surname) >= LETTERS_OF_SURNAME


def is_meant(person, text):
    """Whether `text` is this person's given name (with the father's or not) and their surname.

    Of the surname the beginning is enough.
    """
    words, surname = fold(text).split(), fold(person.last_name)
    given, father = fold(person.first_name).split(), fold(person.father_name).split()
    for names in (given, given + father):
        rest = " ".join(words[len(names) :])
        if words[: len(names)] == names and has_enough_letters(rest) and surname.startswith(rest):
            return True
    return False
