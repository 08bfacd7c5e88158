"""What a key holds back, and what it does not: other bodies, people, users and events."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.models import RegisterAct, Registration
from events.register.marks.services import mark_attendance
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.register.acts.sent import HTMX, everything, send, text, undo_of
from tests.events.register.addresses import url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
# What else may have come between


def test_a_mark_sent_again_does_not_undo_that_of_a_colleague(desk, event, place, coordinator):
    address, key = url("mark", event, place.pk) + "?seen=unmarked", uuid.uuid4()
    first = send(desk, address, key, attendance="present")
    place = event.registrations.select_related("event", "participant").get()
    mark_attendance(registration=place, attendance="late", marked_by=coordinator)

    again = send(desk, address, key, attendance="present")

    place.refresh_from_db()
    assert (place.attendance, place.marked_by) == ("late", coordinator)
    assert again.status_code == 200
    assert not RegisterAct.objects.conflicts().exists()
    undone = desk.post(undo_of(again), headers=HTMX)
    assert undo_of(again) == undo_of(first)
    assert undone.status_code == 409
    place.refresh_from_db()
    assert place.attendance == "late"


def test_a_mark_sent_again_after_its_place_was_taken_off_is_done(desk, event, place):
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="present")
    Registration.objects.filter(pk=place.pk).update(status="cancelled")

    assert send(desk, address, key, attendance="present").status_code == 200
    assert send(desk, address, attendance="present").status_code == 404


# The same key for something else


def test_the_same_key_with_another_body_changes_nothing(desk, event, place):
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="present")
    done = everything()

    response = send(desk, address, key, attendance="absent")

    assert response.status_code == 422
    assert "Something else was sent under this key" in text(response)
    assert everything() == done


def test_the_same_key_for_another_person_changes_nothing(desk, event, place):
    key, other = uuid.uuid4(), RegistrationFactory(event=event)
    send(desk, url("mark", event, place.pk), key, attendance="present")
    done = everything()

    response = send(desk, url("mark", event, other.pk), key, attendance="present")

    assert response.status_code == 422
    assert everything() == done


def test_the_same_key_of_another_user_changes_nothing(desk, event, place, coordinator):
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="present")
    done = everything()
    other = Client()
    other.force_login(coordinator)

    assert send(other, address, key, attendance="present").status_code == 422
    assert everything() == done


def test_the_same_key_for_another_event_changes_nothing(desk, event, place, centre):
    key = uuid.uuid4()
    elsewhere = RegistrationFactory(
        event=EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))
    )
    send(desk, url("mark", event, place.pk), key, attendance="present")
    done = everything()

    address = url("mark", elsewhere.event, elsewhere.pk)
    response = send(desk, address, key, attendance="present")

    assert response.status_code == 422
    assert everything() == done
    assert place.participant.last_name not in text(response)


def test_a_known_key_opens_no_event_out_of_scope(client, desk, event, place):
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="present")
    client.force_login(user_with("staff", centre=EventFactory(centre__code="far").centre))

    assert send(client, address, key, attendance="present").status_code == 404


@pytest.mark.parametrize("key", ["x", "1234", "g" * 36, "🙂" * 9])
def test_a_key_that_is_none_is_refused(desk, event, place, key):
    before = everything()

    assert send(desk, url("mark", event, place.pk), key, attendance="late").status_code == 400
    assert everything() == before


def test_without_a_key_each_form_is_done_and_written_down(desk, event, place):
    for mark in ("present", "absent", "present"):
        desk.post(url("mark", event, place.pk), {"attendance": mark, "chosen": "1"})

    assert place.history.count() == 4
    acts = RegisterAct.objects.order_by("pk")
    assert [(act.before["attendance"], act.after["attendance"]) for act in acts] == [
        ("unmarked", "present"),
        ("present", "absent"),
        ("absent", "present"),
    ]
    assert len({act.key for act in acts}) == 3


# The time on the device


def test_the_time_on_the_device_is_kept_and_is_no_part_of_the_body(desk, event, place):
    told_at = timezone.now() - timedelta(hours=3)
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="late", told_at=told_at.isoformat())

    assert send(desk, address, key, attendance="late", told_at="later").status_code == 200
    assert RegisterAct.objects.get().told_at == told_at


@pytest.mark.parametrize(
    "told_at",
    [
        "",
        "noon",
        "2021-10-06T12:00:00",
        "2021-13-40T12:00:00Z",
        "9",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_time_that_cannot_be_read_is_left_out(desk, event, place, told_at):
    response = send(desk, url("mark", event, place.pk), attendance="late", told_at=told_at)

    assert response.status_code == 200
    assert RegisterAct.objects.get().told_at is None


def test_marking_with_a_key_takes_few_queries(desk, event, place, django_assert_max_num_queries):
    other = RegistrationFactory(event=event)
    send(desk, url("mark", event, place.pk), attendance="present")

    with django_assert_max_num_queries(11):
        send(desk, url("mark", event, other.pk), attendance="present")
