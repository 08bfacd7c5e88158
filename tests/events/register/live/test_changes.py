"""What an open register asks for every few seconds: what colleagues changed, and nothing else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from events.models import RegisterAct
from events.paper.files.services import attach_file, delete_attachment
from events.register.closing.services import close_register
from events.register.headcounts.services import set_headcount
from events.register.marks.services import mark_attendance
from events.register.people.services import cancel_registration, register_participant
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.pictures import PDF, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def event(centre):
    return EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def rows(event):
    return RegistrationFactory.create_batch(3, event=event)


@pytest.fixture
def screen(client, staff, event, rows):
    client.force_login(staff)
    client.get(reverse("health"))
    return Screen(client, event)


class Screen:
    """A register that is open on a device and asks for changes."""

    def __init__(self, client, event):
        self.client, self.event = client, event
        page = client.get(reverse("events:register", args=[event.pk]))
        self.page = page.content.decode()
        [self.state] = re.findall(
            r'<div id="register-state"\s+data-state="(.*?)" hidden>', self.page
        )

    def ask(self, since=None):
        address = reverse("events:register_changes", args=[self.event.pk])
        return self.client.get(address, {"since": since or self.state}, headers=HTMX)

    def changed(self):
        """The rows answered, and those said to be gone; the state moves on."""
        response = self.ask()
        page = response.content.decode()
        [self.state] = re.findall(r'data-state="(.*?)"', page)
        shown = {int(pk) for pk in re.findall(r'id="registration-(\d+)" data-attendance', page)}
        gone = {int(pk) for pk in re.findall(r'id="registration-(\d+)" data-gone', page)}
        return shown, gone


def mark(registration, by, attendance="present"):
    event = registration.event
    event.refresh_from_db()
    mark_attendance(registration=registration, attendance=attendance, marked_by=by)


def test_where_nothing_changed_nothing_is_answered(screen):
    for _time in range(2):
        response = screen.ask()
        assert (response.status_code, response.content) == (204, b"")


def test_the_state_of_the_page_is_that_of_the_changes(screen, rows, coordinator):
    mark(rows[0], coordinator)
    screen.changed()

    assert Screen(screen.client, screen.event).state == screen.state


def test_only_the_rows_that_changed_are_answered(screen, rows, coordinator):
    mark(rows[1], coordinator)

    response = screen.ask()

    page = response.content.decode()
    assert f'id="registration-{rows[1].pk}" data-attendance="present"' in page
    assert 'id="register-list"' not in page
    assert "1 participant: 1 named, 0 counted" in page
    assert screen.changed() == ({rows[1].pk}, set())
    assert screen.ask().status_code == 204


def test_somebody_new_and_somebody_gone_are_told_apart(screen, event, rows, coordinator):
    event.refresh_from_db()
    new = register_participant(
        event=event, participant=ParticipantFactory(), source="staff", registered_by=coordinator
    )
    cancel_registration(registration=rows[2], cancelled_by=coordinator)

    assert screen.changed() == ({new.pk}, {rows[2].pk})


def test_somebody_given_a_place_comes_from_the_waiting_list_into_the_rows(
    client, staff, centre, coordinator
):
    event = EventFactory(
        centre=centre, planned=True, starts_at=timezone.now() + timedelta(days=1), capacity=1
    )
    first = RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, status="waitlisted", waitlisted_at=timezone.now())
    client.force_login(staff)
    screen = Screen(client, event)
    assert f'id="waiting-{waiting.pk}"' in screen.page
    assert f'id="registration-{waiting.pk}"' not in screen.page

    cancel_registration(registration=first, cancelled_by=coordinator)

    assert screen.changed() == ({waiting.pk}, {first.pk})


def test_what_changes_on_another_register_is_not_told(screen, coordinator):
    mark(RegistrationFactory(event=EventFactory()), coordinator)

    assert screen.ask().status_code == 204


def test_a_closed_or_cancelled_event_answers_with_the_whole_list(screen, event, rows, coordinator):
    mark(rows[0], coordinator)
    screen.changed()
    close_register(event=event, closed_by=coordinator)

    page = screen.ask().content.decode()
    assert 'id="register-list"' in page
    assert 'id="mark-' not in page
    assert screen.changed() == ({row.pk for row in rows}, set())

    event.status = "cancelled"
    event.save()
    assert 'id="register-list"' in screen.ask().content.decode()


def test_headcounts_and_files_move_the_state_and_no_row(screen, event, coordinator):
    group = {"category": CategoryFactory(), "sex": "female", "age_from": None, "age_to": None}
    for count in (4, 5, 0):
        set_headcount(event=event, **group, count=count, counted_by=coordinator)
        assert screen.changed() == (set(), set())
        assert screen.ask().status_code == 204
    file = attach_file(event=event, kind="signed_sheet", upload=upload(PDF), added_by=coordinator)
    assert screen.changed() == (set(), set())
    delete_attachment(attachment=file, deleted_by=coordinator)
    assert screen.changed() == (set(), set())
    assert screen.ask().status_code == 204


@pytest.mark.parametrize("answer", ["keep_mark", "mark"])
def test_a_question_comes_to_every_screen_and_goes_again(
    screen, event, rows, staff, coordinator, answer
):
    """Also of two that are open: the answer to the older one is told too."""
    colleague = Client()
    colleague.force_login(coordinator)
    for row in rows[:2]:
        mark(row, staff)
        screen.changed()
        address = reverse("events:mark", args=[event.pk, row.pk]) + "?seen=unmarked"
        assert colleague.post(address, {"attendance": "absent"}).status_code == 302
        assert "Which is right?" in screen.ask().content.decode()
        assert row.pk in screen.changed()[0]
    address = reverse(f"events:{answer}", args=[event.pk, rows[0].pk])
    colleague.post(address, {"attendance": "absent"})

    page = screen.ask().content.decode()

    assert "Which is right?" not in page  # that about the other one was told before
    assert screen.changed() == ({rows[0].pk}, set())
    assert screen.ask().status_code == 204
    assert Screen(screen.client, event).page.count("Which is right?") == 1


NO_STATES = ["", "x", "1", "1.2.3", "1.1.1.1.1", "-1.0", "9" * 19 + ".0", ".1", "1."]
NO_STATES += ["١.1", "1.1\n", "\x00"]


@pytest.mark.parametrize("since", NO_STATES)
def test_a_state_that_is_none_is_answered_with_everything(screen, rows, since):
    address = reverse("events:register_changes", args=[screen.event.pk])

    page = screen.client.get(address, {"since": since}).content.decode()

    assert 'id="register-list"' in page
    assert f'data-state="{screen.state}"' in page


def test_a_state_from_the_future_does_no_harm(screen):
    assert screen.ask("999999999999999999." + screen.state.partition(".")[2]).status_code == 200


def test_a_register_out_of_scope_is_not_found(screen):
    foreign = EventFactory(centre=CentreFactory())
    address = reverse("events:register_changes", args=[foreign.pk])

    assert screen.client.get(address).status_code == 404


def test_a_volunteer_reads_short_names_and_only_of_events_they_are_assigned_to(
    client, volunteer, event
):
    person = ParticipantFactory(first_name="Ana", last_name="Hoxha")
    RegistrationFactory(event=event, participant=person)
    client.force_login(volunteer)
    address = reverse("events:register_changes", args=[event.pk])

    assert client.get(address).status_code == 404
    event.volunteers.add(volunteer)
    page = client.get(address).content.decode()

    assert "Ana H." in page
    assert "Hoxha" not in page


def test_messages_wait_for_the_next_page(screen, event, rows, coordinator):
    """The answer shows none, so none may be used up."""
    screen.client.post(
        reverse("events:mark", args=[event.pk, rows[0].pk]), {"attendance": "late"}
    )  # answered by a redirect: what it tells waits in the session
    screen.ask()

    page = screen.client.get(reverse("events:register", args=[event.pk])).content.decode()

    assert f"{rows[0].participant}</span>: Late" in page


# Queries


def test_the_answer_that_nothing_changed_takes_at_most_five_queries(
    screen, django_assert_max_num_queries
):
    screen.ask()  # the first one notes that a script watches this screen
    with django_assert_max_num_queries(5):
        assert screen.ask().status_code == 204


def test_as_many_queries_for_100_rows_as_for_1(
    screen, event, rows, coordinator, django_assert_max_num_queries
):
    HeadcountFactory(event=event)
    RegisterAct.objects.create(
        event=event,
        registration=rows[0],
        by=coordinator,
        body_hash="x",
        outcome="conflict",
        attendance="absent",
    )
    screen.ask()  # the first one notes that a script watches this screen
    mark(rows[0], coordinator)
    with django_assert_max_num_queries(13) as few:
        screen.ask()
    for row in RegistrationFactory.create_batch(100, event=event):
        mark(row, coordinator)

    with django_assert_max_num_queries(13) as many:
        screen.ask()

    assert len(many) == len(few)


# Who is here, and who saw whom


@pytest.fixture
def clock(time_machine):
    start = datetime(2021, 10, 6, 12, tzinfo=UTC)

    def move(**later):
        time_machine.move_to(start + timedelta(**later), tick=False)

    move()
    return move


def test_asking_for_changes_keeps_nobody_signed_in(clock, client, staff, centre):
    client.force_login(staff)
    screen = Screen(client, EventFactory(centre=centre))
    for minutes in range(1, 30):
        clock(minutes=minutes)
        assert screen.ask().status_code == 204
        assert "HX-Redirect" not in screen.ask().headers

    clock(minutes=30)

    assert "HX-Redirect" in screen.ask().headers
    assert "_auth_user_id" not in client.session


def test_a_tap_keeps_the_user_signed_in_between_the_changes(clock, client, staff, centre):
    client.force_login(staff)
    event = EventFactory(centre=centre)
    screen, place = Screen(client, event), RegistrationFactory(event=event)
    clock(minutes=29)
    client.post(reverse("events:mark", args=[event.pk, place.pk]), {"attendance": "late"})
    clock(minutes=58)
    screen.ask()

    assert "_auth_user_id" in client.session
    clock(minutes=60)
    assert "HX-Redirect" in screen.ask().headers


def test_only_answers_with_names_are_logged_with_their_number(screen, event, rows, coordinator):
    def seen():
        lines = AccessLog.objects.filter(action="view_participants").order_by("pk")
        return [line.detail["shown"] for line in lines]

    assert seen() == [3]
    screen.ask()
    set_headcount(event=event, category=CategoryFactory(), sex="male", count=2)
    screen.changed()
    assert seen() == [3]

    for row in rows[:2]:
        mark(row, coordinator)
    screen.ask()
    assert seen() == [3, 2]
    screen.ask("nothing")
    assert seen() == [3, 2, 3]
