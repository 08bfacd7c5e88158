"""How the services close a register and open it again."""

from threading import Event as Signal
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from events.models import Attendance, Registration
from events.register.closing.services import close_register, reopen_register
from events.register.people.services import (
    register_participant,
)
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.register.refusals import refused

pytestmark = pytest.mark.django_db
STAFF = Registration.Source.STAFF
# Closing


def test_a_closed_register_says_who_closed_it(staff):
    event = EventFactory()

    close_register(event=event, closed_by=staff)

    event.refresh_from_db()
    assert event.register_is_closed
    assert event.register_closed_by == staff
    assert event.history.first().history_user == staff


def test_a_planned_event_where_nobody_is_marked_is_not_closed(staff):
    with refused("not_taken"):
        close_register(event=EventFactory(planned=True), closed_by=staff)


def test_reopening_keeps_the_reason_in_the_history(coordinator):
    event = EventFactory(closed=True)

    reopen_register(event=event, reason=" A name was wrong. ", reopened_by=coordinator)

    event.refresh_from_db()
    assert not event.register_is_closed
    line = event.history.first()
    assert (line.history_change_reason, line.history_user) == ("A name was wrong.", coordinator)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 101])
def test_reopening_needs_a_reason(coordinator, reason):
    event = EventFactory(closed=True)

    with refused("reason"):
        reopen_register(event=event, reason=reason, reopened_by=coordinator)

    event.refresh_from_db()
    assert event.register_is_closed


# Two at once


@pytest.mark.django_db(transaction=True)
def test_a_mark_waits_for_the_register_to_close_and_is_then_refused(staff):
    """Somebody closes the register while a colleague marks: the mark is not lost in between."""
    registration = RegistrationFactory()
    event, closing, outcome = registration.event, Signal(), []

    def mark():
        closing.wait(10)
        try:
            with transaction.atomic():
                register_participant(
                    event=event,
                    participant=registration.participant,
                    source=STAFF,
                    registered_by=staff,
                    attendance="present",
                )
            outcome.append("marked")
        except ValidationError as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    other = Thread(target=mark)
    other.start()
    with transaction.atomic():
        close_register(event=event, closed_by=staff)
        closing.set()
        other.join(0.5)
        assert outcome == []  # it waits for this transaction
    other.join(20)

    assert outcome == ["closed"]
    registration.refresh_from_db()
    assert registration.attendance == Attendance.UNMARKED
