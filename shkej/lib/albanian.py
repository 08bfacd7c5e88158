"""Albanian letters: how names are searched and in which order they stand.

Search folds ë into e and ç into c, since people type `cela` and expect `Çela`. The order does not:
the alphabet has 36 letters, nine of them written with two characters, and *Dh* follows all of *D…*.
"""

import re
import unicodedata

ALPHABET = (
    "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v w x xh y z zh".split()  # noqa: SIM905
)
SPACE, SIGN, UNKNOWN_LETTER = "00", "01", "99"
DIGITS = {value: f"{value + 2:02}" for value in range(10)}
LETTERS = {letter: f"{rank:02}" for rank, letter in enumerate(ALPHABET, len(DIGITS) + 2)}
LETTER = re.compile("|".join(sorted(ALPHABET, key=len, reverse=True)) + "|.", re.DOTALL)

# Latin letters of the neighbours that Unicode does not take apart.
PLAIN_LETTERS = str.maketrans("đøłıħŧ", "doliht")
APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032`´", "'"))
HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
EDGES = "".join(map(chr, range(0x21, 0x30))) + ":;<=>?@[]_{|}«»“”„…"


def fold(text):
    """`text` for search: without case, diacritics or typographic apostrophes and hyphens."""
    text = (text or "").translate(APOSTROPHES)
    text = _without_marks(_without_marks(text).casefold())
    text = text.translate(PLAIN_LETTERS).translate(APOSTROPHES).translate(HYPHENS)
    return " ".join(text.split())


def terms(query):
    """The folded words of a search, each once, without the punctuation around them."""
    words = (word.strip(EDGES) for word in fold(query).split())
    return list(dict.fromkeys(word for word in words if word))


def sort_key(text, max_length=None, language="sq"):
    """Digits, two per letter, that sort like `text` in the Albanian alphabet under any collation.

    Spaces come first, then symbols, digits and letters; letters of other scripts last. In English
    (`language`) each letter stands where its base letter does, and no two are one.
    `max_length` cuts the key between two letters.
    """
    text = unicodedata.normalize("NFC", " ".join((text or "").split()).casefold())
    key = "".join(map(_rank, LETTERS_OF[language](text)))
    return key if max_length is None else key[: max_length - max_length % 2]


def _without_marks(text):
    """`text` taken apart, without what is on, under or invisibly between its letters."""
    if text.isascii():  # nothing is
        return text
    return "".join(
        character
        for character in unicodedata.normalize("NFD", text)
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )


# How the letters of a text are told apart in each language, for the order of lists.
LETTERS_OF = {"sq": LETTER.findall, "en": _without_marks}


def _rank(letter):
    if letter in LETTERS:
        return LETTERS[letter]
    value = unicodedata.digit(letter, None)
    if value is not None:
        return DIGITS[value]
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return ""
    if not letter.isalpha():
        return SPACE if letter == " " else SIGN
    base = unicodedata.normalize("NFD", letter)[0].translate(PLAIN_LETTERS)
    return LETTERS.get(base, UNKNOWN_LETTER)
