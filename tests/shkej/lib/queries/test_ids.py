"""Many ids are one parameter of a query."""

import pytest

from events.models import Registration
from participants.models import Participant
from shkej.lib.queries.ids import Ids
from tests.events.factories import RegistrationFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


def test_the_rows_of_these_ids_are_found_and_no_others():
    one, other, _third = ParticipantFactory.create_batch(3)

    assert set(Participant.objects.filter(pk__in=Ids([other.pk, one.pk]))) == {one, other}
    assert not Participant.objects.filter(pk__in=Ids([])).exists()


def test_they_work_over_a_relation_and_in_a_subquery():
    place, _other = RegistrationFactory.create_batch(2)
    ids = Ids([place.participant_id])

    assert Registration.objects.get(participant__in=ids) == place
    people = Participant.objects.filter(pk__in=ids).values("pk")
    assert Registration.objects.get(participant__in=people) == place


def test_there_may_be_more_than_a_database_takes_as_parameters():
    person = ParticipantFactory()

    found = Participant.objects.filter(pk__in=Ids(range(300_000)))

    assert set(found) <= {person}
    assert found.count() == (person.pk < 300_000)
