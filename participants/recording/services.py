"""Somebody new is recorded, and who may be the same is left to a human."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from participants.duplicates.pairs import record_possible_duplicates_later
from participants.duplicates.services import keep_apart
from participants.models import Participant


@transaction.atomic
def record_person(
    *, person: Participant, apart: Iterable[Participant], recorded_by: User
) -> Participant:
    """Save somebody new, who is none of `apart`; who else may be the same waits for a decision.

    They are looked for once the transaction has ended.
    """
    person.needs_completion = bool(person.lacks)
    person.save()
    for other in apart:
        keep_apart(one=person, other=other)
    everybody = Participant.objects.visible_to(recorded_by).current()
    record_possible_duplicates_later([person], everybody)
    return person
