"""The list of nicknames, as coordinators keep it."""

import pytest
from django.urls import reverse

from participants.models import Nickname, Participant
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
NEW = reverse("participants:nickname_create")


def found(words):
    return list(Participant.objects.search(words))


def add(client, nickname, name):
    return client.post(NEW, {"nickname": nickname, "name": name})


def test_a_coordinator_adds_a_nickname_and_takes_it_away(client, coordinator):
    blerina = ParticipantFactory(first_name="Blerina", last_name="Hoxha")
    client.force_login(coordinator)

    answer = add(client, "Ina", "Blerina")

    assert answer.url == reverse("participants:nickname_list")
    assert "Ina" in client.get(answer.url).content.decode()
    assert found("Ina") == [blerina]
    nickname = Nickname.objects.get(nickname="Ina")
    client.post(reverse("participants:nickname_remove", args=[nickname.pk]))
    assert found("Ina") == []
    assert not Nickname.objects.filter(pk=nickname.pk).exists()


@pytest.mark.parametrize(
    ("nickname", "name"), [("lul", "LULZIM"), ("Ana", "Anà"), ("", "Ana"), ("Ana 2", "Anila")]
)
def test_what_stands_there_or_says_nothing_is_refused(client, coordinator, nickname, name):
    client.force_login(coordinator)
    before = Nickname.objects.count()

    answer = add(client, nickname, name)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Nickname.objects.count() == before
