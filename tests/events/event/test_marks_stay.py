"""A meeting that has marks took place: no act denies it, and marks go to no other day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from events.event.services import change_status, delete_event, postpone_event, save_event
from events.models import Event
from events.register.recorded.figures import recorded_at
from events.register.recorded.rules import HasMarks
from events.register.recorded.services import take_back_all
from events.series.services import change_series
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
    SeriesFactory,
)
from tests.participants.factories import ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OTHER_DAY = datetime(2021, 10, 7, 12, tzinfo=UTC)


def in_days(days):
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def meeting():
    """Held on 6 October 2021; one was there, one was excused, five are counted."""
    event = EventFactory()
    RegistrationFactory(event=event, present=True)
    RegistrationFactory(event=event, present=True, attendance="excused")
    HeadcountFactory(event=event)
    return event


FIGURES = (
    "1 person is marked as present. 1 person is marked as absent or excused. "
    "5 people are counted without names."
)


def unchanged(event):
    """Whether day, status and all that is recorded stand as they were made."""
    stored = Event.objects.get(pk=event.pk)
    same = ("starts_at", "status", "centre_id")
    return recorded_at(stored).key == "1-1-5" and all(
        getattr(stored, name) == getattr(event, name) for name in same
    )


def form_data(event, **changes):
    return {
        "title_sq": event.title_sq,
        "date": "06.10.2021",
        "start_time": "14:00",
        "status": "held",
        "kind": event.kind,
        "centre": event.centre_id,
        "visibility": event.visibility,
        **changes,
    }


def save_form(client, event, **changes):
    url = reverse("events:event_update", args=[event.pk])
    return client.post(url, form_data(event, **changes))


# What denies a meeting, by every way in


@pytest.mark.parametrize("status", ["planned", "cancelled", "postponed"])
def test_service_refuses_with_the_numbers(meeting, staff, status):
    with pytest.raises(HasMarks) as refusal:
        change_status(event=meeting, status=status, changed_by=staff)

    assert FIGURES in refusal.value.message
    assert unchanged(meeting)


@pytest.mark.parametrize("recorded", ["present", "absent", "headcount"])
def test_each_kind_of_record_stands_in_the_way(staff, recorded):
    event = EventFactory()
    if recorded == "headcount":
        HeadcountFactory(event=event)
    else:
        RegistrationFactory(event=event, present=True, attendance=recorded)

    with pytest.raises(HasMarks):
        change_status(event=event, status="cancelled", changed_by=staff)


def test_an_event_without_marks_is_called_off_as_before(staff):
    event = EventFactory(planned=True)
    RegistrationFactory(event=event)

    change_status(event=event, status="cancelled", changed_by=staff)

    assert Event.objects.get(pk=event.pk).status == "cancelled"


@pytest.mark.parametrize("status", ["cancelled", "planned"])
def test_buttons_ask_with_the_numbers(desk, meeting, status):
    url = reverse("events:event_status", args=[meeting.pk])

    response = desk.post(url, {"status": status})

    assert response.status_code == 409
    assert FIGURES in response.content.decode()
    assert unchanged(meeting)


def test_marks_are_taken_back_with_the_meeting_and_stay_in_the_history(desk, staff, meeting):
    url = reverse("events:event_status", args=[meeting.pk])

    desk.post(url, {"status": "cancelled", "takes_back": "1-1-5"})

    meeting.refresh_from_db()
    assert meeting.status == "cancelled"
    assert not recorded_at(meeting)
    person = meeting.registrations.order_by("pk").first()
    assert person.history.latest().history_user == staff
    assert person.history.filter(attendance="present").exists() or person.attendance == "unmarked"
    assert meeting.headcounts.model.history.filter(event=meeting, history_type="-").count() == 1
    # Held again, nothing comes back by itself.
    change_status(event=meeting, status="held", changed_by=staff)
    assert not recorded_at(meeting)


def test_other_figures_than_those_shown_are_not_taken_back(desk, meeting):
    RegistrationFactory(event=meeting, present=True)
    url = reverse("events:event_status", args=[meeting.pk])

    response = desk.post(url, {"status": "cancelled", "takes_back": "1-1-5"}, follow=True)

    assert "2 people are marked as present" in response.content.decode()
    meeting.refresh_from_db()
    assert (meeting.status, recorded_at(meeting).key) == ("held", "2-1-5")


def test_a_closed_register_is_not_taken_back(meeting, staff):
    Event.objects.filter(pk=meeting.pk).update(register_closed_at=timezone.now())

    with pytest.raises(ValidationError):
        take_back_all(event=meeting, seen="1-1-5", by=staff)

    assert unchanged(meeting)


@pytest.mark.parametrize("data", [{}, {"date": "01.01.2100"}])
def test_postponing_asks_with_the_numbers(desk, meeting, data):
    url = reverse("events:event_postpone", args=[meeting.pk])

    assert FIGURES in desk.get(url).content.decode()
    response = desk.post(url, data)

    assert FIGURES in response.content.decode()
    assert unchanged(meeting)


def test_form_refuses_to_plan_it_again(desk, meeting):
    response = save_form(desk, meeting, status="planned")

    assert FIGURES in response.content.decode()
    assert unchanged(meeting)


@pytest.mark.parametrize("status", ["held", "planned"])
def test_form_refuses_a_day_ahead(desk, meeting, status):
    response = save_form(desk, meeting, status=status, date="01.01.2100")

    assert FIGURES in response.content.decode()
    assert "still ahead" in response.content.decode()
    assert unchanged(meeting)


def test_a_reason_moves_no_marks_to_a_day_ahead(meeting, staff):
    moved = Event.objects.get(pk=meeting.pk)
    moved.starts_at, moved.status = in_days(3), "planned"

    with pytest.raises(HasMarks):
        save_event(event=moved, saved_by=staff, slip_reason="the list says so")

    assert unchanged(meeting)


def test_form_asks_whether_another_past_day_is_a_correction(desk, meeting):
    response = save_form(desk, meeting, date="07.10.2021")

    assert FIGURES in response.content.decode()
    assert 'name="is_slip"' in response.content.decode()
    assert "add that one as a new event" in response.content.decode()
    assert unchanged(meeting)


@pytest.mark.parametrize("reason", ["", " ", "x" * 101])
def test_a_correction_of_the_day_needs_a_reason(desk, meeting, reason):
    response = save_form(desk, meeting, date="07.10.2021", is_slip="1", slip_reason=reason)

    assert "Say in at most 100 characters" in response.content.decode()
    assert unchanged(meeting)


def test_a_reason_alone_is_no_answer(desk, meeting):
    save_form(desk, meeting, date="07.10.2021", slip_reason="the list says so")

    assert unchanged(meeting)


def test_a_wrongly_written_date_is_corrected_with_its_marks_and_ages(desk, staff):
    event = EventFactory()
    child = ParticipantFactory(birth_date=datetime(2010, 10, 7).date())  # noqa: DTZ001
    place = RegistrationFactory(event=event, participant=child, present=True, age=10)

    save_form(desk, event, date="07.10.2021", is_slip="1", slip_reason="the list says so")

    event.refresh_from_db()
    place.refresh_from_db()
    assert event.starts_at == OTHER_DAY
    assert (place.attendance, place.age) == ("present", 11)
    assert event.history.latest().history_change_reason == "the list says so"


def test_the_hour_of_the_same_day_is_nobodys_question(desk, meeting):
    save_form(desk, meeting, start_time="15:00")

    meeting.refresh_from_db()
    assert meeting.starts_at == datetime(2021, 10, 6, 13, tzinfo=UTC)
    assert recorded_at(meeting).key == "1-1-5"


def test_another_centre_is_asked_about(meeting, staff):
    moved = Event.objects.get(pk=meeting.pk)
    moved.centre = CentreFactory()

    with pytest.raises(HasMarks) as refusal:
        save_event(event=moved, saved_by=staff)

    assert "Were they really at this centre?" in refusal.value.message
    assert unchanged(meeting)
    save_event(event=moved, saved_by=staff, slip_reason="typed wrongly")
    assert Event.objects.get(pk=meeting.pk).centre == moved.centre


def test_deleting_says_the_numbers(client, coordinator, meeting):
    client.force_login(coordinator)

    url = reverse("events:event_delete", args=[meeting.pk])
    assert FIGURES in client.post(url, follow=True).content.decode()

    with pytest.raises(HasMarks):
        delete_event(event=meeting, deleted_by=coordinator)
    assert unchanged(meeting)


def test_a_series_leaves_meetings_with_marks_alone(staff):
    """Shortened so that none of its later days is left: the one with a mark stands."""
    day = in_days(1)
    series = SeriesFactory(starts_on=day.date(), ends_on=(day + timedelta(days=60)).date())
    events = [
        EventFactory(
            planned=True,
            series=series,
            starts_at=day + timedelta(days=7 * week),
            series_day=(day + timedelta(days=7 * week)).date(),
        )
        for week in range(3)
    ]
    HeadcountFactory(event=events[2])
    series.ends_on = day.date()

    change_series(series=series, first_event=events[0], changed_by=staff)

    events[2].refresh_from_db()
    assert (events[2].status, recorded_at(events[2]).counted) == ("planned", 5)


# Postponing


def test_button_asks_for_the_new_date(desk):
    event = EventFactory(planned=True)
    url = reverse("events:event_status", args=[event.pk])

    response = desk.post(url, {"status": "postponed"}, follow=True)

    assert 'name="date"' in response.content.decode()
    event.refresh_from_db()
    assert event.status == "planned"


def test_postponed_to_a_day_it_is_planned_there(desk, staff):
    event = EventFactory(planned=True)
    place = RegistrationFactory(event=event)
    url = reverse("events:event_postpone", args=[event.pk])

    response = desk.post(url, {"date": "05.01.2100", "start_time": "10:00", "end_time": "11:00"})

    assert response.status_code == 302
    event.refresh_from_db()
    assert (event.status, event.local_date.isoformat()) == ("planned", "2100-01-05")
    assert event.ends_at - event.starts_at == timedelta(hours=1)
    assert event.registrations.get() == place
    assert event.history.latest().history_user == staff


def test_without_a_date_it_waits_as_postponed_and_is_undone(desk):
    event = EventFactory(planned=True)
    url = reverse("events:event_postpone", args=[event.pk])

    response = desk.post(url, {"date": ""}, follow=True)

    event.refresh_from_db()
    assert event.status == "postponed"
    undo = reverse("events:event_status", args=[event.pk]) + "?status=planned"
    assert undo in response.content.decode()


@pytest.mark.parametrize("date", ["06.10.2021", "31.12.2019", "31.02.2100"])
def test_nothing_is_postponed_to_the_past_or_to_no_day(desk, date):
    event = EventFactory(planned=True)
    url = reverse("events:event_postpone", args=[event.pk])

    assert desk.post(url, {"date": date, "start_time": "14:00"}).status_code == 200
    event.refresh_from_db()
    assert (event.status, event.local_date.isoformat()) == ("planned", "2021-10-06")


def test_postponed_with_its_marks_taken_back(meeting, staff):
    postpone_event(event=meeting, postponed_by=staff, takes_back="1-1-5")

    meeting.refresh_from_db()
    assert (meeting.status, bool(recorded_at(meeting))) == ("postponed", False)


# What hides marks says so


@pytest.mark.parametrize("status", ["planned", "cancelled", "postponed"])
def test_page_says_what_hides_marks_from_reports(desk, meeting, status):
    Event.objects.filter(pk=meeting.pk).update(status=status)  # as older versions left it

    page = desk.get(reverse("events:event_detail", args=[meeting.pk])).content.decode()

    assert "5 people are counted without names. No report counts them" in page


def test_marks_that_count_again_are_named(desk, meeting):
    Event.objects.filter(pk=meeting.pk).update(status="cancelled")
    url = reverse("events:event_status", args=[meeting.pk])

    page = desk.post(url, {"status": "held"}, follow=True).content.decode()

    assert "The event is marked as held. 1 person is marked as present." in page


def test_page_says_that_a_day_ahead_cannot_have_marks(desk, meeting):
    Event.objects.filter(pk=meeting.pk).update(starts_at=in_days(3), starts_on=in_days(3).date())

    page = desk.get(reverse("events:event_detail", args=[meeting.pk])).content.decode()

    assert "the day is still ahead" in page


def test_page_of_a_meeting_that_was_held_warns_of_nothing(desk, meeting):
    page = desk.get(reverse("events:event_detail", args=[meeting.pk])).content.decode()

    assert "No report counts them" not in page
