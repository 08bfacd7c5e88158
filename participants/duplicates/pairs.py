"""People who may be one and the same: which pairs a human should look at.

How alike two records have to be says `participants.finding.likeness`. Who is alike is never merged
by the machine.
"""

from collections import defaultdict
from dataclasses import replace

from django.db import transaction
from django.db.models import Q

from participants.finding.index import current_nicknames
from participants.finding.likeness import ALIKE, FACTS, GivenNames, as_abroad, likeness, sounds_of
from participants.lib.names import tell_apart
from participants.models import NameWord, PossibleDuplicate

SHOWN = 10
COMPARED = 100  # of the people who share a key; more are not looked at
AT_ONCE = 400  # pairs of one query
FEW = 50  # up to so many new people the database narrows the candidates, beyond it reads them once
LONGEST_KEY = 24


def possible_duplicates(person, among, limit=SHOWN):
    """The people of `among` who may be `person` (saved or not), the likeliest first.

    `among`: a queryset, already limited to what the reader may see.
    """
    rows, names = _candidates(among, [person])
    identity = names.of(person)
    scores = {}
    for facts in rows:
        other = names.identity(*facts)
        score = likeness(identity, other) if other.pk != identity.pk else 0
        if score >= ALIKE:
            scores[other.pk] = score
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:limit]
    found = {other.pk: other for other in among.filter(pk__in=best)}
    return tell_apart(found[pk] for pk in best if pk in found)


def find_possible_duplicates(participants, among):
    """Pairs `(lower pk, higher pk)` of which one is in `participants` and both look alike.

    Those who are not saved yet are under −1, −2, … by their place in `participants`.
    `among`: queryset to search, already limited to the reader's scope; it may hold `participants`.
    """
    return sorted(likenesses(participants, among))


def likenesses(participants, among):
    """{pair: how alike they are} of the pairs of `find_possible_duplicates`.

    Only those are compared who share a key (`_keys`): the work grows with the number of people,
    not its square.
    """
    participants = list(participants)
    if not participants:
        return {}
    rows, names = _candidates(among, participants)
    new = [names.of(participant) for participant in participants]
    new = [
        identity if identity.pk else replace(identity, pk=-place)
        for place, identity in enumerate(new, 1)
    ]
    known = {identity.pk for identity in new}
    index, pairs = defaultdict(list), {}
    for identity in new:
        keys = _keys(identity)
        pairs.update(_pairs(identity, keys, index))
        for key in keys:
            if len(index[key]) < COMPARED:
                index[key].append(identity)
    for facts in rows:
        if facts[0] not in known:
            identity = names.identity(*facts)
            pairs.update(_pairs(identity, _keys(identity), index))
    return pairs


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


def record_possible_duplicates_later(participants, among):
    """Keep the pairs as `record_possible_duplicates` does, once the transaction has ended.

    The search takes long among many people: nobody waits behind a lock for it, and whoever was
    recorded is so even if it fails. Killed before it, the nightly search of all finds them.
    """

    def record():
        record_possible_duplicates(participants, among)

    transaction.on_commit(record, robust=True)


def not_kept_yet(pairs):
    """Those of `find_possible_duplicates` that are not recorded, decided or not."""
    known = set()
    for start in range(0, len(pairs), AT_ONCE):
        firsts = [first for first, _second in pairs[start : start + AT_ONCE]]
        rows = PossibleDuplicate.objects.filter(first__in=firsts)
        known.update(rows.values_list("first_id", "second_id"))
    return [pair for pair in pairs if pair not in known]


def _candidates(among, people):
    """(the `FACTS` of those of `among` who can be alike, what is known of given names).

    All of `among`, for many people.
    """
    nicknames = current_nicknames()
    if len(people) <= FEW:
        near = Q(pk__in=[])
        for person in people:
            near |= _near(person, nicknames)
        among = among.filter(near)
    rows = list(among.order_by().values_list(*FACTS))
    own = [person.first_name for person in people if person.pk is None]
    return rows, GivenNames.among(nicknames, [facts[1] for facts in rows] + own)


def _near(person, nicknames):
    """Who has a name that is heard alike, or begins so; or the day of birth, or the telephone."""
    identity = GivenNames(nicknames).of(person)
    given, last = (set(sounds.split()) for sounds in identity.sounds)
    heard = given | last | identity.other_sounds
    near = Q(pk__in=NameWord.objects.filter(sound__in=heard).order_by().values("participant"))
    begins = [_beginning(given | identity.other_sounds), _beginning(last)]
    if last:
        near |= Q(pk__in=begins[0]) & Q(pk__in=begins[1])
    if person.birth_date:
        near |= Q(birth_date=person.birth_date)
    return near | Q(phone=person.phone) if person.phone else near


def _beginning(sounds):
    begins = Q(pk__in=[])
    for sound in sounds:
        begins |= Q(sound__begins=sound[:2])
    return NameWord.objects.filter(begins).order_by().values("participant")


def _pairs(identity, keys, index):
    compared = {identity.pk}
    for key in keys:
        for other in index.get(key, ()):
            if other.pk not in compared:
                compared.add(other.pk)
                score = likeness(identity, other)
                if score >= ALIKE:
                    yield (min(identity.pk, other.pk), max(identity.pk, other.pk)), score


def _keys(identity):
    """What two people share, one of it at least, who may be the same.

    Their names as they are written and as they are heard, in either order, whole and with one
    letter left out of one of them; the given name as it is read abroad, or its initial, with the
    surname; a name with the day of birth, the telephone, or the father's.
    """
    given, last = identity.sounds
    keys = _spellings(identity.first, identity.last)
    for one in {given, *identity.other_sounds}:
        keys |= _spellings(one, last)
    keys |= {_pair(one, other) for one in given.split() for other in last.split()}
    if last:
        abroad = as_abroad(identity.first)
        keys |= {f"{abroad}|{last}|abroad", f"{identity.first[:1]}|{last}|initial"}
    father = sounds_of(identity.father.rstrip("."))
    if len(father) > 1:
        keys |= {_pair(given, father), f"{given}|{father}|father"}
    if identity.birth_date:
        keys |= {f"{name[:2]}|{identity.birth_date}" for name in (given, last) if name}
    if identity.phone:
        keys |= {f"{name[:2]}|{identity.phone}" for name in (given, last) if name}
    return keys


def _spellings(first, last):
    first, last = first[:LONGEST_KEY], last[:LONGEST_KEY]
    keys = {_pair(name, last) for name in _shortened(first)}
    return keys | {_pair(first, name) for name in _shortened(last)}


def _pair(one, other):
    return "|".join(sorted((one, other)))


def _shortened(name):
    """`name`, each of its words, and `name` without one of its letters (figures stay)."""
    without_one = {
        name[:place] + name[place + 1 :] for place, letter in enumerate(name) if letter.isalpha()
    }
    return {name, name.replace(" ", ""), *name.split()} | without_one
