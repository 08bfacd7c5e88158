"""What those invited are told of changes, of what is called off, and of series."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from events.event.services import delete_event
from events.inviting.notifying import notify_of_place
from events.inviting.services import withdraw
from events.models import Event, Invitation
from events.series.services import change_series
from tests.events.factories import RegistrationFactory, SeriesFactory
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    at,
    change,
    empty_outbox,
    entry_of,
    invite_all,
    move,
    newest,
    organisation_with_address,
    say_yes,
    status,
    subjects,
    waiting,
)
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock"), MORE_ON_POSTGRESQL]


# Changes


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"title_en": "Training"}, "Title: Meeting → Training"),
        ({"venue_en": "The park"}, "Where: The hall → The park"),
        (
            {"ends_at": MONDAY + timedelta(days=10, hours=3)},
            "When: Thursday, 15 October 2026, 10:00–12:00 → Thursday, 15 October 2026, 10:00–13:00",
        ),
    ],
)
def test_change_is_told_with_what_it_was_before(event, invitation, staff, fields, line):
    change(event, staff, **fields)

    ((_address, content),) = waiting()
    assert content.subject.startswith("Changed: ")
    assert line in content.text
    before, now = line.split(": ", 1)[1].split(" → ")
    assert f"<s>{before}</s> → {now}" in content.html
    assert content.text.count("→") == 1


def test_all_that_one_save_changes_is_one_mail(event, invitation, staff):
    change(event, staff, title_en="Training", venue_en="The park", ends_at=None)

    assert len(waiting()) == 1
    assert newest().text.count("→") == 3


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"aim_en": "KANARINA", "capacity": 5, "kind": "training", "results_en": "KANARINA"},
        {"visibility": "public"},
    ],
)
def test_change_of_what_is_not_told_sends_nothing(event, invitation, staff, fields):
    change(event, staff, **fields)

    assert not waiting()


def test_who_is_not_invited_is_told_nothing(event, invitation, staff):
    other = organisation_with_address("other@tirana.example")
    event.parts.create(organisation=other, part="funder")
    elsewhere = ahead(10, organisation_with_address("else@tirana.example"))
    invite_all(elsewhere, staff)
    empty_outbox()

    move(event, staff)

    assert [address for address, _content in waiting()] == ["info@tirana.example"]


def test_event_that_is_over_tells_nobody_of_its_change(event, invitation, staff):
    with time_machine.travel(MONDAY + timedelta(days=11), tick=False):
        change(event, staff, title_en="Training")

    assert not waiting()


@pytest.mark.parametrize(("by", "answer"), [("move", "none"), ("title", "yes")])
def test_answer_counts_no_more_only_where_the_time_moved(event, invitation, staff, by, answer):
    say_yes(invitation)

    if by == "move":
        move(event, staff)
    else:
        change(event, staff, title_en="Training")

    invitation.refresh_from_db()
    assert invitation.answer == answer
    assert (invitation.people is None) == (invitation.answered_at is None) == (by == "move")


def test_nothing_is_told_of_a_change_that_was_never_told(event, invitation, staff):
    """Moved to a wrong day that is over, and back: the wrong day went out in no mail."""
    move(event, staff, days=-30)
    move(event, staff, days=30)

    assert not waiting()


def test_time_that_moved_while_it_was_postponed_is_told_with_the_old_one(event, invitation, staff):
    status(event, "postponed", staff)
    move(event, staff, days=7)
    empty_outbox()

    status(event, "planned", staff)

    assert "Thursday, 15 October 2026, 10:00–12:00 → Thursday, 22 October" in newest().text
    invitation.refresh_from_db()
    assert invitation.answer == "none"


# Called off, planned again, deleted


@pytest.mark.parametrize(
    ("word", "subject"), [("cancelled", "Cancelled: Meeting"), ("postponed", "Postponed: Meeting")]
)
def test_event_that_is_called_off_is_told_once_and_takes_the_entry_away(
    event, invitation, staff, word, subject
):
    status(event, word, staff)
    change(event, staff, title_en="Training")

    ((_address, content),) = waiting()
    assert content.subject.startswith(subject)
    assert "Tell the centre that you know of it" in content.html
    method, entry = entry_of(content)
    assert (method, str(entry["status"])) == ("PUBLISH", "CANCELLED")


def test_postponed_event_that_is_then_cancelled_is_told_again(event, invitation, staff):
    status(event, "postponed", staff)
    empty_outbox()
    status(event, "cancelled", staff)

    assert [line.split(":")[0] for line in subjects()] == ["Cancelled"]


def test_event_that_is_planned_again_comes_back(event, invitation, staff):
    say_yes(invitation)
    status(event, "cancelled", staff)
    empty_outbox()

    status(event, "planned", staff)

    assert newest().subject.startswith("Takes place again: Meeting")
    assert str(entry_of(newest())[1]["status"]) == "CONFIRMED"
    invitation.refresh_from_db()
    assert invitation.answer == "yes"


def test_event_to_which_somebody_is_invited_is_cancelled_not_deleted(
    event, invitation, staff, english
):
    with pytest.raises(ValidationError, match="Organisations are invited"):
        delete_event(event=event, deleted_by=staff)

    assert Event.objects.filter(pk=event.pk).exists()
    withdraw(invitation=invitation)
    delete_event(event=event, deleted_by=staff)
    assert not Event.objects.filter(pk=event.pk).exists()


def test_event_that_cannot_be_deleted_tells_nobody(event, invitation, staff):
    RegistrationFactory(event=event)

    with pytest.raises(ValidationError):
        delete_event(event=event, deleted_by=staff)

    assert not waiting()
    assert Invitation.objects.exists()


# Series


@pytest.fixture
def series(institution, staff, centre):
    """Four Tuesdays from 13 October, to each of which the institution is invited."""
    series = SeriesFactory(
        centre=centre,
        starts_on=date(2026, 10, 13),
        ends_on=date(2026, 11, 3),
        counts_from=date(2026, 10, 13),
        title_en="Meeting",
        visibility="all_partners",
    )
    change_series(series=series, first_event=None, changed_by=staff)
    for event in series.events.all():
        event.parts.create(organisation=institution, part="invited")
        invite_all(event, staff)
    empty_outbox()
    return series


def change_all(series, staff, **fields):
    for name, value in fields.items():
        setattr(series, name, value)
    first = series.events.order_by("starts_at").first()
    change_series(series=series, first_event=first, changed_by=staff)


def test_series_that_moves_tells_each_event_that_moved(series, staff):
    change_all(series, staff, rule="FREQ=WEEKLY;BYDAY=WE")

    assert [line.split(", ")[2] for line in sorted(subjects())] == [
        "3 November 2026",  # no day is left for it
        "14 October 2026",
        "21 October 2026",
        "28 October 2026",
    ]
    assert sum(line.startswith("Changed: Meeting") for line in subjects()) == 3


def test_series_that_ends_earlier_tells_that_the_last_event_is_gone(series, staff):
    last = series.events.order_by("starts_at").last()
    RegistrationFactory(event=series.events.order_by("-starts_at")[1], source="manual")

    change_all(series, staff, ends_on=date(2026, 10, 20))

    assert len(subjects()) == 2
    assert all(line.startswith("Cancelled: Meeting") for line in subjects())
    assert Event.objects.get(pk=last.pk).status == "cancelled"  # who cannot be mailed is called


def test_series_that_only_the_centre_sees_withdraws(series, staff):
    change_all(series, staff, visibility="centre")

    assert len(waiting()) == 4
    assert all(line.startswith("Invitation withdrawn") for line in subjects())


def test_series_whose_aim_changes_tells_nobody(series, staff):
    change_all(series, staff, kind="training")

    assert not waiting()


def test_event_of_several_days_that_is_called_off_while_it_runs_is_told(institution, staff):
    event = ahead(10, institution, ends_at=MONDAY + timedelta(days=12))
    invite_all(event, staff)
    empty_outbox()

    with at(11, 9):
        status(event, "cancelled", staff)

    assert newest().subject.startswith("Cancelled")


def test_other_address_of_the_centre_is_told_to_those_who_come_there(client, institution, admin):
    event = ahead(10, institution, venue_sq="", venue_en="")
    invite_all(event, admin)
    empty_outbox()
    event.centre.address_en = "Another street"
    event.centre.save()

    notify_of_place(event.centre)

    assert "Another street" in newest().text
