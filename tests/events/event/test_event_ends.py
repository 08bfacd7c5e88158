"""What becomes of an event by its buttons: its status, and its end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.partners.factories import OrganisationFactory


def set_status(client, event, status, **kwargs):
    url = reverse("events:event_status", args=[event.pk])
    return client.post(url, {"status": status} if status else {}, **kwargs)


# Status


@pytest.mark.parametrize("status", ["cancelled", "held", "planned"])
def test_status_is_changed_and_can_be_undone(desk, staff, status):
    event = EventFactory(planned=True)
    bystander = EventFactory(planned=True)

    response = set_status(desk, event, status, follow=True)

    event.refresh_from_db()
    bystander.refresh_from_db()
    assert event.status == status
    assert bystander.status == "planned"
    assert event.history.latest().history_user == staff
    undo = reverse("events:event_status", args=[event.pk]) + "?status=planned"
    assert f'action="{undo}"' in response.content.decode()

    desk.post(undo)
    event.refresh_from_db()
    assert event.status == "planned"


@pytest.mark.parametrize("status", ["", "done", "<script>"])
def test_unknown_status_is_refused(desk, status):
    event = EventFactory(planned=True)

    assert set_status(desk, event, status).status_code == 400


def test_status_of_a_closed_register_stands(desk):
    event = EventFactory(closed=True)

    response = set_status(desk, event, "cancelled", follow=True)

    event.refresh_from_db()
    assert event.status == "held"
    assert "The register is closed" in response.content.decode()


def test_event_ahead_cannot_be_marked_as_held(desk):
    event = EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3))

    set_status(desk, event, "held")

    event.refresh_from_db()
    assert event.status == "planned"


def test_status_is_changed_by_post_only(desk):
    event = EventFactory(planned=True)

    url = reverse("events:event_status", args=[event.pk])
    assert desk.get(url, {"status": "held"}).status_code == 405


@pytest.mark.parametrize("role", ["admin", "volunteer", "partner", "observer"])
def test_others_cannot_change_a_status(client, request, role):
    client.force_login(request.getfixturevalue(role))
    event = EventFactory(planned=True, visibility="public")

    assert set_status(client, event, "cancelled").status_code == 403


def test_status_of_another_centre_is_out_of_reach(desk):
    event = EventFactory(planned=True, centre=CentreFactory())

    assert set_status(desk, event, "cancelled").status_code == 404


def delete_url(event):
    return reverse("events:event_delete", args=[event.pk])


# Deleting


def test_coordinator_deletes_an_event_on_which_nothing_stands(client, coordinator):
    client.force_login(coordinator)
    event, bystander = EventFactory(), EventFactory()
    event.parts.create(organisation=OrganisationFactory())
    event.quotes.create(text_sq="Fjalë")

    assert "Do you want to delete" in client.get(delete_url(event)).content.decode()
    client.post(delete_url(event))

    assert list(Event.objects.all()) == [bystander]


@pytest.mark.parametrize("made", ["registration", "headcount", "attachment"])
def test_event_with_records_is_not_deleted(client, coordinator, made):
    client.force_login(coordinator)
    event = EventFactory()
    if made == "registration":
        RegistrationFactory(event=event, status="cancelled")
    elif made == "headcount":
        HeadcountFactory(event=event)
    else:
        event.attachments.create(kind="photo", file="attachments/x", original_name="x.jpg")

    response = client.post(delete_url(event), follow=True)

    assert Event.objects.filter(pk=event.pk).exists()
    words = "cannot be deleted" if made == "headcount" else "Cancel it instead"
    assert words in response.content.decode()


@pytest.mark.parametrize("role", ["admin", "staff", "volunteer", "partner", "observer"])
def test_others_cannot_delete(client, request, role):
    client.force_login(request.getfixturevalue(role))
    event = EventFactory(visibility="public")

    assert client.get(delete_url(event)).status_code == 403
    assert client.post(delete_url(event)).status_code == 403


def test_coordinator_cannot_delete_elsewhere(client, coordinator):
    client.force_login(coordinator)

    assert client.post(delete_url(EventFactory(centre=CentreFactory()))).status_code == 404
