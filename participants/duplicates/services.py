"""Somebody new is recorded, and of two records it is decided that they are two people."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from participants.duplicates.pairs import record_possible_duplicates_later
from participants.models import Participant, PossibleDuplicate


def keep_apart(*, one: Participant, other: Participant) -> None:
    """Remember that two records are two people, so that nobody is asked again."""
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.update_or_create(
        first_id=first, second_id=second, defaults={"is_different": True}
    )[0]


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
