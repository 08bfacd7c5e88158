"""Which children usually come with somebody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.register.families.companions import just_marked, usual_companions
from participants.models import Guardianship, Household, Participant
from tests.events.factories import CentreFactory, RegistrationFactory, SeriesFactory
from tests.events.register.families.coming import arrives, came, child_of
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db


def offered(event, *registrations, people=None):
    people = Participant.objects.select_related("category") if people is None else people
    return usual_companions(registrations, event=event, people=people)


def test_a_child_who_came_twice_with_the_guardian_is_offered(event, mother):
    mira, rare = child_of(mother, first_name="Mira"), child_of(mother)
    came([mother, mira, rare], days=7)
    came([mother, mira], days=14, attendance="late")

    assert offered(event, arrives(event, mother)) == {mother.pk: [mira]}


def test_a_child_of_the_household_is_offered_and_another_adult_is_not(event, mother):
    mother.household = Household.objects.create(name="Çela")
    mother.save()
    here = {"household": mother.household, "centre": mother.centre}
    child = ParticipantFactory(category=CategoryFactory(code="child"), **here)
    adult = ParticipantFactory(**here)
    for days in (7, 14):
        came([mother, child, adult], days=days)

    assert offered(event, arrives(event, mother)) == {mother.pk: [child]}


@pytest.mark.parametrize(
    "facts",
    [{"attendance": "absent"}, {"attendance": "excused"}, {"status": "cancelled"}],
)
def test_only_held_events_at_which_both_were_count(event, mother, facts):
    child = child_of(mother)
    came([mother, child], days=7)
    came([mother, child], days=14, **facts)
    came([child], days=21)

    assert offered(event, arrives(event, mother)) == {}


def test_events_of_another_centre_do_not_count(event, mother):
    child = child_of(mother)
    for days in (7, 14):
        came([mother, child], days=days, centre=CentreFactory())

    assert offered(event, arrives(event, mother)) == {}


def test_in_a_series_only_its_own_events_count(event, mother):
    child, other = child_of(mother), child_of(mother)
    event.series = SeriesFactory(centre=event.centre)
    event.save()
    for days in (7, 14):
        came([mother, child], days=days, series=event.series)
        came([mother, other], days=days)

    assert offered(event, arrives(event, mother)) == {mother.pk: [child]}


def test_only_the_last_ten_events_of_the_guardian_count(event, mother):
    child = child_of(mother)
    for days in range(1, 10):
        came([mother], days=days)
    came([mother, child], days=20)
    came([mother, child], days=21)

    assert offered(event, arrives(event, mother)) == {}


def test_who_is_here_already_or_out_of_the_readers_sight_is_not_offered(event, mother):
    here, unseen, expected = (child_of(mother) for _child in range(3))
    for days in (7, 14):
        came([mother, here, unseen, expected], days=days)
    arrives(event, here)
    RegistrationFactory(event=event, participant=expected, category=expected.category)
    people = Participant.objects.exclude(pk=unseen.pk).select_related("category")

    assert offered(event, arrives(event, mother), people=people) == {mother.pk: [expected]}


def test_only_those_marked_a_moment_ago_get_offers(event, mother):
    now = timezone.now()
    row = arrives(event, mother)

    assert just_marked([row], now) == [row]
    assert just_marked([row], now + timedelta(minutes=11)) == []
    row.attendance = "absent"
    assert just_marked([row], now) == []


def test_three_queries_for_all_rows(event, centre, django_assert_num_queries):
    rows = []
    for _family in range(5):
        adult = ParticipantFactory(centre=centre)
        children = [child_of(adult), child_of(adult)]
        for days in (7, 14):
            came([adult, *children], days=days)
        rows.append(arrives(event, adult))

    with django_assert_num_queries(3):
        usual = offered(event, *rows)

    assert [len(children) for children in usual.values()] == [2] * 5


def test_a_child_of_two_is_offered_with_whoever_is_there(event, mother, centre):
    father, neighbour = ParticipantFactory(centre=centre), ParticipantFactory(centre=centre)
    mira = child_of(mother, first_name="Mira")
    Guardianship.objects.create(adult=father, child=mira, relation="father")
    strange = child_of(neighbour)
    for days in (7, 14):
        came([mother, father, neighbour, mira, strange], days=days)

    assert offered(event, arrives(event, father)) == {father.pk: [mira]}
