"""Each act's undo stays reachable, not only that of the last one, also without a script."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from events.models import RegisterAct
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def event(centre):
    return EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def places(event):
    people = [
        ParticipantFactory(first_name=name, last_name="Hoxha", centre=event.centre)
        for name in ("Ana", "Besa", "Cen")
    ]
    return [RegistrationFactory(event=event, participant=person) for person in people]


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def mark(client, place, attendance="present"):
    address = reverse("events:mark", args=[place.event_id, place.pk])
    client.post(address, {"attendance": attendance, "chosen": "1"})


def lines(client, event):
    page = client.get(reverse("events:own_acts", args=[event.pk]))
    return [(strip_tags(line.text), line.undo_url) for line in page.context["lines"]]


def test_the_undo_of_an_earlier_act_is_reached_and_takes_back_that_one_alone(desk, event, places):
    for place in places:
        mark(desk, place)
    page = desk.get(reverse("events:register", args=[event.pk])).content.decode()
    assert reverse("events:own_acts", args=[event.pk]) in page

    said = dict(lines(desk, event))
    assert list(said) == ["Cen Hoxha: Present", "Besa Hoxha: Present", "Ana Hoxha: Present"]
    desk.post(said["Ana Hoxha: Present"])

    marks = event.registrations.order_by("pk").values_list("attendance", flat=True)
    assert list(marks) == ["unmarked", "present", "present"]
    assert [text for text, _url in lines(desk, event)] == list(said)[:2]


def test_what_can_not_be_taken_back_is_not_offered(desk, event, places, coordinator):
    colleague = Client()
    colleague.force_login(coordinator)
    mark(desk, places[0])
    mark(desk, places[1])
    mark(colleague, places[1], "absent")
    mark(desk, places[2])
    mark(desk, places[2], "late")

    assert [text for text, _url in lines(desk, event)] == [
        "Cen Hoxha: Late",
        "Ana Hoxha: Present",
    ]
    assert [text for text, _url in lines(colleague, event)] == ["Besa Hoxha: Absent"]


def test_all_kinds_are_told_in_words_and_volunteers_see_short_names(client, event, places):
    volunteer = user_with("volunteer", centre=event.centre)
    event.volunteers.add(volunteer)
    client.force_login(volunteer)
    mark(client, places[0])
    client.post(
        reverse("events:mark_rest", args=[event.pk]), {"attendance": "absent", "expected": 2}
    )

    assert [text for text, _url in lines(client, event)] == [
        "Marked all who were left",
        "Ana H.: Present",
    ]


def test_there_are_as_many_queries_for_many_acts_as_for_one(
    desk, event, places, django_assert_max_num_queries
):
    mark(desk, places[0])
    lines(desk, event)
    with django_assert_max_num_queries(16) as one:
        lines(desk, event)
    for place in places[1:]:
        mark(desk, place)
    lines(desk, event)  # which shows the messages
    with django_assert_max_num_queries(16) as many:
        lines(desk, event)

    assert RegisterAct.objects.count() == 3
    assert len(many) == len(one)
