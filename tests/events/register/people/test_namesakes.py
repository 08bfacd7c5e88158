"""Three people of one name on every list of an event: who may tell them apart by what."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from events.models import SeriesMember
from events.paper.services import planned_lines
from events.paper.sheet import FULL, SHORT, _line
from tests.accounts.factories import GrantFactory
from tests.events.factories import EventFactory, RegistrationFactory, SeriesFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
FATHER, CODE = "Agim", "K7M2QX"
TOLD = [FATHER, CODE, "(13 years)"]


@pytest.fixture
def event(centre):
    return EventFactory(centre=centre, starts_at=timezone.now())


@pytest.fixture
def people(event):
    """Three of one name, and one more whose initial is the same."""
    ana = {"first_name": "Ana", "last_name": "Gjoni", "centre": event.centre}
    return [
        ParticipantFactory(**ana, father_name=FATHER),
        ParticipantFactory(**ana, birth_year=event.local_date.year - 13),
        ParticipantFactory(**ana, code=CODE),
        ParticipantFactory(**{**ana, "last_name": "Gashi"}),
    ]


@pytest.fixture
def places(event, people):
    return [RegistrationFactory(event=event, participant=person) for person in people]


@pytest.fixture
def desk(staff):
    client = Client()
    client.force_login(staff)
    return client


@pytest.fixture
def helper(event):
    grant = GrantFactory(role=Role.VOLUNTEER, centre=event.centre)
    event.volunteers.add(grant.user)
    client = Client()
    client.force_login(grant.user)
    return client


def page_of(client, name, *args, query=""):
    address = reverse(name, args=args)
    response = client.post(address, {"q": query}, follow=True) if query else client.get(address)
    assert response.status_code == 200
    return re.sub(r"<[^>]*>", " ", response.content.decode())


def lists(event, people):
    """Each list that shows all four: (route, arguments, query)."""
    series = SeriesFactory(centre=event.centre, starts_on=event.starts_on, ends_on=event.starts_on)
    event.series, event.series_day = series, event.starts_on
    event.save()
    for person in people:
        SeriesMember.objects.create(series=series, participant=person, joined_on=series.starts_on)
    yield "events:register", [event.pk], ""
    yield "events:typing", [event.pk], ""
    yield "events:register_search", [event.pk], "ana"
    yield "events:series_grid", [series.pk], ""
    yield "events:series_members", [series.pk], ""
    yield "participants:participant_list", [], ""


def test_staff_tell_them_apart_on_every_list(desk, event, people, places):
    for route, args, query in lists(event, people):
        page = page_of(desk, route, *args, query=query)
        for told in (f"Ana Gjoni ({FATHER})", f"Ana Gjoni ({CODE})", "Ana Gjoni (13 years)"):
            assert told in page, route
        assert "Ana Gashi (" not in page


def test_volunteers_learn_nothing_but_letters(helper, event, people, places):
    for route, query in (("events:register", ""), ("events:register_search", "ana")):
        page = page_of(helper, route, event.pk, query=query)
        assert "Ana Gj." in page, route
        assert "Ana Ga." in page, route
        assert not [told for told in TOLD if told in page]
        assert "Gjoni" not in page


def test_the_search_offers_both_names_to_a_device(helper, event, people, places):
    page = helper.get(reverse("events:register", args=[event.pk])).content.decode()

    assert 'data-label="Ana Ga."' in page


def test_paper_is_as_the_screen(event, places):
    lines = planned_lines(event)

    full = {_line(event, place, FULL, False).name for place in lines}
    short = {_line(event, place, SHORT, False).name for place in lines}
    assert f"Ana Gjoni ({FATHER})" in full
    assert len(full) == 4
    assert short == {"Ana Gj.", "Ana Ga."}


def test_a_row_that_comes_alone_is_told_apart_from_the_others(desk, event, places):
    answer = desk.post(
        reverse("events:mark", args=[event.pk, places[2].pk]),
        {"attendance": "present"},
        headers={"HX-Request": "true"},
    )

    assert f"Ana Gjoni ({CODE})" in answer.content.decode()
