"""What a device keeps of the register's page: the form of it, and nobody in it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.events.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def test_the_page_that_is_kept_names_no_event_and_nobody(client, staff):
    event = EventFactory(title_en="Group of girls", starts_at=timezone.now())
    RegistrationFactory(
        event=event, participant__first_name="Elira", participant__last_name="Gjoka"
    )
    client.force_login(staff)

    page = client.get(reverse("events:register_offline")).content.decode()

    for words in ("Group of girls", event.title_sq, "Elira", "Gjoka", staff.email, str(staff)):
        assert words not in page
    assert f'data-user="{staff.pk}"' in page
    assert "data-offline" in page


def test_no_group_is_counted_on_it_by_a_form_that_leads_to_no_event(client, staff):
    client.force_login(staff)

    page = client.get(reverse("events:register_offline")).content.decode()

    assert 'id="headcount-grid"' in page  # whose steps go to the register that is filled in
    assert f'action="{reverse("events:add_headcount", args=[0])}"' not in page


def test_the_worker_answers_from_the_root_and_is_looked_up_each_time(client):
    response = client.get(reverse("worker"))

    assert reverse("worker") == "/worker.js"
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in response.headers["Cache-Control"]


def test_the_worker_knows_the_addresses_that_the_application_has(client):
    worker = client.get(reverse("worker")).content.decode()

    assert f'"{reverse("events:register_offline")}"' in worker
    assert reverse("events:register", args=[12]) == "/events/12/register/"
