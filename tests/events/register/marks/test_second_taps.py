"""Two taps on one row within 700 ms are one, also where no script swallows the second."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import RegisterAct
from tests.events.factories import EventFactory, RegistrationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HTMX = {"HX-Request": "true"}
TAPPED = timezone.now().replace(microsecond=0)


@pytest.fixture
def place(centre):
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))
    return RegistrationFactory(event=event)


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def tap(client, place, attendance, *, after=0, **fields):
    """`after`: milliseconds from the first tap until the server has this one."""
    with time_machine.travel(TAPPED + timedelta(milliseconds=after), tick=False):
        address = reverse("events:mark", args=[place.event_id, place.pk])
        response = client.post(address, {"attendance": attendance, **fields}, headers=HTMX)
    place.refresh_from_db()
    return response


def told(milliseconds):
    return (TAPPED - timedelta(hours=1) + timedelta(milliseconds=milliseconds)).isoformat()


@pytest.mark.parametrize(("after", "mark"), [(0, "present"), (699, "present"), (700, "absent")])
def test_a_second_tap_within_700_ms_turns_nothing(desk, place, after, mark):
    tap(desk, place, "present")
    response = tap(desk, place, "absent", after=after)

    assert response.status_code == 200
    assert place.attendance == mark
    assert RegisterAct.objects.count() == (1 if mark == "present" else 2)


def test_whoever_was_present_before_is_not_turned_twice_and_the_undo_stays(desk, place):
    tap(desk, place, "present", after=-10_000)
    tap(desk, place, "absent")
    response = tap(desk, place, "present", after=300)

    assert place.attendance == "absent"
    assert RegisterAct.objects.latest("pk").undo_url in response.content.decode()


@pytest.mark.parametrize(("apart", "mark"), [(500, "present"), (5_000, "absent")])
def test_what_was_tapped_without_a_connection_goes_by_the_clock_of_the_device(
    desk, place, apart, mark
):
    """Sent at once, whatever lay between the taps; and far apart, if one had to wait."""
    tap(desk, place, "present", told_at=told(0))
    tap(desk, place, "absent", after=20, told_at=told(apart))
    assert place.attendance == mark


def test_a_slip_is_a_slip_though_it_reached_the_server_late(desk, place):
    tap(desk, place, "present", told_at=told(0))
    tap(desk, place, "absent", after=60_000, told_at=told(200))

    assert place.attendance == "present"


@pytest.mark.parametrize("mark", ["late", "excused", "unmarked"])
def test_another_mark_is_no_slip(desk, place, mark):
    tap(desk, place, "present")
    tap(desk, place, mark, after=100)

    assert place.attendance == mark


def test_what_was_chosen_is_no_slip(desk, place):
    tap(desk, place, "present")
    tap(desk, place, "absent", after=100, chosen="1")

    assert place.attendance == "absent"


def test_a_colleague_and_another_row_are_not_held_up(desk, place, coordinator):
    other, colleague = RegistrationFactory(event=place.event), Client()
    colleague.force_login(coordinator)
    tap(desk, place, "present")
    tap(desk, other, "present", after=100)
    tap(desk, place, "absent", after=800)
    tap(colleague, other, "absent", after=200)

    assert (place.attendance, other.attendance) == ("absent", "absent")


def test_somebody_added_a_moment_ago_is_not_turned(desk, place):
    other = RegistrationFactory(event=place.event)
    with time_machine.travel(TAPPED, tick=False):
        address = reverse("events:add_known_person", args=[place.event_id])
        desk.post(address, {"participant": other.participant_id, "seen": "unmarked"}, headers=HTMX)
    tap(desk, other, "absent", after=400)

    assert other.attendance == "present"
