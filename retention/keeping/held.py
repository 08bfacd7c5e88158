"""Who is held, and what is about them where no column says so."""

import re

from participants.finding.index import current_nicknames
from participants.finding.nearest import NEAR, alike
from participants.finding.words import words_in
from participants.merging.chains import all_records
from participants.models import Participant
from retention.models import Hold
from shkej.lib.albanian import fold

FACTS = ("first_name", "last_name", "code")
LEAST = 3  # letters of a name by which a note is kept
CASE = re.compile(r"(?<=[aeiu])[nst]\Z")  # of a name within a sentence


def held_records():
    """The ids of all who are held, with the records that were merged into theirs.

    A merge takes the hold along: it is at the record that stays, what went by at the others.
    """
    return all_records(held_keys())


def held_keys():
    """The ids of the records at which a hold stands."""
    return set(Hold.objects.standing().values_list("participant", flat=True))


def keys_of_notes(notes):
    """Those of these notes from the door that may mean somebody who is held.

    A note is what a visitor typed, a name half or wrong: so one is kept by any name, nickname or
    the code of theirs that is in it, as it is and as it was, or by a word that sounds like one,
    nearly so, or as far as it goes.
    """
    names, codes = _called(held_records())
    kept = {word: word in codes or _may_mean(word, names) for word in _words_of(notes)}
    return [note.pk for note in notes if any(map(kept.get, words_in(note.text)))]


def _called(keys):
    """What these people are and were called, and their codes, as folded words."""
    said = {*Participant.objects.filter(pk__in=keys).values_list(*FACTS)}
    said |= {*Participant.history.filter(id__in=keys).values_list(*FACTS)}
    given = {word for first_name, _last, _code in said for word in words_in(first_name)}
    names = given | {word for _first, last_name, _code in said for word in words_in(last_name)}
    names |= {nickname for _kind, nickname in current_nicknames().of(given)}
    return {name for name in names if len(name) >= LEAST}, {fold(code) for *_names, code in said}


def _words_of(notes):
    return {word for note in notes for word in words_in(note.text)}


def _may_mean(word, names):
    """Whether a word of a note may be one of `names`, also in another case: `Xhoanës`, `Agimit`."""
    said = {word, CASE.sub("", word)}
    said = [one for one in said if len(one) >= LEAST]
    return any(alike(one, name) >= NEAR for one in said for name in names)
