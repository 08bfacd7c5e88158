"""On the register one sees of whom photographs may be taken: yes or no, and nothing more of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from participants.models import Consent
from shkej.lib.dates import today
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(centre):
    return EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=5))


def answered(event, answer, **facts):
    person = ParticipantFactory(centre=event.centre)
    RegistrationFactory(event=event, participant=person)
    return Consent.objects.create(
        participant=person,
        purpose="photo",
        answer=answer,
        given_by="guardian",
        given_on=today() - timedelta(days=9),
        reason="Nuk u gjet askush",
        witness="Zana Kola",
        **facts,
    )


@pytest.mark.parametrize("role", ["staff", "volunteer"])
def test_the_register_says_of_whom_photographs_may_be_taken(client, request, english, event, role):
    user = request.getfixturevalue(role)
    event.volunteers.add(user)
    answered(event, "given")
    answered(event, "refused")
    answered(event, "given", expires_on=today() - timedelta(days=1))
    client.force_login(user)

    page = client.get(reverse("events:register", args=[event.pk])).content.decode()

    # That of a new row keeps room for the word.
    rows = re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)
    assert rows.count("photos: yes") == 1
    assert rows.count("photos: no") == 2
    for detail in ("Nuk u gjet askush", "Zana Kola"):
        assert detail not in page


def test_a_consent_that_ended_yesterday_is_not_shown_as_given(client, english, event, staff):
    place = answered(event, "given", expires_on=today()).participant.registrations.get()
    client.force_login(staff)
    register = reverse("events:register", args=[event.pk])
    mark = reverse("events:mark", args=[event.pk, place.pk])

    def photos():
        row = client.post(mark, {"attendance": "present"}, headers={"HX-Request": "true"})
        texts = row.content.decode(), client.get(register).content.decode()
        return [re.findall(r'<small class="tap-photos" translate="yes"> (.*?)<', t) for t in texts]

    assert photos() == [["photos: yes"]] * 2
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        client.force_login(staff)
        assert photos() == [["photos: no"]] * 2
