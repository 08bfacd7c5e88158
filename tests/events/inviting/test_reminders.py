"""Who is reminded on the day before, and who is not."""

import pytest

from events.inviting.reminding import queue_reminders
from events.inviting.services import answer_invitation, withdraw
from tests.events.inviting.helping import (
    ahead,
    at,
    empty_outbox,
    invite_all,
    move,
    newest,
    status,
    waiting,
)
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock"), MORE_ON_POSTGRESQL]


def test_reminder_is_written_from_nine_on_the_day_before_and_once(event, invitation):
    for moment in (at(8, 23), at(9, 8, 59)):
        with moment:
            assert queue_reminders() == 0
    with at(9, 9):
        assert queue_reminders() == 1
    with at(9, 18):
        assert queue_reminders() == 0

    ((_address, content),) = waiting()
    assert content.subject.startswith("Tomorrow: Meeting")
    assert "/calendar/answer/" in content.text


@pytest.mark.parametrize(("answer", "number"), [("yes", 1), ("maybe", 1), ("no", 0)])
def test_who_declined_is_not_reminded(invitation, answer, number):
    answer_invitation(invitation=invitation, answer=answer, way="phone")

    with at(9, 9):
        assert queue_reminders() == number


def test_moved_event_is_reminded_of_again(event, invitation, staff):
    with at(9, 9):
        queue_reminders()
        move(event, staff, days=2)
    empty_outbox()

    with at(11, 9):
        assert queue_reminders() == 1

    assert "17 October 2026" in newest().subject


def test_nobody_is_reminded_of_what_is_off_or_withdrawn(event, institution, invitation, staff):
    status(event, "postponed", staff)
    other = ahead(10, institution)
    withdraw(invitation=invite_all(other, staff)[0])

    with at(9, 9):
        assert queue_reminders() == 0


def test_who_is_invited_for_tomorrow_is_not_reminded_at_once(institution, staff):
    event = ahead(10, institution)
    with at(9, 10):
        invite_all(event, staff)
        empty_outbox()

        assert queue_reminders() == 0
