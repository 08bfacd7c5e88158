"""Finding somebody on the page of a register, and one press for who is known."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AccessLog
from events.models import Registration
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.register.pages.register_page import HTMX, Register, text, undo_of
from tests.participants.factories import ParticipantFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db


def test_people_are_found_without_their_diacritics(register, event):
    here = ParticipantFactory(first_name="Gëzim", last_name="Çela")
    RegistrationFactory(event=event, participant=here, present=True)
    known = ParticipantFactory(first_name="Ana", last_name="Çela", centre=event.centre)
    ParticipantFactory(first_name="Ben", last_name="Çela", centre=CentreFactory())

    response = register.post("register_search", data={"q": "cela"}, headers=HTMX)

    assert [person.pk for person in response.context["people"]] == [here.pk, known.pk]
    assert "Ben" not in text(response)
    line = AccessLog.objects.get()
    assert line.detail["shown"] == 2
    assert "cela" not in str(line.detail)


def test_without_a_script_the_page_itself_finds(register, event):
    ParticipantFactory(first_name="Ana", last_name="Çela", centre=event.centre)

    assert "Ana Çela" in text(register.post("register_search", data={"q": "cela"}, follow=True))


@pytest.mark.parametrize("query", ["", "a", " ", "\x00", "a\x00b", "x" * 5000, "%", "_", "'"])
def test_a_search_for_nothing_sensible_finds_nobody(register, event, query):
    ParticipantFactory(centre=event.centre)

    for options in ({"follow": True}, {"headers": HTMX}):
        response = register.post("register_search", data={"q": query}, **options)

        assert response.status_code == 200
        assert list(response.context["people"]) == []


def test_a_search_needs_a_bounded_number_of_queries(register, event, django_assert_max_num_queries):
    for n in range(12):
        person = ParticipantFactory(first_name="Ana", last_name=f"Gjo{n}", centre=event.centre)
        RegistrationFactory(event=event, participant=person)

    with django_assert_max_num_queries(13):  # of the reader's events twice, and of parents once
        response = register.post("register_search", data={"q": "ana"}, headers=HTMX)

    assert len(response.context["people"]) == 8
    assert response.context["has_more"]


def test_a_known_person_is_registered_and_present_with_one_press(register, event):
    person = ParticipantFactory(centre=event.centre)

    response = register.post("add_known_person", data={"participant": person.pk}, headers=HTMX)

    registration = Registration.objects.get(participant=person)
    assert (registration.attendance, registration.source) == ("present", "walk_in")
    assert f'id="registration-{registration.pk}"' in text(response)
    register.client.post(undo_of(response))
    registration.refresh_from_db()
    assert registration.status == "cancelled"


def test_who_is_expected_is_marked_when_found(register, event):
    registration = RegistrationFactory(event=event, source="series")

    response = register.post(
        "add_known_person", data={"participant": registration.participant.pk}, headers=HTMX
    )

    registration.refresh_from_db()
    assert (registration.attendance, registration.source) == ("present", "series")
    register.client.post(undo_of(response))
    registration.refresh_from_db()
    assert (registration.attendance, registration.status) == ("unmarked", "registered")


def acts_found(register, query):
    found = register.post("register_search", data={"q": query}, headers=HTMX)
    return re.findall('class="finder-act">(.+?)<', squeezed(text(found)))


def test_the_button_of_somebody_found_says_all_that_it_does(register, event):
    expected = ParticipantFactory(first_name="Zana", last_name="Hoxha", centre=event.centre)
    RegistrationFactory(event=event, participant=expected)
    assert acts_found(register, "zana") == ["Mark as present"]

    ParticipantFactory(first_name="Mira", last_name="Hoxha", centre=event.centre)
    assert acts_found(register, "mira") == ["Add and mark as present"]

    ahead = EventFactory(
        planned=True, centre=event.centre, starts_at=timezone.now() + timedelta(days=3)
    )
    assert acts_found(Register(register.client, ahead), "mira") == ["Add"]


def test_people_of_another_centre_cannot_be_registered(register):
    stranger = ParticipantFactory(centre=CentreFactory())

    response = register.post("add_known_person", data={"participant": stranger.pk})

    assert response.status_code == 404
    assert not Registration.objects.exists()


@pytest.mark.parametrize("participant", ["", "ana", "9" * 30, "-1"])
def test_no_person_is_registered_by_a_number_that_is_none(register, participant):
    response = register.post("add_known_person", data={"participant": participant})

    assert response.status_code in {400, 404}
