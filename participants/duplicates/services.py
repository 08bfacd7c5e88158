"""Of two records it is decided that they are two people."""

from participants.models import Participant, PossibleDuplicate


def keep_apart(*, one: Participant, other: Participant) -> None:
    """Remember that two records are two people, so that nobody is asked again."""
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.update_or_create(
        first_id=first, second_id=second, defaults={"is_different": True}
    )[0]
