"""The words of lists for marks, beside those that the screen shows."""

from events.models import Attendance
from shkej.lib.albanian import fold

MARKS = {
    "mori pjesë": "present",
    "pranishëm": "present",
    "i pranishëm": "present",
    "e pranishme": "present",
    "pranishme": "present",
    "prezent": "present",
    "attended": "present",
    "me vonesë": "late",
    "mungesë me arsye": "excused",
    "me arsye": "excused",
    "erdhi": "present",
    "nuk mori pjesë": "absent",
    "nuk erdhi": "absent",
    "nuk vjen": "absent",
    "mungoi": "absent",
    "mungon": "absent",
    "mungesë": "absent",
    "munguar": "absent",
    "m": "absent",  # mungon
    "po": "present",
    "prezente": "present",
    "yes": "present",
    "jo": "absent",
    "no": "absent",
    "x": "present",
    "1": "present",
    "0": "absent",
}
# As `fold` has them: Po and Jo are surnames too.
MAY_BE_NAMES = frozenset("po jo no yes late".split())
# As `fold` has them, those of one word that stand in nobody's name; a letter may be an initial.
IN_ONE_WORD = {fold(word) for word in (*MARKS, *Attendance.values) if word.isalpha() and word[1:]}
NO_NAMES = IN_ONE_WORD - MAY_BE_NAMES
