"""Cards by which people are found at the door."""

import pytest
import segno
from django.urls import reverse

from accounts.models import AccessLog
from accounts.models.access_log import Action
from tests.events.factories import CentreFactory, SeriesFactory, SeriesMemberFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


def drawn(code):
    return segno.make(code, error="m", micro=False).svg_inline(border=2, omitsize=True)


@pytest.fixture
def elira(centre):
    return ParticipantFactory(
        first_name="Elira", last_name="Gjoni", centre=centre, phone="+355692345678"
    )


def test_a_card_has_short_name_and_code_and_says_nothing_else(client, staff, elira):
    client.force_login(staff)

    page = client.get(reverse("participants:participant_card", args=[elira.pk])).text

    cards = page[page.index('<ul class="id-cards">') : page.index("</main>")]
    assert "Elira G." in cards
    assert drawn(elira.code) in cards
    assert elira.code in cards
    for said in ("Gjoni", "2345678", "http", elira.centre.name):
        assert said not in cards.replace("http://www.w3.org/2000/svg", "")
    assert AccessLog.objects.of(elira).filter(action=Action.VIEW_PARTICIPANTS).count() == 1


def test_a_group_has_a_sheet_of_the_cards_of_its_members(client, staff, elira, centre):
    series = SeriesFactory(centre=centre)
    SeriesMemberFactory(series=series, participant=elira)
    gone = SeriesMemberFactory(series=series, left_on=series.starts_on)
    bystander = ParticipantFactory(centre=centre)
    client.force_login(staff)

    page = client.get(reverse("events:series_cards", args=[series.pk])).text

    assert page.count('<li class="id-card">') == 1
    assert drawn(elira.code) in page
    assert gone.participant.code not in page
    assert bystander.code not in page
    members = client.get(reverse("events:series_members", args=[series.pk])).text
    assert reverse("events:series_cards", args=[series.pk]) in members


def test_a_scanned_code_finds_the_person_in_the_search_of_people(client, staff, elira):
    ParticipantFactory(first_name="Elisa", centre=elira.centre)
    people = type(elira).objects.visible_to(staff).search(elira.code)

    assert list(people) == [elira]


@pytest.mark.parametrize("name", ["volunteer", "partner", "admin", "observer"])
def test_who_may_not_see_people_gets_no_cards(client, request, elira, centre, name):
    series = SeriesFactory(centre=centre)
    client.force_login(request.getfixturevalue(name))

    for route, row in (("participants:participant_card", elira), ("events:series_cards", series)):
        assert client.get(reverse(route, args=[row.pk])).status_code == 403


def test_people_of_another_centre_have_no_card_here(client, staff):
    stranger = ParticipantFactory(centre=CentreFactory())
    client.force_login(staff)

    page = client.get(reverse("participants:participant_card", args=[stranger.pk]))

    assert page.status_code == 404
