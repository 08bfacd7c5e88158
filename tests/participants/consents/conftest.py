"""A child with a mother who is recorded, and an answer that breaks no rule."""

import pytest
from django.urls import reverse

from participants.models import Guardianship
from shkej.lib.dates import today
from tests.participants.factories import ParticipantFactory


@pytest.fixture
def child(centre):
    return ParticipantFactory(first_name="Ana", centre=centre, birth_year=today().year - 12)


@pytest.fixture
def mother(centre, child):
    adult = ParticipantFactory(first_name="Drita", centre=centre, birth_year=today().year - 40)
    tie = Guardianship.objects.create(adult=adult, child=child, relation="mother")
    Guardianship.objects.filter(pk=tie.pk).update(created_at="2020-01-01T12:00Z")
    return adult


@pytest.fixture
def answer(mother):
    """What the form takes, with changes."""

    def make(**changed):
        answers = {
            "purpose": "photo",
            "answer": "given",
            "given_by": "guardian",
            "guardian": mother.pk,
            "assent": "given",
            "method": "signed",
            "legal_basis": "consent",
            "given_on": today().isoformat(),
        }
        return answers | changed

    return make


@pytest.fixture
def send(client, child, answer):
    """Send an answer about the child; what the page says."""

    def post(person=child, **changed):
        return client.post(
            reverse("participants:consent_create", args=[person.pk]), answer(**changed)
        )

    return post
