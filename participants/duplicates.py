"""People who may be one and the same: which pairs a human should look at.

Two records are alike when their folded names are (one typing mistake in a name, a second given
name left out, first name and surname the wrong way round) and nothing known speaks against it:
another sex, years of birth more than one apart, another father's name. Who is alike is never
merged by the machine.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Q
from rapidfuzz import fuzz

from participants.models import PossibleDuplicate
from participants.models.people import Sex
from participants.names import tell_apart
from shkej.lib.albanian import fold, sort_key

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
)
ALIKE = 88  # of 100, over both names
EACH_NAME_ALIKE = 80
FATHER_ALIKE = 75
TURNED_ROUND = 5  # taken off when first name and surname changed places
SHOWN = 10
COMPARED = 100  # of the people whose names share a spelling; more are not looked at
AT_ONCE = 400  # pairs of one query
FEW = 50  # up to so many new people the database narrows the candidates, beyond it reads them once


@dataclass(frozen=True, slots=True)
class Identity:
    """What of a person is compared: folded names, sex, and the years they can be born in."""

    pk: int | None
    first: str
    father: str
    last: str
    sex: str
    born: tuple[int, int] | None
    birth_date: object

    @classmethod
    def of(cls, participant):
        """The identity of a participant, saved or not."""
        return cls.of_facts(*(getattr(participant, fact) for fact in FACTS))

    @classmethod
    def of_facts(cls, pk, first, father, last, sex, birth_date, birth_year, told_age, told_on):
        """The identity from the values of `FACTS`."""
        born = None
        if birth_date or birth_year:
            year = birth_date.year if birth_date else birth_year
            born = (year, year)
        elif told_age is not None and told_on:
            born = (told_on.year - told_age - 1, told_on.year - told_age)
        return cls(pk, _plain(first), fold(father), _plain(last), sex, born, birth_date)


def likeness(one, other):
    """How alike two identities are, from 0 (not the same person) to 100."""
    if Sex.UNKNOWN not in (one.sex, other.sex) and one.sex != other.sex:
        return 0
    if one.born and other.born and not _born_about_together(one.born, other.born):
        return 0
    if one.father and other.father and not _same_father(one.father, other.father):
        return 0
    score = max(
        _both(_names_alike(one.first, other.first), _names_alike(one.last, other.last)),
        _both(_names_alike(one.first, other.last), _names_alike(one.last, other.first))
        - TURNED_ROUND,
    )
    days_differ = one.birth_date and other.birth_date and one.birth_date != other.birth_date
    return 0 if days_differ and score < 100 else score


def possible_duplicates(person, among, limit=SHOWN):
    """The people of `among` who may be `person` (saved or not), the likeliest first.

    `among`: a queryset, already limited to what the reader may see.
    """
    identity = Identity.of(person)
    scores = {}
    for facts in _near(among, [identity]).values_list(*FACTS):
        other = Identity.of_facts(*facts)
        score = likeness(identity, other) if other.pk != identity.pk else 0
        if score >= ALIKE:
            scores[other.pk] = score
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:limit]
    found = {other.pk: other for other in among.filter(pk__in=best)}
    return tell_apart(found[pk] for pk in best if pk in found)


def find_possible_duplicates(participants, among):
    """Pairs `(lower pk, higher pk)` of which one is in `participants` and both look alike.

    Those who are not saved yet stand under −1, −2, … by their place in `participants`.
    `among`: queryset to search, already limited to the reader's scope; it may hold `participants`.
    People are put under each spelling of their names that lacks at most one letter, and only those
    who share a spelling are compared: the work grows with the number of people, not its square.
    """
    new = [Identity.of(participant) for participant in participants]
    new = [
        identity if identity.pk else replace(identity, pk=-place)
        for place, identity in enumerate(new, 1)
    ]
    known = {identity.pk for identity in new}
    index, pairs = defaultdict(list), set()
    for identity in new:
        spellings = _spellings(identity)
        pairs.update(_pairs(identity, spellings, index))
        for spelling in spellings:
            if len(index[spelling]) < COMPARED:
                index[spelling].append(identity)
    if not new:
        return []
    for facts in _near(among, new).values_list(*FACTS).iterator(chunk_size=5000):
        if facts[0] not in known:
            identity = Identity.of_facts(*facts)
            pairs.update(_pairs(identity, _spellings(identity), index))
    return sorted(pairs)


def record_possible_duplicates(participants, among):
    """Keep the pairs of `find_possible_duplicates` for a human; how many of them are new.

    A pair on which somebody has decided before stays as decided.
    """
    new = not_kept_yet(find_possible_duplicates(participants, among))
    for start in range(0, len(new), AT_ONCE):  # each by itself: nobody waits for all of them
        PossibleDuplicate.objects.bulk_create(
            [
                PossibleDuplicate(first_id=first, second_id=second)
                for first, second in new[start : start + AT_ONCE]
            ],
            ignore_conflicts=True,
        )
    return len(new)


def not_kept_yet(pairs):
    """Those of `find_possible_duplicates` that are not recorded, decided or not."""
    known = set()
    for start in range(0, len(pairs), AT_ONCE):
        firsts = [first for first, _second in pairs[start : start + AT_ONCE]]
        rows = PossibleDuplicate.objects.filter(first__in=firsts)
        known.update(rows.values_list("first_id", "second_id"))
    return [pair for pair in pairs if pair not in known]


def _near(among, identities):
    """Those of `among` who can be alike by the first letters of a name; all, for many people."""
    among = among.order_by()
    if len(identities) > FEW:
        return among
    near = Q(pk__in=[])
    for identity in identities:
        near |= Q(search_name__startswith=identity.first[:2])
        if not identity.last:
            continue
        near |= Q(search_name__startswith=identity.last[:2])
        near |= Q(search_name__contains=f" {identity.last[:5]}")
        near |= Q(sort_name__startswith=sort_key(identity.last)[:6])
    return among.filter(near)


def _pairs(identity, spellings, index):
    compared = {identity.pk}
    for spelling in spellings:
        for other in index.get(spelling, ()):
            if other.pk not in compared:
                compared.add(other.pk)
                if likeness(identity, other) >= ALIKE:
                    yield min(identity.pk, other.pk), max(identity.pk, other.pk)


def _spellings(identity):
    """The names in either order, whole and with one letter left out of one of them."""
    first, last = identity.first[:24], identity.last[:24]
    pairs = {(name, last) for name in _shortened(first)}
    pairs |= {(first, name) for name in _shortened(last)}
    return {"|".join(sorted(pair)) for pair in pairs}


def _shortened(name):
    """`name`, each of its words, and `name` without one of its letters (figures stay)."""
    without_one = {
        name[:place] + name[place + 1 :] for place, letter in enumerate(name) if letter.isalpha()
    }
    return {name, *name.split()} | without_one


def _plain(name):
    return fold(name).replace("-", " ")


def _names_alike(one, other):
    if one == other:
        return 100
    if _figures(one) != _figures(other):
        return 0
    words, other_words = set(one.split()), set(other.split())
    if words and other_words and (words <= other_words or other_words <= words):
        return 95
    return fuzz.ratio(one, other)


def _figures(name):
    return [sign for sign in name if sign.isdigit()]


def _both(first, last):
    return (first + last) / 2 if min(first, last) >= EACH_NAME_ALIKE else 0


def _born_about_together(one, other):
    return one[0] - 1 <= other[1] and other[0] - 1 <= one[1]


def _same_father(one, other):
    if min(len(one.rstrip(".")), len(other.rstrip("."))) <= 1:
        return one[:1] == other[:1]
    return fuzz.ratio(one, other) >= FATHER_ALIKE
