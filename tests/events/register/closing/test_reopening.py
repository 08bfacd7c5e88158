"""Staff ask that a closed register be opened again; a coordinator decides with one press."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import RegisterAct, ReopeningRequest
from events.register.closing.requests import ask_to_reopen
from events.register.closing.services import close_register, reopen_register
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WHY = "Mungon një fëmijë"
HOME = reverse("home")


@pytest.fixture
def event(centre):
    """A meeting of an hour ago whose register staff closed."""
    event = EventFactory(centre=centre, ends_at=timezone.now() - timedelta(hours=1))
    RegistrationFactory(event=event, present=True, age=34)
    return event


@pytest.fixture
def closed(event, coordinator):
    return close_register(event=event, closed_by=coordinator)


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def office(coordinator):
    client = Client()
    client.force_login(coordinator)
    return client


@pytest.fixture
def asked(closed, staff):
    return ask_to_reopen(event=closed, reason=WHY, asked_by=staff)


def ask(client, event, reason=WHY):
    return client.post(reverse("events:ask_reopening", args=[event.pk]), {"reason": reason})


def decide(client, asked, **choice):
    address = reverse("events:decide_reopening", args=[asked.event_id, asked.pk])
    return client.post(address, choice, follow=True)


def page_of(client, event):
    return client.get(reverse("events:register", args=[event.pk])).content.decode()


def home_of(client):
    return client.get(HOME).content.decode()


def test_staff_ask_and_the_coordinators_home_says_so_with_the_reason(desk, office, closed, staff):
    assert "Ask to reopen the register" in page_of(desk, closed)
    assert ask(desk, closed).status_code == 302

    request = ReopeningRequest.objects.get()
    assert (request.event, request.asked_by, request.outcome) == (closed, staff, "waiting")
    home = home_of(office)
    assert WHY in home
    assert "Leave it closed" in home
    assert "Nothing waits for you" not in home
    closed.refresh_from_db()
    assert closed.register_is_closed
    assert "Ask to reopen the register" not in page_of(desk, closed)
    assert "Reopening was asked for" in page_of(desk, closed)
    assert "Leave it closed" not in page_of(desk, closed)


def test_one_press_reopens_with_the_reason_in_the_history_and_tells_who_asked(
    desk, office, asked, coordinator
):
    response = decide(office, asked, reopen="1", home="1")

    assert response.redirect_chain[-1][0] == HOME
    asked.refresh_from_db()
    asked.event.refresh_from_db()
    assert not asked.event.register_is_closed
    assert (asked.outcome, asked.decided_by) == ("reopened", coordinator)
    act = RegisterAct.objects.get(kind="reopen")
    assert (act.reason, act.by) == (WHY, coordinator)
    assert "The register was opened again." in home_of(desk)
    assert WHY not in home_of(office)


def test_one_press_declines_the_register_stays_closed_and_who_asked_is_told(desk, office, asked):
    decide(office, asked, decline="1", home="1")

    asked.refresh_from_db()
    asked.event.refresh_from_db()
    assert asked.event.register_is_closed
    assert asked.outcome == "declined"
    assert "The register stays closed." in home_of(desk)
    assert WHY not in home_of(office)
    assert "Ask to reopen the register" in page_of(desk, asked.event)


def test_what_was_decided_is_not_decided_again(office, asked):
    decide(office, asked, decline="1")
    response = decide(office, asked, reopen="1")

    assert "This was decided meanwhile." in response.content.decode()
    asked.event.refresh_from_db()
    assert asked.event.register_is_closed


def test_a_register_that_is_opened_otherwise_answers_what_waits(desk, asked, coordinator):
    reopen_register(event=asked.event, reason="x", reopened_by=coordinator)

    asked.refresh_from_db()
    assert (asked.outcome, asked.decided_by) == ("reopened", coordinator)


def test_the_answer_leaves_the_home_page_after_a_week(desk, office, asked):
    decide(office, asked, decline="1")
    ReopeningRequest.objects.update(decided_at=timezone.now() - timedelta(days=8))

    assert "You asked to reopen" not in home_of(desk)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 101])
def test_it_takes_a_reason_and_what_was_typed_stays(desk, closed, reason):
    response = ask(desk, closed, reason)

    assert not ReopeningRequest.objects.exists()
    assert response.status_code == 200
    assert reason.strip() in response.content.decode()


def test_nobody_asks_twice_nor_about_an_open_register(closed, event, staff, coordinator):
    ask_to_reopen(event=closed, reason=WHY, asked_by=staff)
    with pytest.raises(ValidationError, match="asked for this already"):
        ask_to_reopen(event=closed, reason=WHY, asked_by=staff)
    reopen_register(event=closed, reason="x", reopened_by=coordinator)
    with pytest.raises(ValidationError, match="open already"):
        ask_to_reopen(event=event, reason=WHY, asked_by=staff)


@pytest.mark.parametrize(
    "facts",
    [
        {"reason": ""},
        {"outcome": "declined"},
        {"outcome": "waiting", "decided_at": timezone.now()},
    ],
)
def test_the_database_refuses_requests_that_cannot_be(closed, staff, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReopeningRequest.objects.create(
            **{"event": closed, "reason": WHY, "asked_by": staff, **facts}
        )


def test_the_database_lets_one_request_wait_on_a_register(asked, staff):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReopeningRequest.objects.create(event=asked.event, reason="x", asked_by=staff)


def test_staff_do_not_decide_and_volunteers_do_not_ask(desk, closed, asked, centre):
    assert decide(desk, asked, reopen="1").status_code == 403
    volunteer = user_with("volunteer", centre=centre)
    closed.volunteers.add(volunteer)
    desk.force_login(volunteer)
    assert ask(desk, closed).status_code == 403
    assert WHY not in page_of(desk, closed)


def test_a_coordinator_of_another_centre_neither_sees_nor_decides(asked):
    client = Client()
    client.force_login(user_with("coordinator", centre=CentreFactory()))

    assert WHY not in home_of(client)
    assert decide(client, asked, reopen="1").status_code == 404
    asked.refresh_from_db()
    assert asked.outcome == "waiting"
