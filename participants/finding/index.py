"""The index of names: kept wherever a name is written, in the same transaction.

`Participant.save` and the queryset's `bulk_create`, `bulk_update` and `update` come here by
themselves. Whoever writes names otherwise calls `reindex`.
"""

from collections import defaultdict
from functools import lru_cache

from django.db import transaction

from participants.finding.sounds import sound_key
from participants.finding.words import GIVEN, NICKNAME, Nicknames, words_of
from participants.models import NameWord, Nickname

AT_ONCE = 500  # people
NAMES = frozenset({"first_name", "father_name", "last_name"})


def reindex(people):
    """Have `people` (records as they are saved, or a queryset) found by the names they have."""
    batch = []
    for person in people:
        batch.append((person.pk, person.first_name, person.father_name, person.last_name))
        if len(batch) == AT_ONCE:
            _reindex(batch)
            batch = []
    _reindex(batch)


@transaction.atomic
def _reindex(named):
    """`named`: (id, given name, father's name, surname) of each."""
    wanted = {pk: words_of(*names) for pk, *names in named}
    known = _known(wanted)
    changed = {pk: words for pk, words in wanted.items() if _own(known[pk]) != words}
    if changed:
        _write(changed, known, current_nicknames())


@transaction.atomic
def reindex_nicknames(names):
    """Have those found anew whose given names sound like one of `names`; how many they are."""
    sounds = {sound_key(word) for name in names for _kind, word in words_of(name, "", "")}
    given = NameWord.objects.filter(kind=GIVEN, sound__in=sounds).order_by("participant")
    keys = list(given.values_list("participant", flat=True).distinct())
    nicknames = current_nicknames()
    for start in range(0, len(keys), AT_ONCE):
        known = _known(keys[start : start + AT_ONCE])
        _write({pk: _own(words) for pk, words in known.items()}, known, nicknames)
    return len(keys)


def current_nicknames():
    """The list as it stands."""
    return _nicknames(tuple(Nickname.objects.order_by("pk").values_list("nickname", "name")))


@lru_cache(maxsize=4)  # reading them in would take longer than all else about saving a person
def _nicknames(pairs):
    return Nicknames(pairs)


def _known(keys):
    """{id: {(kind, word)}} as it stands in the index."""
    known = defaultdict(set)
    rows = NameWord.objects.filter(participant__in=list(keys))
    for pk, kind, word in rows.values_list("participant", "kind", "word"):
        known[pk].add((kind, word))
    return known


def _own(words):
    return {(kind, word) for kind, word in words if kind != NICKNAME}


def _write(wanted, known, nicknames):
    added, gone = [], []
    for pk, own in wanted.items():
        words = own | nicknames.of({word for kind, word in own if kind == GIVEN})
        if known[pk] - words:
            gone.append(pk)
        added += rows_for(pk, words if known[pk] - words else words - known[pk])
    NameWord.objects.filter(participant__in=gone).delete()
    NameWord.objects.bulk_create(added, batch_size=AT_ONCE)


def rows_for(pk, words, model=NameWord):
    """The index's rows of one person, not saved yet; `words`: {(kind, word)}."""
    return [
        model(
            participant_id=pk,
            kind=kind,
            word=word,
            sound="" if kind == NICKNAME else sound_key(word),
        )
        for kind, word in sorted(words)
    ]
