"""What the pages say of places and of those who wait."""

import pytest
from django.utils import timezone

from events.register.marks.services import mark_attendance
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.events.register.addresses import url
from tests.events.register.places.waiting import R, W, statuses
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def text(response):
    return " ".join(response.content.decode().split())


def test_the_register_says_how_many_places_are_taken_and_who_waits(desk, event, full):
    page = desk.get(url("register", event))

    assert "2 of 2 places, 3 waiting" in text(page)
    assert "2 people are registered." in text(page)
    assert page.context["registrations"] == sorted(full[:2], key=lambda row: row.pk)
    assert page.context["places"].waiting == full[2:]


def test_the_events_page_says_it_too(desk, event, full):
    assert "2 of 2 places, 3 waiting" in text(desk.get(url("event_detail", event)))


def test_an_event_without_a_capacity_says_nothing_of_places(desk):
    event = EventFactory(starts_at=timezone.now())
    RegistrationFactory(event=event)

    assert " places" not in text(desk.get(url("register", event)))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_is_added_to_a_full_event_waits_and_is_told_so(desk, event, full, headers):
    person = ParticipantFactory(centre=event.centre)

    response = desk.post(
        url("add_known_person", event), {"participant": person.pk}, headers=headers, follow=True
    )

    page = text(response)
    named = f'<span translate="no">{person}</span>'
    assert f"All places are taken. {named} is number 4 on the waiting list." in page
    registration = event.registrations.get(participant=person)
    assert url("remove_registration", event, registration.pk) in page
    if headers:
        assert 'id="waiting-list"' in page
        assert f'id="mark-{registration.pk}"' not in page


def test_a_waiting_person_found_on_the_day_is_marked_and_undo_puts_them_back(desk, event, begun):
    response = desk.post(
        url("add_known_person", event), {"participant": begun[3].participant_id}, headers=HTMX
    )
    assert statuses(begun) == [R, R, W, R, W]
    assert "Over its capacity" in text(response)

    desk.post(event.acts.latest("pk").undo_url, headers=HTMX)

    assert statuses(begun) == [R, R, W, W, W]


def test_the_places_beside_a_mark_follow_with_the_changes(desk, event, begun):
    desk.post(url("mark", event, begun[0].pk), {"attendance": "present"}, headers=HTMX)

    response = desk.get(url("register_changes", event), {"since": "0.0.0.0.0"})

    assert "2 of 2 places, 3 waiting" in text(response)


def test_taking_somebody_off_says_who_got_the_place_and_undo_takes_that_back(desk, event, full):
    response = desk.post(url("remove_registration", event, full[0].pk), follow=True)

    named = f'<span translate="no">{full[2].participant}</span>'
    assert f"{named} got the place." in text(response)

    desk.post(event.acts.latest("pk").undo_url)

    assert statuses(full) == [R, R, W, W, W]


def test_undoing_an_excuse_takes_the_place_back_from_who_got_it(desk, event, full):
    event.starts_at = timezone.localtime().replace(hour=23, minute=59, second=59)
    event.save()
    desk.post(url("mark", event, full[0].pk), {"attendance": "excused"})
    assert statuses(full) == [R, R, R, W, W]

    desk.post(event.acts.latest("pk").undo_url)

    assert statuses(full) == [R, R, W, W, W]


def test_the_page_of_a_place_asks_for_a_reason_out_of_turn(desk, event, full):
    page = url("place", event, full[3].pk)
    assert "No place is free" in text(desk.get(page))

    refused = desk.post(page, {"reason": ""})
    assert refused.context["form"].errors.keys() == {"reason"}
    assert statuses(full) == [R, R, W, W, W]

    desk.post(page, {"reason": "Her sister has a place"})
    assert statuses(full) == [R, R, W, R, W]

    desk.post(event.acts.latest("pk").undo_url)
    assert statuses(full) == [R, R, W, W, W]


def test_the_page_of_a_place_says_whose_turn_it_is(desk, event, begun, staff):
    mark_attendance(registration=begun[0], attendance="absent", marked_by=staff)
    page = url("place", event, begun[2].pk)
    assert "It is this person’s turn." in text(desk.get(page))
    assert "Others have waited longer" in text(desk.get(url("place", event, begun[3].pk)))

    desk.post(page)

    assert statuses(begun) == [R, R, R, W, W]


def test_who_has_a_place_already_is_not_given_one(desk, event, full):
    response = desk.get(url("place", event, full[0].pk))

    assert response.status_code == 302


def test_a_volunteer_sees_short_names_and_gives_no_place(client, volunteer, event, begun):
    event.volunteers.add(volunteer)
    client.force_login(volunteer)

    page = text(client.get(url("register", event)))

    assert begun[2].participant.short_name in page
    assert begun[2].participant.full_name not in page
    assert url("place", event, begun[2].pk) not in page
    assert client.get(url("place", event, begun[2].pk)).status_code == 403


def test_the_page_needs_as_many_queries_for_many_who_wait(
    desk, event, full, django_assert_max_num_queries
):
    HeadcountFactory(event=event)
    with django_assert_max_num_queries(14) as few:
        desk.get(url("register", event))
    now = timezone.now()
    RegistrationFactory.create_batch(30, event=event, status=W, waitlisted_at=now)

    with django_assert_max_num_queries(14) as many:
        desk.get(url("register", event))

    assert len(few) == len(many)


def test_marking_where_places_are_limited_takes_few_queries(
    desk, event, begun, django_assert_max_num_queries
):
    desk.post(url("mark", event, begun[0].pk), {"attendance": "present"}, headers=HTMX)

    with django_assert_max_num_queries(13):
        desk.post(url("mark", event, begun[1].pk), {"attendance": "present"}, headers=HTMX)
