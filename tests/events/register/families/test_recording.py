"""A family recorded from a register, and marked as present at once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import RegisterAct, Registration
from participants.models import Guardianship, Participant
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.participants.families.typing import family

pytestmark = pytest.mark.django_db

MOTHER = {"first_name": "Drita", "last_name": "Gjoni", "sex": "female", "is_present": "on"}
ELIRA = {"first_name": "Elira", "sex": "female", "age": "12", "is_present": "on"}
BESIAN = {"first_name": "Besian", "sex": "male", "age": "9"}


@pytest.fixture
def event(centre):
    """A meeting that began a quarter of an hour ago."""
    return EventFactory(centre=centre, starts_at=timezone.now() - timedelta(minutes=15))


def url(event):
    return reverse("events:family_create", args=[event.pk])


def present(event):
    rows = event.registrations.filter(attendance="present")
    return sorted(rows.values_list("participant__first_name", flat=True))


def test_who_is_there_is_marked_and_the_others_are_only_recorded(client, staff, event):
    client.force_login(staff)

    response = client.post(url(event), family([MOTHER], [ELIRA, BESIAN]))

    assert response.url == reverse("events:register", args=[event.pk])
    assert present(event) == ["Drita", "Elira"]
    assert Participant.objects.count() == 3
    assert Guardianship.objects.count() == 2
    assert Registration.objects.get(participant__first_name="Elira").age == 12
    assert not Registration.objects.filter(participant__first_name="Besian").exists()
    assert set(Participant.objects.values_list("centre", flat=True)) == {event.centre_id}


def test_the_marks_are_one_act_that_is_taken_back_and_the_people_stay(client, staff, event):
    client.force_login(staff)
    client.post(url(event), family([MOTHER], [ELIRA]))
    act = RegisterAct.objects.get(kind=RegisterAct.Kind.FAMILY)

    answer = client.post(reverse("events:undo_act", args=[event.pk, act.pk]), follow=True)

    *_earlier, said = [str(message) for message in answer.context["messages"]]
    assert said.startswith("2 people were taken back. What was recorded of the family stays")
    assert present(event) == []
    assert Participant.objects.count() == 2
    assert Guardianship.objects.count() == 1


def test_children_who_are_taken_back_are_called_children(client, staff, event):
    client.force_login(staff)
    client.post(url(event), family([{**MOTHER, "is_present": ""}], [ELIRA]))
    act = RegisterAct.objects.get(kind=RegisterAct.Kind.FAMILY)

    answer = client.post(reverse("events:undo_act", args=[event.pk, act.pk]), follow=True)

    assert "1 child was taken back." in answer.content.decode()


def test_where_nobody_is_there_the_register_has_no_act(client, staff, event):
    client.force_login(staff)

    client.post(url(event), family([{**MOTHER, "is_present": ""}], [BESIAN]))

    assert Participant.objects.count() == 2
    assert not RegisterAct.objects.exists()


def test_somebody_known_who_is_on_the_register_keeps_that_place(client, staff, event):
    known = ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=event.centre)
    RegistrationFactory(event=event, participant=known)
    client.force_login(staff)

    client.post(url(event), family([{**MOTHER, "known": known.pk}], [ELIRA]))

    assert present(event) == ["Drita", "Elira"]
    assert event.registrations.filter(participant=known).count() == 1


def test_the_register_leads_there_for_who_may_record_people(client, staff, volunteer, event):
    event.volunteers.add(volunteer)
    search = reverse("events:register_search", args=[event.pk])
    for user, is_led in ((staff, True), (volunteer, False)):
        client.force_login(user)
        page = client.post(search, {"q": "Drita Gjo"}, headers={"HX-Request": "true"})
        assert (url(event) in page.content.decode()) is is_led
        assert client.get(url(event)).status_code == (200 if is_led else 403)


def test_staff_of_another_centre_and_who_only_volunteers_here_find_nothing(client, event):
    elsewhere = user_with("staff", centre=CentreFactory())
    event.volunteers.add(elsewhere)
    client.force_login(elsewhere)

    assert client.get(url(event)).status_code == 404
    assert client.post(url(event), family([MOTHER], [ELIRA])).status_code == 404
    assert not Participant.objects.exists()


@pytest.mark.parametrize("state", ["closed", "ahead"])
def test_a_closed_register_and_one_of_a_day_to_come_take_no_family(client, staff, event, state):
    if state == "closed":
        event.register_closed_at, event.status = timezone.now(), "held"
    else:
        event.starts_at = timezone.now() + timedelta(days=2)
    event.save()
    client.force_login(staff)

    response = client.post(url(event), family([MOTHER], [ELIRA]))

    assert response.url.startswith(reverse("events:register", args=[event.pk]))
    assert not Participant.objects.exists()
    assert client.get(url(event)).status_code == 302


def is_ticked(page, name):
    """Whether the box of this name is ticked."""
    box = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
    return "checked" in box


def test_children_are_taken_to_be_there_and_grown_ups_are_not(client, staff, event):
    client.force_login(staff)

    page = client.get(url(event)).content.decode()

    for number in ("0", "1", "__prefix__"):
        assert not is_ticked(page, f"adults-{number}-is_present")
    for number in ("0", "2", "__prefix__"):
        assert is_ticked(page, f"children-{number}-is_present")


@pytest.mark.parametrize(("kind", "before"), [("adults", 2), ("children", 3)])
def test_lines_that_the_button_adds_begin_as_the_others(client, staff, event, kind, before):
    client.force_login(staff)
    besian = {"first_name": "Besian"}  # said not to be there

    page = client.post(url(event), family([MOTHER], [besian]) | {"more": kind}).content.decode()

    assert is_ticked(page, "adults-0-is_present")
    assert not is_ticked(page, "children-0-is_present")
    for number in range(before, before + 3):
        assert is_ticked(page, f"{kind}-{number}-is_present") is (kind == "children")
