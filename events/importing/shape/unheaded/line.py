"""One line of a list that has only names: the name, what stands beside it, and its mark."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from events.importing.codes import ALL_SIGNS, BOXES, SIGNS, mark_words
from events.importing.marks import MAY_BE_NAMES
from events.importing.shape.beside_names import BIRTH, CLASS, LETTER, SAID, written
from events.importing.shape.synonyms import FULL_NAME
from participants.lib.validators import has_identity_number
from shkej.lib.albanian import fold

PICTURES = ("So", "Cf", "Co", "Cs")
BEFORE_NAMES = ("phone", "age")
PARTS = (FULL_NAME, *(key for key, _pattern in SAID), "attendance", "sex", "category")
NUMBERED = re.compile(
    r"^[\W_]*\d{1,4}\s*[.)\-:]\s*(?=\D)|^\d{1,4}\s+(?=\D)(?!(?:vje[cç]|vj|muaj)\b)|^\s*\d\ufe0f?\u20e3\s*|^\s*[-*•–·▪◦●■►➤→👉🔹🔸]+\s*"
)
WORD = re.compile(r"[^\W\d_][\w'’.-]*")


class Line:
    """A line such as "Ana Deda, 12 vjeç, 069 123 4567 ✅" of a list of names.

    Behind a number or a bullet a name may be in small letters (`has_number`). `above`: {key: text}
    of what titles above say of it, where the line itself says nothing.
    """

    def __init__(self, text: str, above: Mapping[str, str]) -> None:
        self.has_number = bool(NUMBERED.match(text))
        self.text = text = NUMBERED.sub("", text, count=1)
        self.said = dict(above)
        for key, pattern in () if has_identity_number(text) else SAID:
            match = pattern.search(text)
            if match and (LETTER.search(text[: match.start()]) or _stands_before(key, match[0])):
                self.said[key] = (match.groupdict().get("said") or match[0]).strip()
                text = text.replace(match[0], " ")
        self.rest = CLASS.sub(" ", text).rstrip(" ,;:–-")
        self.word = _word_behind().search(self.rest)

    @property
    def is_doubtful(self) -> bool:
        """Whether the word may be a name: behind one other, or with a capital, as in "Ana Po"."""
        if not self.word or fold(self.word[3]) not in MAY_BE_NAMES:
            return False
        return not self.word[3].islower() or len(WORD.findall(self.rest[: self.word.start()])) == 1

    @property
    def bears_out(self) -> bool:
        """Whether such a word, with but a blank before it, is a mark on this line."""
        return bool(self.word and self.word[3]) and not self.is_doubtful

    @property
    def name(self) -> str:
        """What is left of the line beside all else that it says."""
        return self.parts()[0]

    def parts(self, *, has_word: bool = True) -> list[str]:
        """The `PARTS`; `has_word`: whether a word for a mark behind the name is taken for one."""
        found, text = dict(self.said), self.rest
        signs = {sign for sign in text if sign in ALL_SIGNS}
        marks = signs & set(BOXES)
        marks |= {known[0] for known in SIGNS.values() if set(known) & (signs - marks)}
        said = sorted(marks)
        if has_word and (match := self.word):
            text = text[: match.start()]
            said.append(match[1] or match[2] or match[3])
        if said:
            found["attendance"] = " ".join(said)
        text = "".join(
            sign
            for sign in text
            if unicodedata.category(sign) not in PICTURES and sign not in ALL_SIGNS
        )
        text = text.strip(" ,;:–-*_\ufe0f\u20e3")
        name = " ".join((text if "(" in text else text.strip("()")).split())
        name = name.title() if name == name.lower() and self.has_number else name
        return [name, *(found.get(key, "") for key in PARTS[1:])]


def _stands_before(key: str, text: str) -> bool:
    """Whether a fact may stand before the name: a day there is when somebody wrote the line."""
    return key in BEFORE_NAMES and not BIRTH.fullmatch(text.strip())


@cache
def _word_behind() -> re.Pattern[str]:
    """A word for a mark behind a name, with or without the signs of ë and ç."""
    word = written(mark_words())
    return re.compile(rf"\s*(?:[-–—:]\s*({word})|\(({word})\)|\s({word}))\s*$", re.IGNORECASE)
