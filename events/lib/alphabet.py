"""The letters of the marks: one alphabet in each language, wherever a letter marks.

`A` is excused in Albanian and absent in English. So a letter counts in the language in which its
writer reads, and one that this alphabet lacks is asked about, never guessed (docs/glossary.md).
"""

from django.utils.translation import gettext as _

from events.models import Attendance
from shkej.lib.bilingual import reading

ALPHABETS = {
    "sq": {
        "P": Attendance.PRESENT,
        "V": Attendance.LATE,
        "A": Attendance.EXCUSED,
        "N": Attendance.ABSENT,
    },
    "en": {
        "P": Attendance.PRESENT,
        "L": Attendance.LATE,
        "E": Attendance.EXCUSED,
        "A": Attendance.ABSENT,
    },
}


def letters():
    """[(mark, letter, word)] of what can be typed, in the reader's language."""
    return [(mark.value, letter, mark.label) for letter, mark in ALPHABETS[reading()].items()]


def letters_in_words():
    """The reader's alphabet for a sentence: "P present, L late, E excused, A absent"."""
    return ", ".join(
        _("%(letter)s %(mark)s") % {"letter": letter, "mark": word.lower()}
        for _mark, letter, word in letters()
    )


def mark_of(letter, language=None):
    """The mark that `letter` stands for in `language`, the reader's by default; None where none."""
    return ALPHABETS[language or reading()].get(letter.upper())


def sure_letters():
    """{letter: mark} of those that mean the same in each alphabet that has them."""
    meanings = {}
    for alphabet in ALPHABETS.values():
        for letter, mark in alphabet.items():
            meanings.setdefault(letter, set()).add(mark)
    return {letter: marks.pop() for letter, marks in meanings.items() if len(marks) == 1}
