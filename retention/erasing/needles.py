"""What would still tell who somebody was: names, telephone, e-mail, code; now and as they were."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from participants.models import Participant
from shkej.lib.albanian import fold

BLANK = "[…]"
SIGNS = r"[\s/.\-]*"  # what people write between the figures of a number
ENDING = r"\w{0,4}"
ANY_OF = {"e": "eë", "c": "cç"}
FACTS = ("first_name", "father_name", "last_name", "phone", "email", "code")


@dataclass(frozen=True)
class Needles:
    """Expressions that find somebody in a text, and what SQL asks first (patterns of LIKE).

    `shared`: whether a name was left out because somebody else is called so too.
    """

    expressions: tuple[str, ...]
    likes: tuple[str, ...]
    emails: frozenset[str] = frozenset()
    shared: bool = False
    keys: frozenset[int] = field(default_factory=frozenset)

    @cached_property
    def _found(self):
        joined = "|".join(f"(?:{one})" for one in self.expressions)
        return re.compile(joined, re.IGNORECASE) if joined else None

    def stands_in(self, text):
        """Whether a text would tell."""
        return bool(self._found and text and self._found.search(text))

    def replaced(self, text, by):
        """A text in which each is what `by`, a function of the match, makes of it."""
        return self._found.sub(by, text) if self._found else text

    def without(self, value):
        """A text, or what was read from JSON, with a blank in the place of each."""
        if isinstance(value, str):
            return self._found.sub(BLANK, value) if self._found else value
        if isinstance(value, list):
            return [self.without(one) for one in value]
        if isinstance(value, dict):
            return {self.without(key): self.without(one) for key, one in value.items()}
        return value


def needles_of(keys):
    """The needles of the records with these `keys`, from what they say and ever said."""
    said = set(Participant.objects.filter(pk__in=keys).values_list("pk", *FACTS))
    said |= set(Participant.history.filter(id__in=keys).values_list("id", *FACTS))
    expressions, likes, emails, shared = {}, {}, set(), False
    for _key, first, father, last, phone, email, code in sorted(said):
        names, is_shared = _names(first, father, last, keys)
        shared = shared or is_shared
        for name in names:
            expressions[name], likes[_like(last)] = True, True
        if digits := re.sub(r"\D", "", phone):
            expressions[_number(digits)], likes[f"%{'%'.join(_national(digits))}%"] = True, True
        if email:
            expressions[rf"(?<![\w.+-]){re.escape(email)}(?![\w-])"] = True
            likes[f"%{email}%"] = True
            emails.add(email.casefold())
        if len(code) > 1:
            expressions[rf"(?<!\w){code}(?!\w)"], likes[f"%{code}%"] = True, True
    return Needles(tuple(expressions), tuple(likes), frozenset(emails), shared, frozenset(keys))


def _names(first, father, last, keys):
    """Expressions for a full name, with the endings of cases where nobody else is met by them."""
    if len(fold(first)) < 2 or len(fold(last)) < 2:  # a first name alone is anybody's
        return [], False
    others = _others_of(last, keys)
    for with_endings in (True, False):
        found = _full_names(first, father, last, with_endings=with_endings)
        met = re.compile("|".join(found), re.IGNORECASE)
        if not any(met.search(name) for name in others):
            return found, False
    return [], True


def _others_of(last, keys):
    rows = Participant.objects.exclude(pk__in=keys).filter(anonymised_on=None)
    rows = rows.filter(search_name__contains=_stem(fold(last)))
    return [f"{first} {surname}" for first, surname in rows.values_list("first_name", "last_name")]


def _full_names(first, father, last, *, with_endings):
    first, last = (_word(name, with_endings=with_endings) for name in (first, last))
    between = rf"(?:\s+(?:{_word(father, with_endings=True)}|\w\.))?" if father else r"(?:\s+\w\.)?"
    return [
        rf"(?<!\w){first}{between}\s+{last}(?!\w)",
        rf"(?<!\w){last},?\s+{first}(?!\w)",
    ]


def _word(name, *, with_endings):
    """An expression for a name, written with or without diacritics; its spaces may be several."""
    words = name.split()
    letters = [_letters(word, with_endings=with_endings) for word in words]
    return r"\s+".join(letters)


def _letters(word, *, with_endings):
    plain = fold(word)
    stem = _stem(plain) if with_endings else plain
    signs = "".join(_any_of(sign) for sign in stem)
    return signs + (ENDING if with_endings else "")


def _stem(word):
    return word[:-1] if len(word) > 3 and word[-1] in "aeiou" else word


def _any_of(sign):
    return f"[{ANY_OF[sign]}]" if sign in ANY_OF else re.escape(sign)


def _like(last):
    """What SQL looks for: the surname, with anything in the place of letters written two ways."""
    signs = [sign if sign.isascii() and sign.isalnum() else "%" for sign in _stem(fold(last))]
    return "%" + "".join("%" if sign in ANY_OF else sign for sign in signs) + "%"


def _national(digits):
    return digits[3:] if digits.startswith("355") and len(digits) > 9 else digits


def _number(digits):
    own = SIGNS.join(_national(digits))
    before = rf"(?:(?:\+|00)?355{SIGNS})?0?" if digits.startswith("355") else r"(?:\+|00)?"
    return rf"(?<!\d){before}{own}(?!\d)"
