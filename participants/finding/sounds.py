"""How an Albanian name sounds, whoever writes it down: what is heard alike has one key."""

import re
from functools import lru_cache

# Folded letters (`shkej.lib.albanian.fold`): ë is e and ç is c already.
HEARD = {
    "ch": "c",
    "dh": "d",
    "gj": "g",
    "nj": "n",
    "th": "t",
    "sh": "s",
    "ll": "l",
    "rr": "r",
    "xh": "x",
    "zh": "x",
    "j": "x",
    "q": "c",
    "y": "i",
    "w": "v",
}
LETTERS = re.compile("|".join(sorted(HEARD, key=len, reverse=True)))
TWICE = re.compile(r"([^\W\d_])\1+")
# Definite and feminine endings: -i -u -a -ja -ë, also one upon the other (Bedrie, Bedrija). After
# a, o and u, j belongs to the name (Hoja).
ENDING = re.compile(r"(?:(?:(?<![aou])j)?[aeiu])+\Z")
# Spellings from abroad, one after the other: Christian, Giovanna, Jessica, Alexander, Wendy.
ABROAD = [
    (re.compile(written), read)
    for written, read in (
        ("ph", "f"),
        ("ae", "e"),
        ("x(?!h)", "ks"),
        ("xh|zh|gj|gi(?=[aou])|g(?=[eiy])|^j|c(?=[ei])", "x"),
        ("ch|[cq]", "k"),
        ("w", "u"),
        ("[jy]", "i"),
    )
]
FEWEST = 2  # letters that stay of a name
MASCULINE = re.compile(r"(?<=[^aeiou])[iu]\Z")
FEMININE = re.compile(r"[ae]\Z")


def heard(word):
    """A folded word in the letters that are heard: `xhoana` and `joana` are `xoana`."""
    return TWICE.sub(r"\1", LETTERS.sub(lambda found: HEARD[found[0]], word))


@lru_cache(maxsize=50_000)
def called(name):
    """A folded given name as somebody is called by it, in its letters: `luli` and `lul` are `lul`.

    Stricter than its sound, by which Goni, who is Agron, would be Gjon, and Mira would be Miri.
    """
    return FEMININE.sub("a", MASCULINE.sub("", name))


@lru_cache(maxsize=50_000)
def sound_key(word):
    """The sound of a folded word without its ending: `joana`, `xhoan` and `xhoanë` are `xoan`."""
    word = word.replace("y", "i")
    stem = ENDING.sub("", word)
    stem = stem if len(heard(stem)) >= FEWEST else word
    return heard(stem)


@lru_cache(maxsize=50_000)
def read_abroad(word):
    """A folded given name as it is meant where it is spelt in Italian or English: `xovan`."""
    for written, read in ABROAD:
        word = written.sub(read, word)
    stem = ENDING.sub("", word)
    return TWICE.sub(r"\1", stem if len(stem) >= FEWEST else word)
