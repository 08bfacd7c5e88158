"""A family recorded while others write: nothing is locked to look, and nobody is missed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participants.duplicates import pairs
from participants.families import family_views
from participants.models import Guardianship, Participant, PossibleDuplicate
from tests.events.factories import EventFactory
from tests.participants.factories import ParticipantFactory
from tests.participants.families.typing import family

pytestmark = pytest.mark.django_db

URL = reverse("participants:family_create")
MOTHER = {"first_name": "Drita", "last_name": "Gjoni", "sex": "female", "age": "38"}
CHILDREN = [{"first_name": name, "age": "9"} for name in ("Elira", "Besian", "Hana", "Genti")]


@pytest.fixture
def at_work(client, staff):
    client.force_login(staff)
    return client


def addresses(centre):
    adult, child = (ParticipantFactory(centre=centre) for _n in range(2))
    tie = Guardianship.objects.create(adult=adult, child=child, relation="mother")
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=15))
    return (
        URL,
        reverse("events:family_create", args=[event.pk]),
        reverse("participants:guardianship_update", args=[child.pk, tie.pk]),
    )


def test_who_only_looks_at_a_form_of_a_family_begins_no_transaction(at_work, centre):
    for address in addresses(centre):
        with CaptureQueriesContext(connection) as asked:
            assert at_work.get(address).status_code == 200
        begun = [each["sql"] for each in asked if each["sql"].startswith(("SAVEPOINT", "BEGIN"))]
        assert begun == [], address


def test_who_is_alike_is_looked_for_before_anything_is_locked(at_work, monkeypatch):
    depths = []
    look = family_views.FamilyForm.ask_who_it_is

    def noting(form):
        depths.append(len(connection.savepoint_ids))
        return look(form)

    monkeypatch.setattr(family_views.FamilyForm, "ask_who_it_is", noting)
    outside = len(connection.savepoint_ids)

    at_work.post(URL, family([MOTHER], CHILDREN))

    assert depths == [outside]
    assert Participant.objects.count() == 5


ALIKE = family([MOTHER], [{"first_name": name, "age": "9"} for name in ("Elira", "Elyra")])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", [0, 1], ids=["at a desk", "at a register"])
def test_look_alikes_are_written_down_once_nobody_waits_for_the_family(
    at_work, centre, place, monkeypatch
):
    address = addresses(centre)[place]
    searched, search = [], pairs.find_possible_duplicates

    def noting(*given):
        searched.append((connection.in_atomic_block, Participant.objects.count()))
        return search(*given)

    monkeypatch.setattr(pairs, "find_possible_duplicates", noting)

    at_work.post(address, ALIKE)

    assert searched == [(False, 5)]  # two were there before
    pair = PossibleDuplicate.objects.get()
    assert {pair.first.first_name, pair.second.first_name} == {"Elira", "Elyra"}


@pytest.mark.django_db(transaction=True)
def test_a_family_is_recorded_even_if_the_search_for_look_alikes_fails(at_work, monkeypatch):
    def fail(*_given):
        raise ZeroDivisionError

    monkeypatch.setattr(pairs, "find_possible_duplicates", fail)

    saved = at_work.post(URL, ALIKE)

    assert saved.status_code == 302
    assert Participant.objects.count() == 3


def test_whom_somebody_else_wrote_down_meanwhile_is_asked_about(at_work, centre, monkeypatch):
    look = family_views.FamilyForm.ask_who_it_is

    def meanwhile(form):
        answer = look(form)
        if not Participant.objects.exists():
            ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=centre)
        return answer

    monkeypatch.setattr(family_views.FamilyForm, "ask_who_it_is", meanwhile)

    asked = at_work.post(URL, family([MOTHER], CHILDREN))

    assert asked.context["form"].adults.forms[0].errors["known"]
    assert Participant.objects.count() == 1


def test_the_category_is_read_once_for_all_lines(at_work):
    with CaptureQueriesContext(connection) as asked:
        at_work.post(URL, family([MOTHER], CHILDREN))

    read = [each["sql"] for each in asked if 'FROM "participants_category" WHERE' in each["sql"]]
    assert [sql for sql in read if '"code" = ' in sql] == []
