"""When the server locks a screen by itself, and sessions that go on or ended meanwhile."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.urls import reverse

from accounts.locking import store
from accounts.models import Device
from tests.accounts.locking.screens import HTMX, NOW, assert_says_nothing
from tests.events.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(time_machine):
    def move(**later):
        time_machine.move_to(NOW + timedelta(**later), tick=False)

    move()
    return move


@pytest.fixture
def todays(at, centre, person):
    event = EventFactory(centre=centre, starts_at=NOW)
    RegistrationFactory(event=event, participant=person, present=True)
    return event


def test_a_desk_locks_later(screen, event):
    screen.client.post(reverse("accounts:device"), {"what": "minutes", "lock_minutes": "15"})
    assert Device.objects.get().lock_minutes == 15

    screen.client.post(reverse("accounts:device"), {"what": "minutes", "lock_minutes": "60"})
    assert Device.objects.get().lock_minutes == 15


def test_without_a_script_the_server_locks_an_idle_register(at, client, staff, todays):
    client.force_login(staff)
    register = reverse("events:register", args=[todays.pk])
    assert "Zamira" in client.get(register).content.decode()
    at(seconds=119)
    assert client.get(register).status_code == 200

    at(seconds=119 + 121)
    response = client.get(register, follow=True)

    assert "The screen is locked" in response.content.decode()
    assert_says_nothing(response)


def test_what_is_typed_into_an_idle_register_without_a_script_is_taken(at, client, staff, todays):
    client.force_login(staff)
    client.get(reverse("events:register", args=[todays.pk]))
    place = todays.registrations.get()

    at(minutes=3)
    address = reverse("events:mark", args=[todays.pk, place.pk])
    response = client.post(address, {"attendance": "late", "seen": "present"}, follow=True)

    place.refresh_from_db()
    assert place.attendance == "late"
    assert "What you sent is saved." in response.content.decode()
    assert_says_nothing(response)


@pytest.mark.parametrize("after", ["script", "page"])
def test_the_server_leaves_the_lock_to_a_script_and_other_pages_alone(
    at, client, staff, todays, after
):
    client.force_login(staff)
    client.get(reverse("events:register", args=[todays.pk]))
    if after == "script":
        client.get(reverse("events:register_changes", args=[todays.pk]), headers=HTMX)
    else:
        client.get(reverse("more"))

    at(minutes=3)

    assert client.get(reverse("home")).status_code == 200


def test_a_page_asked_for_before_the_lock_does_not_open_it(screen):
    slow = store.SessionStore(screen.client.session.session_key)
    slow["noted"] = 1

    screen.locks()
    slow.save()

    assert screen.client.session["noted"] == 1
    assert not screen.is_open()


def test_a_session_that_ended_meanwhile_is_not_made_again(screen):
    slow = store.SessionStore(screen.client.session.session_key)
    slow["noted"] = 1
    screen.client.post(reverse("account_logout"))

    with pytest.raises(UpdateError):
        slow.save()
