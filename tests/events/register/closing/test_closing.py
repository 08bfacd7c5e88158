"""Closing a register: what is odd is shown first; later corrections have a reason and a trace."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from events.models import Event, RegisterAct
from events.register.closing.history import history_of, later_corrections, register_history
from events.register.closing.services import close_register, correct_attendance, reopen_register
from events.register.closing.warnings import closing_warnings
from events.register.headcounts.services import set_headcount
from events.register.marks.services import mark_attendance
from events.register.people.services import cancel_registration, register_participant
from tests.events.factories import (
    AttachmentFactory,
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def event(db):
    """A held meeting at which one person was present."""
    event = EventFactory(ends_at=timezone.now() - timedelta(hours=1))
    RegistrationFactory(event=event, present=True, age=34)
    return event


@pytest.fixture
def closed(event, staff):
    return close_register(event=event, closed_by=staff)


def keys(event):
    return [warning.key for warning in closing_warnings(event)]


def close(client, event, **data):
    return client.post(reverse("events:close_register", args=[event.pk]), data)


# What is odd


def test_a_register_that_is_taken_is_not_odd(event):
    assert keys(event) == []


def test_nobody_marked_and_nobody_counted_is_odd():
    event = EventFactory()
    RegistrationFactory(event=event)

    assert keys(event) == ["nobody", "unmarked-1"]


def test_people_without_a_mark_are_odd(event):
    RegistrationFactory.create_batch(5, event=event)

    [warning] = closing_warnings(event)
    assert warning.sentence == "5 people are not yet marked and will not be counted."


@pytest.mark.parametrize(("counted", "odd"), [(4, False), (5, True)])
def test_many_unnamed_are_odd(event, counted, odd):
    HeadcountFactory(event=event, count=counted)

    assert keys(event) == ([f"unnamed-{counted}-{counted + 1}"] if odd else [])


def test_few_unnamed_beside_many_named_are_not_odd(event):
    RegistrationFactory.create_batch(9, event=event, present=True)
    HeadcountFactory(event=event, count=10)

    assert keys(event) == []


@pytest.mark.parametrize(("signatures", "odd"), [(1, False), (14, True), (0, True), (None, False)])
def test_signatures_that_differ_from_the_marks_are_odd(event, signatures, odd):
    AttachmentFactory(event=event, signatures=signatures)

    found = closing_warnings(event)

    assert bool(found) is odd
    if signatures == 14:
        words = "The attached list has 14 signatures; marked as present or late: 1."
        assert found[0].sentence == words


def test_signatures_of_all_pages_are_added_and_those_who_are_late_signed_too(event):
    RegistrationFactory(event=event, attendance="late", marked_at=timezone.now())
    RegistrationFactory(event=event, attendance="absent", marked_at=timezone.now())
    AttachmentFactory.create_batch(2, event=event, signatures=1)

    assert keys(event) == []


def test_closing_before_the_end_is_odd(event):
    Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() + timedelta(hours=1))
    event.refresh_from_db()

    assert keys(event) == ["not-over"]


def test_what_is_odd_takes_one_query(event, django_assert_num_queries):
    AttachmentFactory(event=event, signatures=3)
    RegistrationFactory.create_batch(3, event=event)

    with django_assert_num_queries(1):
        closing_warnings(event)


# Closing


def test_the_register_shows_what_is_odd_and_closes_once_it_was_seen(client, staff, event):
    RegistrationFactory(event=event)
    AttachmentFactory(event=event, signatures=14)
    client.force_login(staff)

    page = client.get(reverse("events:register", args=[event.pk])).content.decode()
    assert "1 person is not yet marked and will not be counted." in page
    assert "The attached list has 14 signatures" in page
    close(client, event, seen=["unmarked-1", "signatures-14-1"])

    event.refresh_from_db()
    assert event.register_is_closed


@pytest.mark.parametrize("seen", [[], ["unmarked-2"], ["nobody", "x"]])
def test_a_register_does_not_close_on_what_was_not_seen(client, staff, event, seen):
    RegistrationFactory(event=event)
    client.force_login(staff)

    response = close(client, event, seen=seen)
    page = client.get(response.url)

    event.refresh_from_db()
    assert not event.register_is_closed
    assert [str(message) for message in page.context["messages"]] == [
        "Look at this before the register is closed:",
        "1 person is not yet marked and will not be counted.",
    ]


def test_a_register_with_nothing_odd_closes_at_once(client, staff, event):
    client.force_login(staff)

    close(client, event)

    event.refresh_from_db()
    assert event.register_is_closed


# Correcting


def test_a_correction_needs_no_reopening_and_leaves_its_reason(closed, coordinator):
    place = closed.registrations.get()

    correct_attendance(
        registration=place, attendance="late", reason=" Came at 11. ", corrected_by=coordinator
    )

    place.refresh_from_db()
    closed.refresh_from_db()
    assert (place.attendance, place.marked_by) == ("late", coordinator)
    assert closed.register_is_closed
    last = place.history.latest()
    assert (last.history_change_reason, last.history_user) == ("Came at 11.", coordinator)


def test_a_correction_keeps_the_age_that_was_recorded(closed, coordinator):
    place = closed.registrations.get()
    place.participant.birth_year = 1950
    place.participant.save()

    for attendance, age in [("absent", 34), ("unmarked", None), ("present", 71)]:
        corrected = correct_attendance(
            registration=place, attendance=attendance, reason="x", corrected_by=coordinator
        )
        assert corrected.age == age


@pytest.mark.parametrize("reason", ["", "  ", "x" * 101])
def test_a_correction_needs_a_reason(closed, coordinator, reason):
    place = closed.registrations.get()

    with pytest.raises(ValidationError) as refusal:
        correct_attendance(
            registration=place, attendance="absent", reason=reason, corrected_by=coordinator
        )

    assert list(refusal.value.error_dict) == ["reason"]
    place.refresh_from_db()
    assert place.attendance == "present"


def test_what_is_no_correction_is_refused(event, closed, coordinator):
    place = closed.registrations.get()

    def correct(registration, attendance="absent"):
        correct_attendance(
            registration=registration, attendance=attendance, reason="x", corrected_by=coordinator
        )

    with pytest.raises(ValidationError) as same:
        correct(place, "present")
    assert list(same.value.error_dict) == ["attendance"]
    cancelled = RegistrationFactory(event=closed, status="cancelled")
    with pytest.raises(ValidationError, check=lambda refusal: refusal.code == "cancelled"):
        correct(cancelled)
    reopen_register(event=closed, reason="x", reopened_by=coordinator)
    with pytest.raises(ValidationError, check=lambda refusal: refusal.code == "register_open"):
        correct(place)


def test_a_coordinator_corrects_one_mark_on_the_screen(client, coordinator, closed):
    place = closed.registrations.get()
    client.force_login(coordinator)
    address = reverse("events:correct_register", args=[closed.pk])

    assert (
        f'value="{place.pk}" selected' in client.get(address, {"person": place.pk}).content.decode()
    )
    refused = client.post(address, {"person": place.pk, "attendance": "absent", "reason": " "})
    assert "reason" in refused.context["form"].errors
    client.post(address, {"person": place.pk, "attendance": "absent", "reason": "Ishte motra"})

    place.refresh_from_db()
    assert place.attendance == "absent"
    for page in (
        reverse("events:registration", args=[closed.pk, place.pk]),
        reverse("events:event_detail", args=[closed.pk]),
        reverse("events:register_history", args=[closed.pk]),
        address,
    ):
        text = client.get(page).content.decode()
        assert "Ishte motra" in text
        assert "coordinator user" in text


def test_staff_cannot_correct_a_closed_register_but_see_that_it_was(
    client, staff, coordinator, closed
):
    place = closed.registrations.get()
    correct_attendance(
        registration=place, attendance="absent", reason="Ishte motra", corrected_by=coordinator
    )
    client.force_login(staff)
    data = {"person": place.pk, "attendance": "present", "reason": "x"}

    assert (
        client.post(reverse("events:correct_register", args=[closed.pk]), data).status_code == 403
    )
    page = client.get(reverse("events:event_detail", args=[closed.pk])).content.decode()

    assert "Ishte motra" in page
    assert place.participant.last_name not in page
    assert reverse("events:register_history", args=[closed.pk]) not in page


def test_volunteers_see_no_reasons(client, volunteer, coordinator, closed):
    Event.objects.filter(pk=closed.pk).update(starts_at=timezone.now(), ends_at=timezone.now())
    closed.volunteers.add(volunteer)
    place = closed.registrations.get()
    correct_attendance(
        registration=place, attendance="absent", reason="Ishte Ana", corrected_by=coordinator
    )
    client.force_login(volunteer)

    for page in (
        reverse("events:registration", args=[closed.pk, place.pk]),
        reverse("events:event_detail", args=[closed.pk]),
    ):
        response = client.get(page)
        assert response.status_code == 200
        assert "Ishte Ana" not in response.content.decode()


@pytest.mark.parametrize("answers", [{"person": "x"}, {"person": 0}, {"attendance": "gone"}, {}])
def test_wrong_answers_correct_nothing(client, coordinator, closed, answers):
    place = closed.registrations.get()
    foreign = RegistrationFactory(event=EventFactory(closed=True), present=True)
    client.force_login(coordinator)
    data = {"person": foreign.pk, "attendance": "absent", "reason": "x"} | answers

    page = client.post(reverse("events:correct_register", args=[closed.pk]), data)

    assert page.context["form"].errors
    for row in (place, foreign):
        row.refresh_from_db()
        assert row.attendance == "present"


# History


def test_the_history_says_who_did_what_and_when(staff, coordinator):
    event = EventFactory(planned=True)
    place = register_participant(
        event=event, participant=ParticipantFactory(), source="staff", registered_by=staff
    )
    event.refresh_from_db()
    for mark in ("present", "absent"):
        place.event = event
        mark_attendance(registration=place, attendance=mark, marked_by=staff)
    group = {"category": CategoryFactory(), "sex": "female", "age_from": None, "age_to": None}
    set_headcount(event=event, **group, count=4, counted_by=staff)
    set_headcount(event=event, **group, count=0, counted_by=staff)
    close_register(event=event, closed_by=staff)
    correct_attendance(
        registration=place, attendance="late", reason="Ishte vonë", corrected_by=coordinator
    )
    reopen_register(event=event, reason="Mungon një", reopened_by=coordinator)
    cancel_registration(registration=place, cancelled_by=staff)
    file = AttachmentFactory(event=event)
    file._history_user = coordinator
    file.delete()

    acts = [
        (act.what.split(":")[0], act.before, act.after, act.reason, act.by)
        for act in register_history(event)
    ]

    assert acts[:2] == [
        ("File deleted", "", "", "", coordinator),
        ("File attached", "", "", "", None),
    ]
    assert set(acts[2:4]) == {
        ("Taken off the register", "", "", "", staff),
        ("Marked", "Late", "Not yet marked", "", staff),
    }
    assert acts[4:] == [
        ("Register opened again", "", "", "Mungon një", coordinator),
        ("Corrected after closing", "Absent", "Late", "Ishte vonë", coordinator),
        ("Register closed", "", "", "", staff),
        ("Counted without names", "4", "0", "", staff),
        ("Counted without names", "", "4", "", staff),
        ("Marked", "Present", "Absent", "", staff),
        ("Marked", "Not yet marked", "Present", "", staff),
        ("Put on the register", "", "", "", staff),
    ]
    assert [act.reason for act in later_corrections(event)] == ["Mungon një", "Ishte vonë"]
    assert len(history_of(place)) == 6


def test_the_history_of_another_event_is_apart(event):
    RegistrationFactory(event=EventFactory(), present=True)

    assert {act.person for act in register_history(event)} == {
        event.registrations.get().participant
    }


def test_the_page_needs_as_many_queries_for_many_acts_as_for_few(
    client, coordinator, event, django_assert_max_num_queries
):
    client.force_login(coordinator)
    address = reverse("events:register_history", args=[event.pk])
    client.get(reverse("health"))
    HeadcountFactory(event=event)
    AttachmentFactory(event=event)
    with django_assert_max_num_queries(14) as few:
        client.get(address)
    RegistrationFactory.create_batch(40, event=event, present=True)

    with django_assert_max_num_queries(14) as many:
        client.get(address)

    assert len(many) == len(few)


def act_sent(place, by, *, told, arrived, **facts):
    """An act on `place` that the device noted at `told` and that came at `arrived`."""
    act = RegisterAct.objects.create(
        event=place.event, registration=place, by=by, body_hash="x", told_at=told, **facts
    )
    RegisterAct.objects.filter(pk=act.pk).update(created_at=arrived)
    return act


def test_the_history_says_what_was_noted_long_before_it_was_sent(event, staff):
    arrived = timezone.localtime().replace(hour=14, minute=30, second=0, microsecond=0)
    place = event.registrations.get()
    act_sent(place, staff, told=arrived - timedelta(minutes=28), arrived=arrived)
    for seconds in (120, 1, -600):
        act_sent(place, staff, told=arrived - timedelta(seconds=seconds), arrived=arrived)
    act_sent(place, staff, told=None, arrived=arrived)

    for acts in (register_history(event), history_of(place)):
        late = [act for act in acts if "device" in act.what]
        assert [(act.what, act.by, act.person, act.at) for act in late] == [
            (
                "Noted on the device: today at 14:02. Sent later.",
                staff,
                place.participant,
                arrived,
            )
        ]


def test_the_history_of_an_event_has_only_its_own_questions_and_late_acts(event, staff):
    other = RegistrationFactory()
    now = timezone.now()
    facts = {"outcome": "conflict", "attendance": "absent"}
    act_sent(other, staff, told=now - timedelta(hours=1), arrived=now, **facts)

    said = {act.what for act in register_history(event)}
    assert not {what for what in said if "device" in what or "asked for" in what}
    asked = [act for act in register_history(other.event) if act.what == "Other mark asked for"]
    assert [(act.person, act.after, act.by) for act in asked] == [
        (other.participant, "Absent", staff)
    ]


def test_late_acts_and_questions_need_no_more_queries(event, staff, django_assert_num_queries):
    now = timezone.now()
    facts = {"outcome": "conflict", "attendance": "absent", "settled_at": now, "settled_by": staff}
    for _number in range(10):
        place = RegistrationFactory(event=event)
        act_sent(place, staff, told=now - timedelta(hours=1), arrived=now, **facts)

    with django_assert_num_queries(4):
        acts = register_history(event)
        assert {str(act.person) + str(act.by) for act in acts if act.what}
    with django_assert_num_queries(2):
        assert len(history_of(place)) == 4


def test_a_long_history_comes_in_pages_and_is_logged(client, coordinator, event):
    RegistrationFactory.create_batch(60, event=event, present=True)
    client.force_login(coordinator)
    address = reverse("events:register_history", args=[event.pk])

    first = client.get(address)
    second = client.get(address, {"page": 2})

    assert (len(first.context["page_obj"]), len(second.context["page_obj"])) == (100, 22)
    assert AccessLog.objects.filter(action="view_participants").count() == 2


def test_the_history_is_for_coordinators_of_that_centre(client, staff, coordinator, event):
    address = reverse("events:register_history", args=[event.pk])
    client.force_login(staff)
    assert client.get(address).status_code == 403
    client.force_login(coordinator)
    foreign = EventFactory(centre=CentreFactory())
    assert client.get(reverse("events:register_history", args=[foreign.pk])).status_code == 404


def test_an_empty_history_says_what_will_be_here(client, coordinator):
    client.force_login(coordinator)

    page = client.get(reverse("events:register_history", args=[EventFactory().pk]))

    assert "Nothing happened on this register yet" in page.content.decode()


def test_a_register_opened_for_whatever_reason_stands_among_the_corrections(closed, coordinator):
    reopen_register(event=closed, reason="register taken", reopened_by=coordinator)

    assert [act.reason for act in later_corrections(closed)] == ["register taken"]
