"""The page of a register: what it says, to whom, and what a closed one offers."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from events.models import Event, Registration
from partners.models import Organisation
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.events.register.pages.register_page import HTMX, LONG, Register, text
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


def refused(response, sentence):
    """The answer to htmx says why, with the list as it stands."""
    assert response.status_code == 409
    [told] = re.findall(r"<div data-refusal>(.*?)</div>", text(response))
    assert sentence in told
    assert 'id="register-list"' in text(response)


# The page


def test_the_page_says_the_totals_whole(register, event):
    RegistrationFactory.create_batch(7, event=event, present=True)
    RegistrationFactory(event=event)
    HeadcountFactory(event=event, count=5)
    Event.objects.filter(pk=event.pk).update(status="held")

    page = text(register.get())

    assert "12 participants: 7 named, 5 counted" in page
    assert "Mark 1 as present" in page


def test_the_page_needs_as_many_queries_for_100_people_as_for_1(
    register, event, django_assert_max_num_queries
):
    RegistrationFactory(event=event)
    HeadcountFactory(event=event)
    register.get()  # the session notes that a register is on the screen
    with django_assert_max_num_queries(12) as few:
        register.get()
    RegistrationFactory.create_batch(99, event=event)

    with django_assert_max_num_queries(12) as many:
        register.get()

    assert len(many) == len(few)


def test_opening_a_register_with_names_is_logged_once(register, event, staff):
    RegistrationFactory.create_batch(3, event=event)

    register.get()

    line = AccessLog.objects.get(action="view_participants")
    assert (line.user, line.object_id, line.detail) == (staff, str(event.pk), {"shown": 3})


def test_opening_an_empty_register_is_not_logged(register):
    register.get()

    assert not AccessLog.objects.filter(action="view_participants").exists()


def test_volunteers_see_first_name_and_initial_of_events_they_are_assigned_to(
    client, volunteer, event
):
    person = ParticipantFactory(
        first_name="Ana", last_name="Hoxha", told_age=8, age_told_on=event.local_date
    )
    RegistrationFactory(event=event, participant=person)
    client.force_login(volunteer)
    url = reverse("events:register", args=[event.pk])

    assert client.get(url).status_code == 404
    event.volunteers.add(volunteer)
    page = text(client.get(url))

    assert "Ana H." in page
    assert "Hoxha" not in page
    assert "8\u00a0years" not in page


def test_volunteers_cannot_name_or_add_organisations(client, volunteer, event):
    event.volunteers.add(volunteer)
    client.force_login(volunteer)

    Register(client, event).add_new(answers={"organisation": "Bashkia e Re"})

    assert Registration.objects.get().organisation is None
    assert not Organisation.objects.exists()


# Closing


def test_a_mark_on_a_register_that_a_colleague_closed_answers_with_the_list(register, event):
    registration = RegistrationFactory(event=event)
    event.status, event.register_closed_at = "held", timezone.now()
    event.save()

    response = register.mark(registration, "present", headers=HTMX)

    refused(response, "The register is closed.")
    assert f'id="registration-{registration.pk}"' in text(response)
    registration.refresh_from_db()
    assert registration.attendance == "unmarked"


def test_staff_close_a_register_and_a_coordinator_opens_it_again(
    client, register, event, staff, coordinator
):
    register.mark(RegistrationFactory(event=event), "present")
    register.post("close_register")
    event.refresh_from_db()
    assert event.register_is_closed
    assert register.post("reopen_register", data={"reason": "A mistake"}).status_code == 403

    client.force_login(coordinator)
    refused = register.post("reopen_register", data={"reason": LONG})
    assert "reason" in refused.context["reopen_form"].errors
    register.post("reopen_register", data={"reason": "Një emër ishte gabim"})

    event.refresh_from_db()
    assert not event.register_is_closed
    assert event.history.first().history_change_reason == "Një emër ishte gabim"


def test_a_closed_register_offers_nothing_to_press(register, event):
    registration = RegistrationFactory(event=event, present=True)
    event.status, event.register_closed_at = "held", timezone.now()
    event.save()

    page = text(register.get())

    assert reverse("events:mark", args=[event.pk, registration.pk]) not in page
    assert register.url("add_new_person") not in page
    assert "Register closed" in page


def test_before_the_day_people_are_registered_and_not_marked(client, staff):
    event = EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3))
    registration = RegistrationFactory(event=event)
    person = ParticipantFactory(centre=event.centre)
    client.force_login(staff)
    register = Register(client, event)

    assert "Attendance can be marked from the day" in text(register.get())
    response = register.mark(registration, "present", headers=HTMX)
    refused(response, "Attendance can be marked from that day.")
    register.post("add_known_person", data={"participant": person.pk})

    added = Registration.objects.get(participant=person)
    assert (added.attendance, added.source) == ("unmarked", "staff")
    registration.refresh_from_db()
    assert registration.attendance == "unmarked"
