"""What a merge does to ages, families, consents and pairs, and that undoing it brings it back."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from events.models import Registration
from participants.duplicates.services import keep_apart
from participants.models import Guardianship, Household, PossibleDuplicate
from tests.events.factories import (
    EventFactory,
    RegistrationFactory,
)
from tests.participants.factories import ParticipantFactory
from tests.participants.merging.dump import dump
from tests.participants.merging.joining import consent, join, undo

pytestmark = pytest.mark.django_db
# Ages


def test_ages_as_recorded_outlive_a_merge_with_an_empty_record_and_its_undo(centre):
    """17 in a file of March, 18 in one of June: both stay, whichever record is kept."""
    girl = ParticipantFactory(centre=centre, told_age=17, age_told_on=date(2021, 3, 1))
    for moment, age in ((datetime(2021, 3, 1, 12), 17), (datetime(2021, 6, 1, 12), 18)):
        event = EventFactory(starts_at=moment.replace(tzinfo=UTC))
        RegistrationFactory(event=event, participant=girl, present=True, age=age)
    for girl_stays in (True, False):
        empty = ParticipantFactory(centre=centre)
        people = (girl, empty) if girl_stays else (empty, girl)
        facts = {} if girl_stays else {"told_age": 17, "age_told_on": girl.age_told_on}
        before = dump()

        merge = join(*people, **facts)

        ages = Registration.objects.order_by("event__starts_at").values_list("age", flat=True)
        assert list(ages) == [17, 18]
        undo(merge)
        assert dump() == before


def test_what_the_merge_says_anew_of_an_age_is_recorded_on_open_registers_only(kept, merged):
    places = [
        RegistrationFactory(participant=kept, event=event, present=True)
        for event in (EventFactory(), EventFactory(closed=True))
    ]
    RegistrationFactory(participant=merged, present=True, age=13)  # of a fact that stays as it is
    before = dump()

    merged.birth_year = 2009
    merged.save()
    merge = join(kept, merged, birth_year=2009)

    for place in places:
        place.refresh_from_db()
    assert [place.age for place in places] == [12, None]
    assert Registration.objects.exclude(pk__in=[p.pk for p in places]).get().age == 13
    undo(merge)
    before["Participant", merged.pk]["birth_year"] = 2009
    assert dump() == before


@pytest.mark.parametrize("is_closed", [True, False])
def test_nobody_comes_to_an_event_before_they_are_born(kept, merged, english, is_closed):
    event = EventFactory(title_en="The meeting", closed=is_closed)
    RegistrationFactory(participant=kept, event=event, present=True)
    merged.birth_date = date(2021, 11, 1)
    merged.save()
    before = dump()

    with pytest.raises(ValidationError, match="not born yet on 6 October 2021.*The meeting"):
        join(kept, merged, birth_date=merged.birth_date)

    assert dump() == before
    join(kept, merged)


# Families, consents, pairs


def test_ties_consents_and_households_come_back(kept, merged):
    kept.household, merged.household = (Household.objects.create(name=n) for n in "AB")
    kept.save()
    merged.save()
    child, adult = ParticipantFactory(), ParticipantFactory()
    Guardianship.objects.create(adult=kept, child=child, relation="mother")
    Guardianship.objects.create(adult=merged, child=child, relation="other", may_collect=True)
    Guardianship.objects.create(adult=adult, child=merged, relation="mother")
    consent(kept, "given", date(2021, 1, 1))
    consent(merged, "withdrawn", date(2021, 2, 1))
    before = dump()

    merge = join(kept, merged, household=merged.household)

    kept.refresh_from_db()
    assert kept.household.name == "B"
    assert kept.consents.first().answer == "withdrawn"
    assert kept.wards.get().relation == "mother"
    assert kept.guardianships.get().adult == adult
    undo(merge)
    assert dump() == before


def test_guardian_and_child_are_two_people(kept, merged, english):
    tie = Guardianship.objects.create(adult=kept, child=merged, relation="mother")
    before = dump()

    for one, other in ((kept, merged), (merged, kept)):
        with pytest.raises(ValidationError, match="parent or guardian of the other"):
            join(one, other)
    assert dump() == before

    tie.delete()
    join(kept, merged)


def test_nobody_becomes_the_guardian_of_their_own_guardian(kept, merged, english):
    third = ParticipantFactory()
    Guardianship.objects.create(adult=kept, child=third, relation="mother")
    Guardianship.objects.create(adult=third, child=merged, relation="mother")

    with pytest.raises(ValidationError, match=third.full_name):
        join(kept, merged)


@pytest.mark.parametrize("generations", [2, 3, 5])
@pytest.mark.parametrize("is_turned", [True, False])
def test_no_merge_closes_a_circle_of_guardians_over_generations(
    kept, merged, english, generations, is_turned
):
    """The one record answers for a child, who answers for a child, … who answers for the other."""
    line = [kept, *(ParticipantFactory() for _n in range(generations)), merged]
    for adult, child in zip(line, line[1:], strict=False):
        Guardianship.objects.create(adult=adult, child=child, relation="other")
    bystander = ParticipantFactory()
    Guardianship.objects.create(adult=line[1], child=bystander, relation="other")
    before = dump()

    one, other = (merged, kept) if is_turned else (kept, merged)
    with pytest.raises(ValidationError) as refusal:
        join(one, other)

    names = ", ".join(person.full_name for person in line[1:-1])
    assert (
        f'Through <span translate="no">{names}</span> one of these people'
        in refusal.value.messages[0]
    )
    assert dump() == before

    Guardianship.objects.filter(adult=line[-2]).delete()
    join(one, other)


def test_two_records_with_one_grandchild_are_no_circle(kept, merged):
    children, grandchild = [ParticipantFactory() for _n in range(2)], ParticipantFactory()
    for adult, child in zip((kept, merged), children, strict=True):
        Guardianship.objects.create(adult=adult, child=child, relation="mother")
        Guardianship.objects.create(adult=child, child=grandchild, relation="other")

    join(kept, merged)

    assert kept.wards.count() == 2


def pair_of(one, other):
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.filter(first=first, second=second).first()


@pytest.mark.parametrize("is_asked_already", [True, False])
def test_not_the_same_person_holds_for_whom_a_record_was_joined_into(
    kept, merged, is_asked_already
):
    other = ParticipantFactory()
    keep_apart(one=merged, other=other)
    if is_asked_already:
        PossibleDuplicate.objects.create(first=kept, second=other)
    before = dump()

    merge = join(kept, merged)

    assert pair_of(kept, other).is_different
    undo(merge)
    assert dump() == before


def test_third_record_of_a_triplicate_waits_for_a_decision(kept, merged):
    third = ParticipantFactory()
    PossibleDuplicate.objects.create(first=kept, second=merged)
    PossibleDuplicate.objects.create(first=merged, second=third)

    merge = join(kept, merged)

    assert pair_of(kept, third).is_different is False
    undo(merge)
    assert pair_of(kept, third) is None


def test_decision_about_a_third_record_made_after_the_merge_stays(kept, merged):
    third = ParticipantFactory()
    PossibleDuplicate.objects.create(first=merged, second=third)
    merge = join(kept, merged)
    keep_apart(one=kept, other=third)

    assert undo(merge).stayed == 1
    assert pair_of(kept, third).is_different
