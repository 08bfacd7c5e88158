"""Households, and records that are two people."""

from django.db import transaction

from participants.models import Household, Participant, PossibleDuplicate


def keep_apart(*, one: Participant, other: Participant) -> None:
    """Remember that two records are two people, so that nobody is asked again."""
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.update_or_create(
        first_id=first, second_id=second, defaults={"is_different": True}
    )[0]


@transaction.atomic
def join_household(*, person: Participant, other: Participant) -> Household:
    """Put `person` into the household of `other`; one is made, named by the surname, if need be."""
    other, person = _locked(other.pk, person.pk)
    if other.household_id is None:
        other.household = Household.objects.create(name=other.last_name or other.first_name)
        other.save(update_fields=["household", "updated_at"])
    person.household = other.household
    person.save(update_fields=["household", "updated_at"])
    return other.household


def _locked(*keys: int) -> list[Participant]:
    rows = Participant.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys]
