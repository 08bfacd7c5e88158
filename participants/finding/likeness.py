"""How alike two people are, by their names and by what else is recorded of them.

One measure for whatever compares people: the forms, imports, the search through all records. What
agrees makes up for names that are written differently; what contradicts asks for names that are the
same. Brothers and sisters, twins, father and son have all but the given name in common, so nothing
makes up for another given name.
"""

from collections import Counter
from dataclasses import dataclass

from rapidfuzz import fuzz

from participants.finding.sounds import called, read_abroad, sound_key
from participants.finding.words import Nicknames, words_in
from participants.models.people import Sex
from shkej.lib.albanian import fold

FACTS = (
    "pk",
    "first_name",
    "father_name",
    "last_name",
    "sex",
    "birth_date",
    "birth_year",
    "told_age",
    "age_told_on",
    "phone",
    "household_id",
)
ALIKE = 88  # of 100: from here on a human is asked
SAME, HEARD, PART, NICKNAME = 100, 97, 95, 92  # two names
GIVEN_ALIKE, SURNAME_ALIKE = 74, 75
INITIAL = 74  # of a given name its first letter alone: enough where something else agrees
FATHER_ALIKE = 75
TURNED_ROUND = 5  # taken off when first name and surname changed places
NO_SURNAME = 18  # taken off when only the given names can be compared
USUAL = 4  # so many people bear a given name that it is one, and no slip of the pen for another
# What agrees, and what contradicts.
DATE, YEAR, ABOUT, FATHER, PHONE, HOUSEHOLD = 8, 3, 1, 4, 6, 2
OTHER_SEX, OTHER_FATHER, OTHER_DAY, SLIP_IN_DATE = 15, 15, 12, 8
YEARS_APART = {0: 0, 1: 2, 2: 10}
TOO_FAR_APART = 40


@dataclass(frozen=True, slots=True)
class Identity:
    """What of a person is compared: folded names, sex, birth, telephone and household.

    `others`: the names for which the given name stands (`Nicknames`), as one is `called`;
    `is_usual`: whether several people bear it; `born`: the years in which they can be born.
    """

    pk: int | None
    first: str
    father: str
    last: str
    sex: str
    born: tuple[int, int] | None
    birth_date: object
    phone: str
    household: int | None
    others: frozenset
    is_usual: bool

    @property
    def sounds(self):
        """The sounds of given name and surname."""
        return sounds_of(self.first), sounds_of(self.last)

    @property
    def other_sounds(self):
        """The sounds of the names for which the given name stands."""
        return {sound_key(name) for name in self.others}


@dataclass(frozen=True)
class GivenNames:
    """What is known of given names when people are compared: nicknames, and which are usual."""

    nicknames: Nicknames
    usual: frozenset = frozenset()

    @classmethod
    def among(cls, nicknames, names):
        """With what is usual among given names as they are written."""
        often = Counter(plain(name) for name in names)
        return cls(nicknames, frozenset(name for name, times in often.items() if times >= USUAL))

    def identity(self, pk, first, father, last, sex, date, year, told_age, told_on, phone, home):
        """The identity from the values of `FACTS`."""
        born = None
        if date or year:
            year = date.year if date else year
            born = (year, year)
        elif told_age is not None and told_on:
            born = (told_on.year - told_age - 1, told_on.year - told_age)
        given = plain(first)
        others = frozenset(map(called, self.nicknames.names_for(given.split())))
        is_usual = given in self.usual
        return Identity(
            pk, given, fold(father), plain(last), sex, born, date, phone, home, others, is_usual
        )

    def of(self, participant):
        """The identity of a participant, saved or not."""
        return self.identity(*(getattr(participant, fact) for fact in FACTS))


def plain(name):
    """A name as its folded words."""
    return " ".join(words_in(name))


def sounds_of(name):
    """The sounds of the words of a plain name."""
    return " ".join(sound_key(word) for word in name.split())


def as_abroad(given):
    """The words of a plain given name as they are read abroad."""
    return " ".join(read_abroad(word) for word in given.split())


def likeness(one, other):
    """How alike two identities are, from 0 (not the same person) to 100."""
    agreed = _agreed(one, other)
    names = max(
        _names(one.first, one.last, one, other, agreed),
        _names(one.last, one.first, one, other, agreed) - TURNED_ROUND if one.last else 0,
    )
    if names <= 0:
        return 0
    return max(0, min(100, names + agreed - _contradicted(one, other)))


def _names(first, last, one, other, agreed):
    given = _given_alike(first, one, other)
    if given < GIVEN_ALIKE:
        return 0
    surname = _names_alike(last, other.last) if last and other.last else 0
    if one.father and other.last and not surname:  # the father's name stands for the surname
        surname = _names_alike(plain(one.father), other.last)
    if surname >= SURNAME_ALIKE:
        return (given + surname) / 2
    if _is_cut(last) or _is_cut(other.last) or agreed >= DATE + FATHER:
        return given - NO_SURNAME
    return 0


def _is_cut(surname):
    """Whether of a surname nothing or its initial alone is known."""
    return len(surname) < 2


def _given_alike(first, one, other):
    alike = _names_alike(first, other.first)
    if alike >= PART:
        return alike
    if called(first) in other.others or called(other.first) in one.others:
        return NICKNAME
    if min(len(first), len(other.first)) == 1:
        return INITIAL if first[:1] == other.first[:1] else 0
    if one.is_usual and other.is_usual:
        return 0
    return NICKNAME if as_abroad(first) == as_abroad(other.first) else alike


def _names_alike(one, other):
    if one == other:
        return SAME
    if _figures(one) != _figures(other):
        return 0
    heard, other_heard = sounds_of(one), sounds_of(other)
    if heard == other_heard or heard.replace(" ", "") == other_heard.replace(" ", ""):
        return HEARD
    words, other_words = set(heard.split()), set(other_heard.split())
    if words and other_words and (words <= other_words or other_words <= words):
        return PART
    return max(fuzz.ratio(one, other), fuzz.ratio(heard, other_heard))


def _figures(name):
    return [sign for sign in name if sign.isdigit()]


def _agreed(one, other):
    """What speaks for one person, besides the names."""
    points = 0
    if one.birth_date and other.birth_date:
        points += DATE * (one.birth_date == other.birth_date)
    elif one.born and one.born == other.born:
        points += YEAR if one.born[0] == one.born[1] else ABOUT
    if _fathers(one, other) is True:
        points += FATHER
    points += PHONE * bool(one.phone and one.phone == other.phone)
    return points + HOUSEHOLD * bool(one.household and one.household == other.household)


def _contradicted(one, other):
    """What speaks for two people."""
    points = 0
    if Sex.UNKNOWN not in (one.sex, other.sex) and one.sex != other.sex:
        points += OTHER_SEX
    if _fathers(one, other) is False:
        points += OTHER_FATHER
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        if _is_slip(one.birth_date, other.birth_date):
            return points + SLIP_IN_DATE
        points += OTHER_DAY
    if one.born and other.born:
        apart = max(one.born[0] - other.born[1], other.born[0] - one.born[1], 0)
        points += YEARS_APART.get(apart, TOO_FAR_APART)
    return points


def _is_slip(day, other):
    """Whether two dates differ by one figure, by two that changed places, or by month and day."""
    if day.year == other.year and (day.month, day.day) == (other.day, other.month):
        return True
    figures, others = f"{day:%d%m%Y}", f"{other:%d%m%Y}"
    differing = [place for place in range(8) if figures[place] != others[place]]
    if len(differing) == 1:
        return True
    return len(differing) == 2 and sorted(figures) == sorted(others)


def _fathers(one, other):
    """Whether the fathers' names are the same; None where one of them is not known."""
    one, other = one.father.rstrip("."), other.father.rstrip(".")
    if not one or not other:
        return None
    if min(len(one), len(other)) <= 1:
        return one[:1] == other[:1]
    if sounds_of(one) == sounds_of(other):
        return True
    return fuzz.ratio(one, other) >= FATHER_ALIKE
