"""The words under which a person is found."""

import re
from collections import defaultdict

from participants.finding.sounds import called
from shkej.lib.albanian import fold

GIVEN, SURNAME, FATHER, NICKNAME = "given", "surname", "father", "nickname"
LONGEST = 100
VOWELS = "aeiou"
WORD = re.compile(r"[^\W_]+")


def words_in(text):
    """The folded words of a name or of a search, each once: those of `Hoxha-Kola` are two."""
    return list(dict.fromkeys(WORD.findall(fold(text).replace("'", ""))))


def words_of(first_name, father_name, last_name):
    """{(kind, word)} of a person's own names; a given name of two words is also found as one."""
    given, found = words_in(first_name), set()
    for kind, words in (
        (GIVEN, given),
        (FATHER, words_in(father_name)),
        (SURNAME, words_in(last_name)),
    ):
        found |= {(kind, word[:LONGEST]) for word in words}
    if len(given) > 1:
        found.add((GIVEN, "".join(given)[:LONGEST]))
    return found


class Nicknames:
    """Which given names stand for each other; `pairs`: (nickname, name) as they are written."""

    def __init__(self, pairs):
        self._others = defaultdict(set)
        for pair in pairs:
            short, full = (set(words_in(name)) for name in pair)
            for some, others in ((short, full), (full, short)):
                for word in some:
                    self._others[called(word)] |= others

    def names_for(self, words):
        """The other folded names of who has the given names `words`."""
        names = map(called, words)
        return {other for name in names for other in self._others.get(name, ())}

    def of(self, words):
        """{(kind, word)} by which who has the given names `words` is found besides.

        With its ending, so that `lul` and `luli` both begin it: nobody is found by its sound.
        """
        others = self.names_for(words)
        return {(NICKNAME, word if word[-1] in VOWELS else f"{word}i") for word in others}
