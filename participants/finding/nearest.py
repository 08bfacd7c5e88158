"""Whom a typed name may mean: who has all of its words, then who has nearly these."""

from itertools import combinations

from django.db.models import Q
from rapidfuzz import fuzz, process

from participants.finding.sounds import heard, sound_key
from participants.finding.words import words_in
from participants.models import NameWord, Participant

MOST = 200  # found ones that are put in order
LOOKED_AT = 2_000  # people whose names begin alike
COMPARED = 40  # of these the nearest by all letters, which are compared word by word
CODE_LENGTH = Participant._meta.get_field("code").max_length
# First letters of one name: Christian and Kristian, Giovanna and Xhovana, Wendy and Uendi.
BEGIN_ALIKE = {"c": "ckx", "k": "kc", "x": "xgc", "g": "gx", "u": "uv", "v": "vu"}
FEWEST_LETTERS = 4  # of one word for which slips of the pen are looked for
NEAR, EACH_NEAR, SAME = 80, 60, 97  # of 100
NAMES = ("pk", "first_name", "father_name", "last_name")


def nearest(people, text, limit, first=None):
    """At most `limit` of `people` whom `text` may mean, as a list; those with all its words first.

    `people`: a queryset in the order in which equal ones stand, within what the reader may see.
    `first`: the name of an annotation; those of whom it holds are before the others. Each has
    `is_near`: whether some word is written otherwise, so that nobody chooses them unseen.
    """
    words = words_in(text)
    if not words:
        return []
    columns = (*NAMES, *([first] if first else []))
    rows = list(people.search(text).values_list(*columns)[:MOST])
    rows.sort(key=lambda row: (not (first and row[4]), not _has_all(words, row)))
    keys = [row[0] for row in rows[:limit]]
    if len(keys) < limit:
        keys += _nearly(people.exclude(pk__in=keys), words)[: limit - len(keys)]
    found = {person.pk: person for person in people.filter(pk__in=keys)} if keys else {}
    _say_who_is_near(found.values(), words)
    return [found[key] for key in keys if key in found]


def _say_who_is_near(people, words):
    """Let each say whether a word is neither how one of their names begins, nor a code of theirs.

    A code of theirs is also that of a record that was merged into theirs.
    """
    others = {person: _not_as_typed(words, person) for person in people}
    codes = {word for left in others.values() for word in left if len(word) == CODE_LENGTH}
    whose = {code: Participant.objects.standing_for(code) for code in codes}
    for person, left in others.items():
        person.is_near = any(whose.get(word) != person.pk for word in left)


def _not_as_typed(words, person):
    names = words_in(f"{person.first_name} {person.father_name} {person.last_name} {person.code}")
    return [word for word in words if not any(name.startswith(word) for name in names)]


def _has_all(words, row):
    names = words_in(" ".join(row[1:4]))
    return all(word in names for word in words)


def _nearly(people, words):
    """The ids of those who have nearly these words, the nearest first."""
    near = _begin_alike(words)
    if near is None:
        return []
    rows = people.filter(pk__in=near).order_by().values_list(*NAMES, "search_name")[:LOOKED_AT]
    rows = {row[0]: row for row in rows}
    names = {key: row[4] for key, row in rows.items()}
    best = process.extract(" ".join(words), names, scorer=fuzz.token_set_ratio, limit=COMPARED)
    scores = {key: _score(words, rows[key]) for _name, _letters, key in best}
    return sorted((key for key in scores if scores[key]), key=lambda key: (-scores[key], key))


def _begin_alike(words):
    """The ids of those who have two of the words by their sound or beginning, as a query; or None.

    A union: of conditions joined by OR, PostgreSQL asks each for all people there are.
    """
    if len(words) == 1:
        long_enough = len(words[0]) >= FEWEST_LETTERS
        return _having(Q(sound__begins=heard(words[0])[:2])) if long_enough else None
    pairs = []
    for one, other in combinations(words[:4], 2):
        for some, rest in ((one, other), (other, one)):
            begins = Q(pk__in=[])
            for letter in BEGIN_ALIKE.get(heard(rest)[:1], heard(rest)[:1]):
                begins |= Q(sound__begins=letter)
            pairs.append((Q(sound=sound_key(some)), begins))
        pairs.append(tuple(Q(sound__begins=heard(word)[:2]) for word in (one, other)))
    having, *more = (_having(one).filter(participant__in=_having(other)) for one, other in pairs)
    return having.union(*more)


def _having(condition):
    return NameWord.objects.filter(condition).order_by().values("participant")


def _score(words, row):
    """How near somebody's names are to what was typed; 0 where that is not near enough.

    One word more than the names have is left out where two others are the same.
    """
    names = words_in(" ".join(row[1:4]))
    each = sorted((max(alike(word, name) for name in names) for word in words), reverse=True)
    if len(each) > 2 and each[1] >= SAME and each[2] < EACH_NEAR:
        each = each[:2]
    average = sum(each) / len(each)
    return average if average >= NEAR and each[-1] >= EACH_NEAR else 0


def alike(word, name):
    """How alike a typed word is to a name, from 0 to 100; as far as it goes, or as it sounds."""
    if sound_key(word) == sound_key(name):
        return SAME
    so_far = max(fuzz.ratio(word, name[: len(word)]), fuzz.ratio(heard(word), heard(name)))
    return max(so_far, fuzz.ratio(word, name))
