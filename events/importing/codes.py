"""The words that a file may use for codes: the code, or its label in either language."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from events.importing.columns import plain, plain_word
from events.importing.marks import MARKS
from events.importing.values import text_of
from events.lib.alphabet import ALPHABETS, letters_in_words, sure_letters
from events.models import Attendance, Event
from participants.models import Category, Disability, Sex
from shkej.lib.bilingual import LANGUAGES, texts_of

AS_PICTURE = "\ufe0f"  # behind a sign that telephones draw in colours
# Signs that mark wherever they stand, also beside a name.
# Word and forms tick a box as ☒, others cross it out so: beside ☐ alone it can mean either.
UNTICKED, CROSSED = BOXES = "☐☒"
SIGNS = {Attendance.PRESENT: "✓✔☑√✅👍", Attendance.ABSENT: f"✗✘{UNTICKED}❌✖{CROSSED}🚫👎"}

ALL_SIGNS = "".join(SIGNS.values())
CAME = (Attendance.PRESENT, Attendance.LATE)


class Vocabulary(NamedTuple):
    """Words and the codes that they stand for; `examples` of them for people."""

    meanings: dict[str, Any]
    examples: str


# What the labels of the screen do not say: short forms, and the words of old lists.
OTHER_WORDS = {
    Sex: {
        "f": "female",
        "m": "male",
        "femër": "female",
        "femra": "female",
        "vajzë": "female",
        "grua": "female",
        "woman": "female",
        "girl": "female",
        "mashkull": "male",
        "meshkuj": "male",
        "djalë": "male",
        "burrë": "male",
        "man": "male",
        "boy": "male",
        "nuk dihet": "unknown",
        "mashk": "male",
        "fem": "female",
        "v": "female",  # vajzë
        "d": "male",  # djalë
        "dj": "male",
        "mash": "male",
        "vajza": "female",
        "vajzat": "female",
        "girls": "female",
        "djem": "male",
        "djemtë": "male",
        "boys": "male",
        "femrat": "female",
        "meshkujt": "male",
        "gra": "female",
        "gratë": "female",
        "women": "female",
        "burra": "male",
        "burrat": "male",
        "men": "male",
        "gocë": "female",
        "goca": "female",
        "çupë": "female",
        "çupa": "female",
        "çun": "male",
        "çuna": "male",
        "femmina": "female",
        "maschio": "male",
        "♀": "female",
        "♂": "male",
    },
    Disability: {
        **dict.fromkeys(("po", "y", "x", "1", "+", "✓", "✔", "✅"), "yes"),
        **dict.fromkeys(("jo", "n", "0"), "no"),
        "nuk dihet": "unknown",
    },
    Attendance: MARKS,
    Event.Kind: {
        "takim sensibilizues": "awareness_meeting",
        "trajnim": "training",
        "punëtori": "workshop",
        "seminar": "workshop",
        "takim koordinimi": "coordination_meeting",
        "tjetër": "other",
        "të tjera": "other",
    },
    Event.Status: {
        "planifikuar": "planned",
        "u zhvillua": "held",
        "zhvilluar": "held",
        "anuluar": "cancelled",
        "canceled": "cancelled",
        "shtyrë": "postponed",
    },
}


# Categories in the other number than the labels have, and short.
CATEGORY_WORDS = {
    "prind": "parent",
    "prindi": "parent",
    "nënë": "parent",
    "nëna": "parent",
    "mama": "parent",
    "baba": "parent",
    "babai": "parent",
    "prindër": "parent",
    "parents": "parent",
    "fëmijë": "child",
    "fëmija": "child",
    "fëmijët": "child",
    "children": "child",
    "i ri": "young_person",
    "e re": "young_person",
    "të rinj": "young_person",
    "të rinjtë": "young_person",
    "young people": "young_person",
    "youth": "young_person",
    "polic": "police",
    "policia": "police",
    "policia e shtetit": "police",
    "mësues": "teacher",
    "mësuese": "teacher",
    "mësuesit": "teacher",
    "teachers": "teacher",
    "vullnetar": "volunteer",
    "vullnetare": "volunteer",
    "vullnetarë": "volunteer",
    "vullnetarët": "volunteer",
    "volunteers": "volunteer",
    "staf": "staff",
    "stafi": "staff",
    "staff": "staff",
    "institucion": "institution",
    "institucione": "institution",
    "institutions": "institution",
    "të tjerë": "other",
}


def vocabulary(choices: type[TextChoices]) -> Vocabulary:
    """Each word that stands for a code of `choices`, compared as `plain` does."""
    meanings = {plain_word(code): code for code in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            for code, label in choices.choices:
                meanings.setdefault(plain_word(str(label)), code)
    for word, code in OTHER_WORDS.get(choices, {}).items():
        meanings.setdefault(plain_word(word) or word, code)
    return Vocabulary(meanings, ", ".join(_examples(choices)))


def attendance_vocabulary(language: str | None = None) -> Vocabulary:
    """The words for the marks, and their letters in `language`.

    Where the language of a file is not known (None), a letter that means one thing in Albanian and
    another in English is no word: the refusal asks.
    """
    words, _examples_said = vocabulary(Attendance)
    letters = ALPHABETS[language] if language else sure_letters()
    for mark, signs in SIGNS.items():
        words |= dict.fromkeys(signs, mark.value)
    words |= {"+": Attendance.PRESENT.value} | dict.fromkeys("-–—", Attendance.ABSENT.value)
    words |= {plain_word(letter): mark.value for letter, mark in letters.items()}
    examples = ", ".join(_examples(Attendance))
    if language:
        with translation.override(language):
            examples = f"{letters_in_words()}; {examples}"
    else:
        examples = f"{', '.join(letters)}; {examples}"
    return Vocabulary(words, examples)


def _examples(choices: type[TextChoices]) -> Iterable[str]:
    """The words to name to the reader: the labels of the screen, never a code."""
    return ["F", "M"] if choices is Sex else map(str, choices.labels)


def category_vocabulary(categories: Sequence[Category]) -> Vocabulary:
    """Each word for one of the `categories`: its code, and what several or one are called."""
    meanings = {plain_word(category.code): category.pk for category in categories}
    for name in ("label", "singular"):
        for category in categories:
            for text in filter(None, texts_of(category, name).values()):
                meanings.setdefault(plain_word(text), category.pk)
    codes = {category.code: category.pk for category in categories}
    for word, code in CATEGORY_WORDS.items():
        if code in codes:
            meanings.setdefault(plain_word(word), codes[code])
    return Vocabulary(meanings, ", ".join(str(category.label) for category in categories))


def mark_words() -> list[str]:
    """The words for marks, as `plain` has them; letters and figures are none."""
    return [word for word in vocabulary(Attendance).meanings if len(word) > 1]


def code_of(text: str, words: Vocabulary) -> str | int | None:
    """The code that a text in one line stands for; None where it is not known.

    So it is where a sign says that somebody came, and the word beside it that they did not.
    """
    text = text.replace(AS_PICTURE, "")
    code = words.meanings.get(plain(text)) or words.meanings.get(text)
    signs = {words.meanings[sign] for sign in text if sign in ALL_SIGNS and sign in words.meanings}
    return None if {sign in CAME for sign in signs} - {code in CAME} else code


def meaning(raw: str, words: Vocabulary) -> str | int:
    """The code that a cell stands for; ValidationError names the words there are."""
    text = text_of(raw, 200)
    code = code_of(text, words)
    if code is None:
        raise ValidationError(
            _("“%(word)s” is not known here. Known are: %(words)s.")
            % {"word": text[:40], "words": words.examples}
        )
    return code
