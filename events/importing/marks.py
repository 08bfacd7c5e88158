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
# What a title says of all below it.
OF_SEVERAL = {
    "pranishmit": "present",
    "pranishmëve": "present",
    "pranishëm": "present",
    "pranishme": "present",
    "pranishmet": "present",
    "prezentët": "present",
    "prezentë": "present",
    "erdhën": "present",
    "morën pjesë": "present",
    "marrë pjesë": "present",
    "munguan": "absent",
    "mungojnë": "absent",
    "munguarit": "absent",
    "mungesa": "absent",
    "mungesat": "absent",
    "mungesave": "absent",
    "munguesit": "absent",
    "pa arsye": "absent",
    "mungesa pa arsye": "absent",
    "munguan pa arsye": "absent",
    "mungojnë pa arsye": "absent",
    "nuk erdhën": "absent",
    "nuk morën pjesë": "absent",
    "nuk marrë pjesë": "absent",
    "absentees": "absent",
    "erdhën me vonesë": "late",
    "vonuar": "late",
    "u vonuan": "late",
    "mungesa me arsye": "excused",
    "munguan me arsye": "excused",
    "mungojnë me arsye": "excused",
}
# As `fold` has them: Po and Jo are surnames too.
MAY_BE_NAMES = frozenset("po jo no yes late".split())
# As `fold` has them, those of one word that stand in nobody's name; a letter may be an initial.
IN_ONE_WORD = {fold(word) for word in (*MARKS, *Attendance.values) if word.isalpha() and word[1:]}
NO_NAMES = IN_ONE_WORD - MAY_BE_NAMES
