"""What stands at the foot of a list and is nobody: how many they are, and on which day."""

import re
from collections.abc import Sequence
from functools import cache

from events.importing.codes import CATEGORY_WORDS, OTHER_WORDS
from participants.models import Sex
from shkej.lib.albanian import fold

WORD = re.compile(r"[^\W\d_]+")
FIGURE = re.compile(r"(?<![0-9])[0-9]{1,4}(?:[.,][0-9]+)?(?![0-9])")
DAY_SAID = (
    r"(?:[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|"
    r"[0-9]{1,2}\.?\s+[^\W\d_]{3,12}\.?,?\s+[0-9]{4})\W*"
)
ON = r"(?:më|me|dt|data|datë|date|dita|day)\b\W*"
# "Data 06.10.2021" and "Tiranë, më 6 tetor 2021", with nobody's name in them.
ON_A_DAY = re.compile(rf"\W*(?:[^\W\d_]+,?\s+)?{ON}{DAY_SAID}", re.IGNORECASE)
# What is so beside a table alone: in a message "Ana, 12.05.2010" is somebody with a birth.
DAY_OR_PLACE = re.compile(rf"\W*(?:[^\W\d_]+,\s*)?{DAY_SAID}", re.IGNORECASE)
# Also "Tiranë, 06.10.2021", of a town as it stands there; Berat and Vlora are people too.
IN_A_TOWN = re.compile(rf"\W*([^\W\d_]+)[,:]?\s+{DAY_SAID}", re.IGNORECASE)
TOWNS = set(
    "tirane durres shkoder elbasan vlore korce fier lushnje kavaje kamez gjirokaster sarande kukes "
    "lezhe peshkopi pogradec kruje burrel puke permet librazhd gramsh bulqize".split()
)
# As `fold` has them, what is counted beside sexes and categories, and what stands beside a count.
COUNTED = set(
    "femijeve vajzave djemve grave burrave femrave meshkujve prinderve nxenes nxenesit nxenesve "
    "pjesemarres pjesemarresit pjesemarresve pjesemarrja te pranishem pranishmit prezent prezente "
    "prezence mungojne mungon munguan munguar mungesa mungesat persona veta njerez familje "
    "gjithsej total totali totale shuma nentotali subtotal sum numri nr mosha mesatare "
    "mesatarja perqindja t dhe and e i nga prej kane jane ishin marre moren pjese erdhen "
    "people participants persons number of present absent attendance average age years vjec".split()
)


def is_count(texts: Sequence[str]) -> bool:
    """Whether a line says but how many: "Vajza: 12", "12 vajza dhe 13 djem", "Gjithsej | 25".

    What begins with a figure in a cell of its own has the number of somebody's line.
    """
    line = " ".join(texts)
    if not FIGURE.search(line) or not WORD.search(texts[0]):
        return False
    if any(fold(found[0]) not in _counted() for found in WORD.finditer(line)):
        return False
    rest = FIGURE.sub("", WORD.sub("", line))
    return not any(sign.isalnum() for sign in rest)


@cache
def _counted() -> set[str]:
    known = [*OTHER_WORDS[Sex], *CATEGORY_WORDS]
    return COUNTED | {fold(word) for words in known for word in words.split()}


def is_on_a_day(text: str, *, is_cell: bool) -> bool:
    """Whether a text says but a day, or where and on which: in a cell or a message."""
    town = IN_A_TOWN.fullmatch(text)
    is_in_town = bool(town) and fold(town[1]) in TOWNS
    return bool(ON_A_DAY.fullmatch(text) or is_in_town or is_cell and DAY_OR_PLACE.fullmatch(text))
