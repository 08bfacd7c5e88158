"""Who is held, and what is about them where no column says so."""

import re

from participants.merging.chains import all_records
from participants.models import Participant
from retention.models import Hold
from shkej.lib.albanian import fold

FACTS = ("first_name", "last_name", "code")
LEAST = 3  # letters of a name by which a note is kept


def held_records():
    """The ids of all who are held, with the records that were merged into theirs.

    A merge takes the hold along: it stands at the record that stays, what went by at the others.
    """
    return all_records(Hold.objects.standing().values_list("participant", flat=True))


def keys_of_notes(notes):
    """Those of these notes from the door that may mean somebody who is held.

    A note is what a visitor typed, a name half or wrong: so one is kept by any name or the code
    of theirs that stands in it, as it is and as it was.
    """
    keys = held_records()
    said = {*Participant.objects.filter(pk__in=keys).values_list(*FACTS)}
    said |= {*Participant.history.filter(id__in=keys).values_list(*FACTS)}
    words = {
        word for facts in said for fact in facts for word in _words(fact) if len(word) >= LEAST
    }
    return [note.pk for note in notes if words & _words(note.text)] if words else []


def _words(text):
    return set(re.findall(r"\w+", fold(text)))
