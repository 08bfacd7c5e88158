"""What the event and the people of a downloaded register are called in its file."""

import re
import secrets

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no figures: it is no identity number, and no word
SIGNS = 16  # of 20 letters: 69 bits
OF_REGISTER = re.compile(rf"SHKEJ-[{LETTERS}]{{{SIGNS}}}")
OF_LINE = re.compile(rf"({OF_REGISTER.pattern})-[0-9]{{1,6}}")


def new_name() -> str:
    """A name for the event of one file, which nobody guesses."""
    return "SHKEJ-" + "".join(secrets.choice(LETTERS) for _sign in range(SIGNS))


def name_of_line(register: str, number: int) -> str:
    """What the `number`-th line of that file is called: somebody, or a group that was counted."""
    return f"{register}-{number}"


def is_of_register(event: str) -> bool:
    """Whether a file's name for an event is that of a downloaded register."""
    return bool(OF_REGISTER.fullmatch(event))


def register_of(person: str) -> str:
    """The register of which this is the name of a line; empty for any other name."""
    found = OF_LINE.fullmatch(person)
    return found[1] if found else ""
