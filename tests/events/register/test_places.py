"""The capacity of an event and its waiting list."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events.event.services import change_status, save_event
from events.models import Attendance, Registration
from events.register.closing.history import history_of
from events.register.headcounts.services import set_headcount
from events.register.marks.services import mark_attendance, mark_unmarked
from events.register.people.services import (
    cancel_registration,
    change_registration,
    register_participant,
)
from events.register.places.figures import PlaceFigures
from events.register.places.services import take_back_places
from events.register.places.waiting_list import give_place, restore_registration, withdraw_place
from events.register.totals import register_totals
from participants.merging.services import merge_participants
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
STAFF = Registration.Source.STAFF
HTMX = {"HX-Request": "true"}


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


@pytest.fixture
def event(db):
    """In three days, with two places."""
    return EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3), capacity=2)


@pytest.fixture
def register(event, staff):
    """`register()`: somebody registered in advance."""

    def register_one(person=None, **options):
        return register_participant(
            event=event,
            participant=person or ParticipantFactory(centre=event.centre),
            source=STAFF,
            registered_by=staff,
            **options,
        )

    return register_one


@pytest.fixture
def full(register):
    """Two with a place and three who wait, in the order in which they were registered."""
    return [register() for _person in range(5)]


@pytest.fixture
def begun(event, full):
    """The same, an hour after the start."""
    event.starts_at = timezone.now() - timedelta(hours=1)
    event.save()
    return [Registration.objects.get(pk=row.pk) for row in full]


def statuses(registrations):
    rows = Registration.objects.in_bulk([row.pk for row in registrations])
    return [rows[row.pk].status for row in registrations]


R, W, C = "registered", "waitlisted", "cancelled"


# Who waits


def test_who_is_registered_beyond_the_capacity_waits_in_order(event, full, staff):
    assert statuses(full) == [R, R, W, W, W]
    assert list(event.registrations.waiting()) == full[2:]
    assert full[2].history.get().history_user == staff


def test_without_a_capacity_nobody_waits(event, register):
    event.capacity = None
    event.save()

    assert statuses([register() for _person in range(4)]) == [R] * 4


def test_registering_somebody_who_waits_again_changes_nothing(full, register):
    again = register(full[3].participant)

    assert (again, again.status) == (full[3], W)
    assert full[3].history.count() == 1


def test_the_staff_take_no_place_and_do_not_wait(event, full, register):
    helper = register(category=CategoryFactory(code="staff"))

    assert helper.status == R
    assert PlaceFigures(event).taken == 2


def test_who_waits_is_not_on_the_register(event, full):
    assert list(event.registrations.active()) == full[:2]
    assert register_totals(event).unmarked == 2
    assert register_totals(event).registered == 2


def test_the_rest_that_did_not_come_are_never_those_who_wait(event, begun, staff):
    marked = mark_unmarked(event=event, attendance="absent", marked_by=staff)

    assert len(marked) == 2
    assert statuses(begun) == [R, R, W, W, W]
    assert not event.registrations.waiting().exclude(attendance="unmarked").exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"status": W, "waitlisted_at": None},
        {"status": R, "waitlisted_at": timezone.now()},
        {"status": W, "waitlisted_at": timezone.now(), "attendance": "absent", "marked_at": 1},
    ],
)
def test_the_database_refuses_a_place_that_contradicts_itself(columns):
    registration = RegistrationFactory()
    if "marked_at" in columns:
        columns = columns | {"marked_at": timezone.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=registration.pk).update(**columns)


# A place falls free


def test_a_place_that_falls_free_goes_to_the_first_who_waits(full, staff):
    cancel_registration(registration=full[0], cancelled_by=staff)

    assert statuses(full) == [C, R, R, W, W]
    full[2].refresh_from_db()
    assert full[2].waitlisted_at is None
    newest = full[2].history.first()
    assert (newest.status, newest.history_user) == (R, staff)
    assert (newest.placed, newest.placed_through) == ("freed", full[0])
    assert newest.history_change_reason is None


def test_taking_somebody_off_the_waiting_list_frees_no_place(full, staff):
    cancel_registration(registration=full[2], cancelled_by=staff)

    assert statuses(full) == [R, R, C, W, W]
    full[2].refresh_from_db()
    assert full[2].waitlisted_at is None


def test_who_is_excused_before_the_start_leaves_the_place_to_the_first(event, full, staff):
    event.starts_at = timezone.localtime().replace(hour=23, minute=59, second=59)
    event.save()
    excused = Registration.objects.get(pk=full[1].pk)

    mark_attendance(registration=excused, attendance="excused", marked_by=staff)

    assert statuses(full) == [R, R, R, W, W]
    assert PlaceFigures(event).taken == 2


@pytest.mark.parametrize("mark", ["excused", "absent"])
def test_after_the_start_a_mark_gives_nobody_a_place(begun, staff, mark):
    mark_attendance(registration=begun[0], attendance=mark, marked_by=staff)

    assert statuses(begun) == [R, R, W, W, W]


def test_nobody_is_expected_any_more_once_the_day_is_over(event, full, staff):
    event.starts_at = timezone.now() - timedelta(days=2)
    event.save()

    cancel_registration(registration=full[0], cancelled_by=staff)

    assert statuses(full) == [C, R, W, W, W]


@pytest.mark.parametrize(
    ("capacity", "expected"), [(3, [R, R, R, W, W]), (9, [R] * 5), (None, [R] * 5)]
)
def test_more_places_go_to_those_who_wait(event, full, staff, capacity, expected):
    event.capacity = capacity

    save_event(event=event, saved_by=staff)

    assert statuses(full) == expected


def test_fewer_places_take_nobodys_place_away(event, full, staff):
    event.capacity = 1

    save_event(event=event, saved_by=staff)

    assert statuses(full) == [R, R, W, W, W]
    assert PlaceFigures(event).is_over


def test_an_event_that_is_planned_again_fills_its_places(event, full, staff):
    change_status(event=event, status="cancelled", changed_by=staff)
    event.refresh_from_db()
    event.capacity = 3
    save_event(event=event, saved_by=staff)
    assert statuses(full) == [R, R, W, W, W]

    change_status(event=event, status="planned", changed_by=staff)

    assert statuses(full) == [R, R, R, W, W]


def test_who_turns_out_to_be_staff_leaves_their_place(full, staff):
    change_registration(
        registration=full[0],
        category=CategoryFactory(code="staff"),
        organisation=None,
        changed_by=staff,
    )

    assert statuses(full) == [R, R, R, W, W]


def test_people_counted_without_a_name_take_places(event, begun, staff):
    set_headcount(event=event, category=CategoryFactory(), sex="female", count=3, counted_by=staff)

    assert PlaceFigures(event).taken == 5


def test_merging_somebody_who_waits_into_somebody_with_a_place_keeps_the_place(full, staff):
    merge_participants(kept=full[3].participant, merged=full[0].participant, merged_by=staff)

    rows = Registration.objects.in_bulk([full[0].pk, full[3].pk])
    assert (rows[full[3].pk].status, rows[full[3].pk].waitlisted_at) == (R, None)
    assert rows[full[0].pk].status == C


# The door


def test_who_waits_and_comes_takes_a_place_though_none_is_free(event, begun, staff):
    mark_attendance(registration=begun[4], attendance="present", marked_by=staff)

    assert statuses(begun) == [R, R, W, W, R]
    assert PlaceFigures(event).is_over
    assert begun[4].history.filter(placed="came", attendance="unmarked").count() == 1


def test_a_walk_in_is_never_refused(event, begun, register):
    walk_in = register(attendance="present")

    assert (walk_in.status, walk_in.attendance) == (R, Attendance.PRESENT)
    assert PlaceFigures(event).taken == 3


@pytest.mark.parametrize("mark", ["absent", "excused"])
def test_who_waits_is_neither_absent_nor_excused(begun, staff, mark):
    with refused("waiting"):
        mark_attendance(registration=begun[3], attendance=mark, marked_by=staff)

    begun[3].refresh_from_db()
    assert (begun[3].status, begun[3].attendance) == (W, "unmarked")


def test_who_came_by_mistake_waits_where_they_stood(event, begun, staff):
    second, since = begun[3], begun[3].waitlisted_at
    mark_attendance(registration=second, attendance="present", marked_by=staff)

    mark_attendance(registration=second, attendance="unmarked", marked_by=staff)
    take_back_places(second, by=staff)

    second.refresh_from_db()
    assert (second.status, second.waitlisted_at) == (W, since)
    assert list(event.registrations.waiting()) == begun[2:]


@pytest.mark.parametrize("reason", ["came to the door", "capacity changed", "register taken"])
def test_what_somebody_typed_as_a_reason_steers_nothing(begun, staff, reason):
    given = give_place(registration=begun[4], given_by=staff, reason=reason)
    mark_attendance(registration=given, attendance="present", marked_by=staff)

    mark_attendance(registration=given, attendance="unmarked", marked_by=staff)
    take_back_places(given, by=staff)

    given.refresh_from_db()
    assert given.status == R
    assert [line.reason for line in history_of(given) if line.reason] == [reason]


def test_a_reason_that_names_a_registration_moves_nobody(full, staff):
    give_place(registration=full[4], given_by=staff, reason=f"place of registration {full[0].pk}")

    take_back_places(full[0], by=staff)

    assert statuses(full) == [R, R, W, W, R]


def test_who_went_and_came_back_has_a_place_of_their_own(event, full, staff):
    cancel_registration(registration=full[0], cancelled_by=staff)
    placed = event.registrations.get(pk=full[2].pk)
    cancel_registration(registration=placed, cancelled_by=staff)
    event.capacity = None
    event.save()
    again = register_participant(
        event=event, participant=placed.participant, source="staff", registered_by=staff
    )

    assert (again.pk, again.status) == (placed.pk, R)
    assert (again.placed, again.placed_through) == ("", None)


# What people decide


def test_out_of_turn_a_place_takes_a_reason_that_stays(full, staff):
    with pytest.raises(ValidationError) as refusal:
        give_place(registration=full[4], given_by=staff, reason="  ")
    assert "reason" in refusal.value.error_dict
    assert statuses(full) == [R, R, W, W, W]

    give_place(registration=full[4], given_by=staff, reason="Sister of somebody expected")

    assert statuses(full) == [R, R, W, W, R]
    newest = full[4].history.first()
    assert newest.history_change_reason == "Sister of somebody expected"
    assert newest.history_user == staff


def test_whose_turn_it_is_needs_no_reason(event, begun, staff):
    mark_attendance(registration=begun[0], attendance="absent", marked_by=staff)

    give_place(registration=begun[2], given_by=staff)

    assert statuses(begun) == [R, R, R, W, W]


def test_a_place_that_was_given_is_taken_back_to_where_it_was_waited_for(event, full, staff):
    since = full[3].waitlisted_at
    give_place(registration=full[3], given_by=staff, reason="Mistake")

    withdraw_place(registration=full[3], withdrawn_by=staff)

    assert statuses(full) == [R, R, W, W, W]
    full[3].refresh_from_db()
    assert full[3].waitlisted_at == since


def test_a_place_of_somebody_who_never_waited_or_came_meanwhile_is_not_taken_back(begun, staff):
    mark_attendance(registration=begun[2], attendance="present", marked_by=staff)

    with refused("no"):
        withdraw_place(registration=begun[0], withdrawn_by=staff)
    with refused("marked"):
        withdraw_place(registration=begun[2], withdrawn_by=staff)


def test_a_place_is_given_once(full, staff):
    give_place(registration=full[3], given_by=staff, reason="First")

    with refused("not_waiting"):
        give_place(registration=full[3], given_by=staff, reason="Second")


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"status": "cancelled"}, "called_off"), ({"status": "held", "closed": True}, "closed")],
)
def test_no_place_is_given_where_the_register_is_not_open(event, full, staff, columns, code):
    if columns.pop("closed", False):
        event.register_closed_at = timezone.now()
    event.status = columns["status"]
    event.save()

    with refused(code):
        give_place(registration=full[2], given_by=staff, reason="x")
    with refused(code):
        withdraw_place(registration=full[2], withdrawn_by=staff)


# Undo


def test_who_is_put_back_has_their_place_again_and_who_got_it_waits_again(event, full, staff):
    since = full[2].waitlisted_at
    cancel_registration(registration=full[0], cancelled_by=staff)

    restore_registration(registration=full[0], attendance="unmarked", restored_by=staff)

    assert statuses(full) == [R, R, W, W, W]
    full[2].refresh_from_db()
    assert full[2].waitlisted_at == since
    assert list(event.registrations.waiting()) == full[2:]


def test_who_is_put_back_waits_where_the_place_is_no_longer_free(event, register, staff):
    first, _second = register(), register()
    cancel_registration(registration=first, cancelled_by=staff)
    newcomer = register()

    restore_registration(registration=first, attendance="unmarked", restored_by=staff)

    assert statuses([first, newcomer]) == [W, R]
    assert PlaceFigures(event).taken == 2


def test_who_waited_and_was_taken_off_waits_where_they_stood(event, full, staff):
    cancel_registration(registration=full[2], cancelled_by=staff)

    restore_registration(registration=full[2], attendance="unmarked", restored_by=staff)

    assert list(event.registrations.waiting()) == full[2:]


# The screens


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    client.get(reverse("health"))
    return client


def url(route, event, *arguments):
    return reverse(f"events:{route}", args=[event.pk, *arguments])


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
