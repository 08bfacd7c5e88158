"""The lines of a list stay right, and marking them is one act."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.models import Registration
from events.paper.services import MarkedDifferently, mark_lines, number_lines, planned_lines
from events.register.people.services import cancel_registration, register_participant
from participants.merging.services import merge_participants, undo_merge
from tests.events.factories import EventFactory
from tests.events.paper.sheet.lists import lines_of, person_on

pytestmark = pytest.mark.django_db


# Lines


def test_lines_follow_the_register_at_first_and_later_arrivals_come_last(event):
    for name in ("Zeka", "Çela", "Cani"):
        person_on(event, name)

    number_lines(event=event)
    for name in ("Dema", "Agolli"):
        person_on(event, name)
    number_lines(event=event)

    assert lines_of(event) == [(1, "Cani"), (2, "Çela"), (3, "Zeka"), (4, "Agolli"), (5, "Dema")]


def test_lines_of_two_events_do_not_mix(event):
    other = person_on(EventFactory(), "Bala")
    person_on(event, "Cani")

    number_lines(event=event)

    assert lines_of(event) == [(1, "Cani")]
    other.refresh_from_db()
    assert other.line is None


def test_the_line_of_somebody_taken_off_is_given_to_nobody_else(event, staff):
    first = person_on(event, "Agolli")
    person_on(event, "Bala")
    number_lines(event=event)
    cancel_registration(registration=first, cancelled_by=staff)
    person_on(event, "Cani")
    number_lines(event=event)

    assert [place.line for place in planned_lines(event)] == [2, 3]
    register_participant(
        event=event, participant=first.participant, source="staff", registered_by=staff
    )
    assert [place.line for place in planned_lines(event)] == [1, 2, 3]


def test_looking_gives_no_lines(event):
    person_on(event, "Agolli")

    assert [place.line for place in planned_lines(event)] == [1]
    assert lines_of(event) == []


def test_lines_that_a_page_showed_are_the_ones_given(event):
    second = person_on(event, "Bala")
    shown = {place.line: place.pk for place in planned_lines(event)}
    person_on(event, "Agolli")

    number_lines(event=event, shown=shown)

    second.refresh_from_db()
    assert second.line == 1


def test_no_line_is_given_twice_in_one_event_nor_below_1(event):
    person_on(event, "Agolli", line=1)
    for line in (1, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            person_on(event, "Bala", line=line)
    person_on(EventFactory(), "Bala", line=1)


def test_numbering_leaves_no_trace_in_the_history(event):
    place = person_on(event, "Agolli")

    number_lines(event=event)

    assert place.history.count() == 1


def test_a_merge_and_its_undoing_leave_lines_where_they_are(event, coordinator):
    kept, merged = person_on(event, "Agolli"), person_on(event, "Bala", present=True)
    number_lines(event=event)

    merge = merge_participants(
        kept=kept.participant, merged=merged.participant, merged_by=coordinator
    )
    kept.refresh_from_db()
    assert (kept.line, kept.attendance) == (1, "present")
    undo_merge(merge=merge, undone_by=coordinator)

    assert lines_of(event) == [(1, "Agolli"), (2, "Bala")]


# Marking lines


def test_marks_of_a_list_are_one_act(event, staff):
    for name in ("Agolli", "Bala", "Cani"):
        person_on(event, name)

    marked = mark_lines(event=event, marks={1: "present", 3: "absent"}, marked_by=staff)

    places = {place.line: place for place in event.registrations.all()}
    assert [places[n].attendance for n in (1, 2, 3)] == ["present", "unmarked", "absent"]
    assert places[1].marked_at == places[3].marked_at == marked[0].marked_at
    assert places[1].history.latest().history_user == staff
    event.refresh_from_db()
    assert event.status == "held"


def test_who_is_marked_differently_is_asked_about_and_nothing_is_marked(event, staff):
    place = person_on(event, "Agolli", present=True)
    other = person_on(event, "Bala")

    with pytest.raises(MarkedDifferently) as refusal:
        mark_lines(event=event, marks={1: "absent", 2: "present"}, marked_by=staff)

    assert [(row.pk, mark) for row, mark in refusal.value.changes] == [(place.pk, "absent")]
    other.refresh_from_db()
    assert other.attendance == "unmarked"


@pytest.mark.parametrize(
    ("how", "after"),
    [
        (lambda place: {"agreed": {place.pk: "present"}}, ["absent", "present"]),
        (lambda place: {"leaves_others": True}, ["present", "present"]),
    ],
)
def test_the_answer_decides(event, staff, how, after):
    place = person_on(event, "Agolli", present=True)
    person_on(event, "Bala")

    mark_lines(event=event, marks={1: "absent", 2: "present"}, marked_by=staff, **how(place))

    assert [row.attendance for row in event.registrations.order_by("line")] == after


def test_what_a_colleague_marked_since_is_asked_about_again(event, staff):
    place = person_on(event, "Agolli", present=True)

    with pytest.raises(MarkedDifferently):
        mark_lines(event=event, marks={1: "absent"}, marked_by=staff, agreed={place.pk: "excused"})


def test_a_line_that_was_given_to_somebody_else_meanwhile_is_refused(event, staff):
    place = person_on(event, "Bala")
    shown = {1: place.pk}
    person_on(event, "Agolli", line=1)

    with pytest.raises(ValidationError, check=lambda refusal: refusal.code == "lines_changed"):
        mark_lines(event=event, marks={1: "present"}, marked_by=staff, shown=shown)

    assert not Registration.objects.exclude(attendance="unmarked").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"register_closed_at": timezone.now(), "status": "held"}, "closed"),
        ({"status": "cancelled"}, "called_off"),
        ({"starts_at": timezone.now() + timedelta(days=2)}, "too_early"),
    ],
)
def test_a_list_is_not_taken_in_where_nobody_can_be_marked(event, staff, change, code):
    person_on(event, "Agolli")
    for name, value in change.items():
        setattr(event, name, value)
    event.save()

    with pytest.raises(ValidationError, check=lambda refusal: refusal.code == code):
        mark_lines(event=event, marks={1: "present"}, marked_by=staff)
