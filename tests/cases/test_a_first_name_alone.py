"""Who gives a first name alone is written down all the same, by every way in, to be completed."""

import pytest
from django.test import Client

from participants.models import Participant
from tests.cases.test_one_rule_for_every_way_in import (
    ahead_of_the_day,
    at_the_door,
    from_a_device,
    naming,
    new_form,
)
from tests.events.factories import EventFactory
from tests.events.importing.import_files import attendance, load
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
SUZI = {"first_name": "Suzi", "last_name": "", "birth_year": "1980"}


@pytest.mark.parametrize("way", [new_form, at_the_door, from_a_device, ahead_of_the_day, naming])
def test_a_first_name_is_enough(client, staff, way):
    client.force_login(staff)

    way(client, SUZI)

    person = Participant.objects.get()
    assert (person.first_name, person.last_name, person.needs_completion) == ("Suzi", "", True)


@pytest.mark.parametrize("way", [new_form, at_the_door, naming])
def test_a_surname_alone_is_not(client, staff, way):
    client.force_login(staff)

    way(client, {**SUZI, "first_name": "", "last_name": "Hoxha"})

    assert not Participant.objects.exists()


def test_an_import_takes_it_once():
    rows = [attendance(**SUZI, sex="F"), attendance("Tjetër", **SUZI, sex="F")]

    for _time in range(2):
        assert not load(rows).rejected

    person = Participant.objects.get()
    assert (person.full_name, person.needs_completion) == ("Suzi", True)
    assert person.registrations.count() == 2


def test_a_file_needs_no_column_of_surnames():
    row = attendance(**SUZI)
    del row["last_name"]

    assert not load([row]).rejected


def test_a_later_import_that_knows_the_surname_completes_it():
    load([attendance(**SUZI, sex="F", person="p1")])
    known = {**SUZI, "last_name": "Gjoni", "sex": "F", "person": "p1"}
    load([attendance("Tjetër", "2021-11-06 10:00", **known)])

    person = Participant.objects.get()
    assert (person.full_name, person.needs_completion) == ("Suzi Gjoni", False)


def test_its_page_says_what_is_still_to_be_completed(staff):
    person = ParticipantFactory(
        first_name="Suzi",
        last_name="",
        sex="female",
        birth_year=2010,
        centre=EventFactory().centre,
        category=CategoryFactory(code="child"),
    )
    client = Client()
    client.force_login(staff)

    page = client.get(f"/people/{person.pk}/").content.decode()

    assert '<span translate="no">Suzi</span>' in page
    assert "surname" in page
