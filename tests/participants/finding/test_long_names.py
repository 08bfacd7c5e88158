"""A name that is longer than one can be is refused in words, and never cut and searched for."""

import pytest
from django.urls import reverse

from accounts.models import AccessLog
from accounts.models.access_log import Action
from tests.events.factories import EventFactory
from tests.participants.factories import ParticipantFactory
from tests.searching import search_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SAID = "A name has at most 100 letters"
ROUTES = {
    "participants:participant_alike": lambda names: names,
    "participants:family_alike": lambda names: (
        {"line": "adults-0"} | {f"adults-0-{name}": text for name, text in names.items()}
    ),
}


def typed(client, route, first_name, last_name):
    names = {"first_name": first_name, "last_name": last_name}
    return client.post(reverse(route), ROUTES[route](names)).content.decode()


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.mark.parametrize("route", ROUTES)
def test_two_names_of_the_most_letters_are_searched_for_whole(desk, centre, route):
    first, last = "Elira" * 20, "Gjoni" * 20
    known = ParticipantFactory(first_name=first, last_name=last, centre=centre)
    ParticipantFactory(first_name=first, last_name="Hoxha" * 20, centre=centre)

    page = typed(desk, route, first, last)

    assert SAID not in page
    assert known.code in page or str(known.pk) in page
    assert "Hoxha" not in page


@pytest.mark.parametrize("route", ROUTES)
def test_a_longer_name_is_refused_and_nobody_is_looked_for(desk, centre, route):
    ParticipantFactory(first_name="Elira", last_name="Gjoni", centre=centre)

    page = typed(desk, route, "Elira", "Gjoni" + "j" * 96)

    assert SAID in page
    assert "Elira" not in page
    assert not AccessLog.objects.filter(action=Action.VIEW_PARTICIPANTS).exists()


def test_a_register_says_so_and_keeps_what_was_typed(desk, centre):
    event = EventFactory(centre=centre)
    words = "Elira " + "j" * 195

    page = search_on(desk, reverse("events:register", args=[event.pk]), words)

    assert "at most 200 characters" in page.content.decode()
    assert words in page.content.decode()
