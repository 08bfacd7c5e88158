"""Taking back: once, only what still stands, and never what somebody else did since."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from events.models import Headcount, RegisterAct
from events.register import undoing
from tests.at_once import Gate, at_once, held_before
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.register.addresses import url
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def event(centre):
    moment = timezone.now() - timedelta(minutes=5)
    return EventFactory(centre=centre, planned=True, starts_at=moment)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(staff):
    return signed_in(staff)


@pytest.fixture
def colleague(centre):
    return signed_in(user_with("staff", centre=centre, user__email="colleague@example.org"))


def post(client, address, **fields):
    return client.post(address, fields, headers=HTMX)


def done(client, address, **fields):
    """The address that takes back what is done now."""
    assert post(client, address, **fields).status_code == 200
    return RegisterAct.objects.latest("pk").undo_url


def mark_of(place):
    place.refresh_from_db()
    return place.status, place.attendance


def test_what_a_colleague_marked_since_outlives_the_undo_of_adding(desk, colleague, event):
    person = ParticipantFactory(centre=event.centre)
    way_back = done(desk, url("add_known_person", event), participant=person.pk)
    place = event.registrations.get()
    post(colleague, url("mark", event, place.pk) + "?seen=present", attendance="late")

    assert post(desk, way_back).status_code == 409
    assert mark_of(place) == ("registered", "late")


def test_an_older_act_is_not_taken_back_under_a_newer_one(desk, colleague, event):
    place = RegistrationFactory(event=event)
    mark = url("mark", event, place.pk)
    way_back = done(desk, mark, attendance="present")
    for attendance in ("absent", "present"):
        post(colleague, mark, attendance=attendance, chosen="1")  # no tap, so no second one either

    assert post(desk, way_back).status_code == 409
    assert mark_of(place) == ("registered", "present")


def test_who_was_there_already_is_not_undone(desk, event):
    place = RegistrationFactory(event=event, present=True)
    person = {"participant": place.participant_id, "seen": "present"}

    assert done(desk, url("add_known_person", event), **person) == ""
    assert mark_of(place) == ("registered", "present")


def test_the_rest_is_taken_back_by_whoever_marked_it(desk, colleague, event):
    place = RegistrationFactory(event=event)
    way_back = done(desk, url("mark_rest", event), attendance="present", expected=1)

    assert post(colleague, way_back).status_code == 409
    assert mark_of(place) == ("registered", "present")
    assert post(desk, way_back).status_code == 200
    assert mark_of(place) == ("registered", "unmarked")


def test_children_whom_somebody_marked_since_stay(desk, colleague, event):
    child = ParticipantFactory(centre=event.centre, category=CategoryFactory(code="child"))
    way_back = done(desk, url("add_family", event), participant=str(child.pk))
    place = event.registrations.get()
    post(colleague, url("mark", event, place.pk), attendance="late")

    assert post(desk, way_back).status_code == 409
    assert mark_of(place) == ("registered", "late")


def test_what_was_rolled_back_is_not_said_to_be_done(desk, event):
    CategoryFactory(code="parent")
    fields = {"category": "parent", "female|||0": "7", "cell": "male|||100001"}

    response = desk.post(url("step_headcount", event), fields)

    assert not Headcount.objects.exists()
    assert not RegisterAct.objects.exists()
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said
    assert not [text for text in said if "7" in text]


@pytest.mark.parametrize("route", ["remove_registration", "undo"])
def test_an_event_that_is_planned_again_says_so_at_once(desk, event, route):
    place = RegistrationFactory(event=event)
    address = done(desk, url("mark", event, place.pk), attendance="present")
    if route == "remove_registration":
        address = url(route, event, place.pk)

    page = post(desk, address).content.decode()

    event.refresh_from_db()
    assert event.status == "planned"
    assert "Held" not in page


@pytest.mark.django_db(transaction=True)
def test_an_undo_that_comes_twice_at_once_is_done_once(
    monkeypatch,
    staff,
    event,
    is_locked,
):
    category = CategoryFactory(code="parent")
    group = {"category": "parent", "sex": "female", "age_from": "", "age_to": ""}
    post(signed_in(staff), url("step_headcount", event), **group, count="10")
    way_back = done(signed_in(staff), url("step_headcount", event), **group, step="3")
    clients = [signed_in(staff), signed_in(staff)]
    held_before(monkeypatch, undoing, "get_object_or_404", Gate(2))

    answers = at_once(
        *[lambda own=own: post(own, way_back, key=str(uuid.uuid4())).status_code for own in clients]
    )

    if is_locked:
        assert sorted(answers) == [200, 409]
        assert event.headcounts.get(category=category).count == 10
    else:  # nobody is told: the database alone refuses the second
        assert any(isinstance(answer, DatabaseError) for answer in answers)
