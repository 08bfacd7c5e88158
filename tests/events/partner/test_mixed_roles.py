"""Somebody on the staff of one centre who volunteers in another: there they are a volunteer."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.searching import search_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def helper(staff):
    """On the staff of the seeded centre, a volunteer of another one."""
    GrantFactory(user=staff, role=Role.VOLUNTEER, centre=CentreFactory(code="another"))
    return staff


@pytest.fixture
def event(helper):
    """Today's event of the other centre, to which the volunteer is assigned; Ana Hoxha is there."""
    event = EventFactory(centre__code="another", planned=True, starts_at=timezone.now())
    event.volunteers.add(helper)
    person = ParticipantFactory(
        first_name="Ana",
        last_name="Hoxha",
        told_age=8,
        age_told_on=event.local_date,
        centre=event.centre,
    )
    RegistrationFactory(event=event, participant=person)
    return event


def page(client, user, event, **query):
    client.force_login(user)
    return client.get(reverse("events:register", args=[event.pk]), query).content.decode()


def test_names_are_short_where_they_only_volunteer(client, helper, event):
    text = page(client, helper, event, q="ana")

    assert "Ana H." in text
    assert "Hoxha" not in text
    assert "8\u00a0years" not in text


def test_nothing_is_offered_that_only_the_staff_may(client, helper, event):
    text = page(client, helper, event)

    assert reverse("events:close_register", args=[event.pk]) not in text
    assert "organisation-names" not in text


def test_files_and_history_are_not_offered_where_they_only_volunteer(client, helper, event):
    GrantFactory(user=helper, role=Role.COORDINATOR, centre=CentreFactory())
    event.register_closed_at, event.status = timezone.now(), "held"
    event.save()

    text = page(client, helper, event)

    for route in ("attachment_create", "correct_register", "register_history"):
        assert reverse(f"events:{route}", args=[event.pk]) not in text


def test_what_is_told_after_a_mark_is_short_too(client, helper, event):
    client.force_login(helper)
    registration = event.registrations.get()
    url = reverse("events:mark", args=[event.pk, registration.pk])

    text = client.post(url, {"attendance": "present"}, follow=True).content.decode()

    assert "Ana H." in text
    assert "Hoxha" not in text


def test_names_are_whole_in_their_own_centre(client, helper, centre):
    own = EventFactory(centre=centre, starts_at=timezone.now())
    person = ParticipantFactory(first_name="Ben", last_name="Gjoni", centre=centre)
    RegistrationFactory(event=own, participant=person)

    assert "Ben Gjoni" in page(client, helper, own)


def test_no_name_goes_into_a_cookie(client, helper, centre):
    own = EventFactory(centre=centre, starts_at=timezone.now())
    registration = RegistrationFactory(event=own)
    client.force_login(helper)

    client.post(reverse("events:mark", args=[own.pk, registration.pk]), {"attendance": "present"})

    assert "messages" not in client.cookies


def test_a_search_from_their_own_register_shows_others_by_their_initial(
    client, helper, event, centre
):
    own = EventFactory(centre=centre, planned=True, starts_at=timezone.now())
    ParticipantFactory(first_name="Ana", last_name="Gjoni", centre=centre)

    client.force_login(helper)
    register = reverse("events:register", args=[own.pk])
    text = search_on(client, register, "ana").content.decode()

    assert "Ana Gjoni" in text
    assert "Ana H." in text
    assert "Hoxha" not in text
