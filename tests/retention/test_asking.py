"""Erasing takes two people, is refused where the law keeps, and is done by the worker."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, Role
from background.models import StartedTask
from retention.models import Erasure, Hold
from retention.tasks import erase_person, finish_erasures
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import sign_in, user_with_password
from tests.events.factories import AttachmentFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(centre):
    return ParticipantFactory(first_name="Elira", last_name="Gjonaj", centre=centre)


@pytest.fixture
def second(centre):
    return GrantFactory(role=Role.COORDINATOR, centre=centre).user


def ask(client, user, person):
    client.force_login(user)
    response = client.post(reverse("retention:erasure_ask", args=[person.pk]), {"why": "asked"})
    return response, Erasure.objects.filter(participant=person).last()


def decide(client, user, erasure, **data):
    client.force_login(user)
    data = {"decision": "confirm", **data}
    return client.post(reverse("retention:erasure", args=[erasure.pk]), data)


def test_p14_one_asks_and_another_confirms(client, staff, coordinator, person):
    _response, erasure = ask(client, staff, person)

    decide(client, coordinator, erasure)

    erasure.refresh_from_db()
    assert erasure.status == "confirmed"
    assert StartedTask.objects.get().started_by == coordinator
    erase_person.func(erasure.pk)
    person.refresh_from_db()
    erasure.refresh_from_db()
    assert (person.first_name, person.last_name, erasure.status) == ("–", "", "done")
    changes = AccessLog.objects.filter(action="erase").order_by("pk")
    assert [line.detail["change"] for line in changes] == ["asked", "confirmed", "done"]
    page = client.get(reverse("retention:erasure", args=[erasure.pk]))
    assert b"Gjonaj" not in page.content


def test_whoever_asked_does_not_confirm_where_there_is_another(client, coordinator, second, person):
    _response, erasure = ask(client, coordinator, person)

    page = decide(client, coordinator, erasure)

    erasure.refresh_from_db()
    assert (page.status_code, erasure.status) == (200, "waiting")


def test_a_coordinator_who_is_alone_waits_for_a_day(client, coordinator, person):
    _response, erasure = ask(client, coordinator, person)

    decide(client, coordinator, erasure)
    erasure.refresh_from_db()
    assert erasure.status == "waiting"

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        decide(client, coordinator, erasure)
    erasure.refresh_from_db()
    assert erasure.status == "confirmed"


def test_r10_the_password_is_asked_for_again(client, centre, person):
    cache.clear()
    user = user_with_password(email="staff@tirana.example")
    GrantFactory(user=user, role=Role.STAFF, centre=centre)
    sign_in(client, user.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        response = client.post(reverse("retention:erasure_ask", args=[person.pk]), {"why": "asked"})

    assert "reauthenticate" in response.url
    assert not Erasure.objects.exists()


def test_a_hold_is_said_with_its_reason_and_keeps_the_record(client, staff, coordinator, person):
    _response, erasure = ask(client, staff, person)
    client.force_login(coordinator)
    client.post(reverse("retention:hold_set", args=[person.pk]), {"reason": "Gjykata e Tiranës"})

    page = decide(client, coordinator, erasure)

    assert "Gjykata e Tiranës" in page.content.decode()
    erasure.refresh_from_db()
    assert erasure.status == "waiting"
    client.post(reverse("retention:hold_end", args=[Hold.objects.get().pk]))
    decide(client, coordinator, erasure)
    erasure.refresh_from_db()
    assert erasure.status == "confirmed"


def test_a_refusal_has_its_reason_and_leaves_everything(client, staff, coordinator, person):
    _response, erasure = ask(client, staff, person)

    refused = decide(client, coordinator, erasure, decision="refuse")
    assert refused.status_code == 200
    decide(client, coordinator, erasure, decision="refuse", refusal="Ligji 124/2024, neni 15")

    erasure.refresh_from_db()
    person.refresh_from_db()
    assert (erasure.status, erasure.refusal) == ("refused", "Ligji 124/2024, neni 15")
    assert person.last_name == "Gjonaj"
    erase_person.func(erasure.pk)
    person.refresh_from_db()
    assert person.last_name == "Gjonaj"


def test_files_go_that_the_second_person_ticked(client, staff, coordinator, person):
    place = RegistrationFactory(participant=person, event__centre=person.centre, present=True)
    gone, stays = AttachmentFactory.create_batch(2, event=place.event, added_by=staff)
    other = AttachmentFactory(added_by=staff)
    _response, erasure = ask(client, staff, person)

    decide(client, coordinator, erasure, files=[gone.pk])
    finish_erasures.func()

    assert not type(gone).objects.filter(pk=gone.pk).exists()
    assert not gone.file.storage.exists(gone.file.name)
    assert stays.file.storage.exists(stays.file.name)
    assert type(other).objects.filter(pk=other.pk).exists()


def test_r18_of_somebody_out_of_scope_nothing_exists(client, coordinator):
    stranger = ParticipantFactory()
    erasure = Erasure.objects.create(participant=stranger, why="asked", asked_by=coordinator)
    client.force_login(coordinator)

    for name, key in (("person", stranger.pk), ("erasure", erasure.pk)):
        assert client.get(reverse(f"retention:{name}", args=[key])).status_code == 404


def test_a_nameless_record_is_shown_as_one(client, staff, coordinator, person):
    RegistrationFactory(participant=person, event__centre=person.centre, present=True)
    _response, erasure = ask(client, staff, person)
    decide(client, coordinator, erasure)
    finish_erasures.func()

    page = client.get(reverse("participants:participant_detail", args=[person.pk]))

    assert page.status_code == 200
    assert "Nameless record" in page.content.decode() or "pa emër" in page.content.decode()
    people = client.get(reverse("participants:participant_list")).content.decode()
    assert person.code not in people
