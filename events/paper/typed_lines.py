"""What a clerk types from a signed list: `1 2 4 7`, `1-5 9`, a letter for another mark."""

import re
from dataclasses import dataclass, field

from events.lib.alphabet import mark_of
from events.models import Attendance

AROUND_A_DASH = re.compile(r"\s*[-–—]\s*")
BETWEEN = re.compile(r"[\s,;.]+")
PIECE = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?([a-z]?)", re.ASCII)


@dataclass
class TypedLines:
    """What was understood, and what was not, in the order in which it was typed.

    `marks`: {line: attendance}; `unknown`: lines that the list does not have; `unreadable`: pieces
    that mean nothing; `strange`: those with a letter that the reader's alphabet lacks; `doubled`:
    lines that were given two marks.
    """

    marks: dict = field(default_factory=dict)
    unknown: list = field(default_factory=list)
    unreadable: list = field(default_factory=list)
    strange: list = field(default_factory=list)
    doubled: list = field(default_factory=list)

    def add(self, line, mark):
        """Take one line; the same mark twice is no harm."""
        if self.marks.setdefault(line, mark) != mark and line not in self.doubled:
            self.doubled.append(line)


def read_lines(text, known):
    """Read what was typed about the line numbers `known`, with letters of the reader's language."""
    typed = TypedLines()
    for piece in BETWEEN.split(AROUND_A_DASH.sub("-", text.lower()).strip(" ,;.\t\r\n")):
        if piece:
            _read_piece(typed, piece, known)
    return typed


def _read_piece(typed, piece, known):
    match = PIECE.fullmatch(piece)
    if match is None:
        typed.unreadable.append(piece)
        return
    mark = mark_of(match[3]) if match[3] else Attendance.PRESENT
    if mark is None:
        typed.strange.append(piece)
        return
    first, last = int(match[1]), int(match[2] or match[1])
    lines = range(first, last + 1)
    if not lines:
        typed.unreadable.append(piece)
    elif last > max(known, default=0):  # a range is not counted out beyond the list
        typed.unknown.append(match[1] if match[2] is None else f"{match[1]}-{match[2]}")
    else:
        for line in lines:
            if line in known:
                typed.add(line, mark.value)
            else:
                typed.unknown.append(str(line))
