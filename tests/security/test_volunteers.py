"""Volunteers find the people of their events, by what is shown to them and by nothing else."""

from datetime import timedelta
from string import ascii_lowercase

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from participants.models import Participant
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def event(centre):
    return EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=5))


@pytest.fixture
def helper(client, centre, event):
    user = user_with("volunteer", centre=centre)
    event.volunteers.add(user)
    client.force_login(user)
    return client


def person(event, first_name="Thoma", last_name="Bala", **facts):
    """Somebody on the register of `event`."""
    one = ParticipantFactory(
        first_name=first_name, last_name=last_name, centre=event.centre, **facts
    )
    RegistrationFactory(event=event, participant=one)
    return one


def found(client, event, words):
    answer = client.post(
        reverse("events:register_search", args=[event.pk]), {"q": words}, headers=HTMX
    )
    return [one.short_name for one in answer.context["people"]]


def test_r24_nobody_of_the_centre_is_found_but_who_is_at_ones_events(helper, centre, event):
    ParticipantFactory(first_name="Elira", last_name="Gjonaj", centre=centre)
    other = EventFactory(centre=centre, starts_at=event.starts_at)
    person(other, "Elira", "Gjoka")
    person(event, "Elira", "Hoxha")

    assert found(helper, event, "elira") == ["Elira H."]


@pytest.mark.parametrize(("hours", "is_found"), [(47, True), (49, False)])
def test_r24_nor_who_was_there_longer_ago_than_48_hours(helper, centre, event, hours, is_found):
    past = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=hours))
    past.volunteers.add(*event.volunteers.all())
    person(past, "Elira", "Gjonaj")

    assert found(helper, event, "elira") == (["Elira G."] if is_found else [])


def test_r24_nearby_is_of_ones_own_events(helper, centre, event):
    past = EventFactory(centre=centre, starts_at=event.starts_at - timedelta(days=1), status="held")
    came = ParticipantFactory(first_name="Elira", last_name="Gjonaj", centre=centre)
    RegistrationFactory(event=past, participant=came, present=True)
    nearby = reverse("events:register_nearby", args=[event.pk])
    assert helper.get(nearby).json() == {"people": []}

    past.volunteers.add(*event.volunteers.all())
    assert [one["label"] for one in helper.get(nearby).json()["people"]] == ["Elira G."]


def test_r24_nobody_else_is_put_on_a_register_by_number(helper, centre, event):
    stranger = ParticipantFactory(centre=centre)

    answer = helper.post(
        reverse("events:add_known_person", args=[event.pk]), {"participant": stranger.pk}
    )

    assert answer.status_code == 404


@pytest.mark.more
def test_r24_more_letters_than_are_shown_tell_nothing(helper, event):
    person(event)

    for rest in [*ascii_lowercase, *(f"a{letter}" for letter in ascii_lowercase)]:
        assert found(helper, event, f"thoma b{rest}") == ["Thoma B."]
    for letter in set(ascii_lowercase) - set("bthoma"):  # those are in what is shown
        assert found(helper, event, f"thoma {letter}") == []
    assert found(helper, event, "ala") == []


def test_r24_of_namesakes_just_the_letters_shown_are_matched(helper, event):
    person(event)
    person(event, last_name="Besi")

    assert found(helper, event, "thoma") == ["Thoma Ba.", "Thoma Be."]
    assert found(helper, event, "thoma ba") == found(helper, event, "thoma baxx") == ["Thoma Ba."]
    assert found(helper, event, "thoma bexx") == ["Thoma Be."]
    assert found(helper, event, "thoma bo") == []


def test_r24_neither_code_nor_father_nor_age_nor_telephone_finds_anybody(helper, event):
    one = person(event, father_name="Petrit", told_age=9, age_told_on=timezone.now().date())
    Participant.objects.update(code="23AB45", phone="+355691234567")

    for words in ("23AB45", "petrit", "thoma petrit", "691234567", "9", str(one.pk)):
        assert found(helper, event, words) == []


def test_r24_who_is_written_down_anew_is_compared_with_what_is_shown(helper, event):
    person(event, told_age=9, age_told_on=timezone.now().date(), sex="male")
    answers = {"first_name": "Thoma", "sex": "male", "category": CategoryFactory(code="child").code}

    def asked(last_name, age):
        page = helper.post(
            reverse("events:add_new_person", args=[event.pk]),
            answers | {"last_name": last_name, "age": age},
            headers=HTMX,
        )
        return page.status_code, [one.short_name for one in page.context["similar"]]

    right = asked("Bala", "9")
    assert right == (422, ["Thoma B."])
    assert asked("Bala", "12") == asked("Besi", "9") == asked("Brahimaj", "12") == right


def test_staff_still_find_everybody_by_every_letter(client, centre, event):
    person(event)
    ParticipantFactory(first_name="Thoma", last_name="Besi", centre=centre)
    client.force_login(user_with("staff", centre=centre))

    assert len(found(client, event, "thoma")) == 2
    assert found(client, event, "bes tho") == ["Thoma B."]


def test_a_search_of_a_volunteer_needs_a_bounded_number_of_queries(
    helper, event, django_assert_max_num_queries
):
    for number in range(12):
        person(event, "Ana", f"Gjo{number}")

    with django_assert_max_num_queries(12):  # one of them for the events that they reach
        assert len(found(helper, event, "ana")) == 8


def test_r24_nothing_is_found_once_the_window_is_closed(helper, event):
    person(event)

    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        answer = helper.post(
            reverse("events:register_search", args=[event.pk]), {"q": "thoma"}, headers=HTMX
        )

    assert answer.status_code in (302, 404, 204)
