"""What a merge does to places and stays in series, and that undoing it brings it back."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from events.models import Attendance, Registration, SeriesMember
from events.register.closing.history import later_corrections
from events.register.closing.services import close_register, correct_attendance
from events.register.marks.services import mark_attendance
from events.series.services import create_series
from participants.merging.services import undo_merge
from tests.events.factories import (
    EventFactory,
    RegistrationFactory,
    SeriesFactory,
    SeriesMemberFactory,
)
from tests.participants.merging.dump import dump
from tests.participants.merging.joining import join, undo

pytestmark = pytest.mark.django_db
# Places in events


def test_of_two_marks_one_counts_and_undo_gives_both_back(kept, merged):
    event = EventFactory()
    own = RegistrationFactory(
        event=event,
        participant=kept,
        status="waitlisted",
        waitlisted_at=timezone.now(),
        source="partner",
    )
    RegistrationFactory(event=event, participant=merged, present=True, age=12, line=3)
    before = dump()

    merge = join(kept, merged)

    own.refresh_from_db()
    assert (own.status, own.attendance, own.age) == ("registered", "present", 12)
    assert event.registrations.counted().count() == 1
    undo(merge)
    assert dump() == before


def test_mark_that_was_corrected_after_the_merge_stays(kept, merged, staff):
    event = EventFactory()
    own = RegistrationFactory(
        event=event, participant=kept, status="waitlisted", waitlisted_at=timezone.now()
    )
    other = RegistrationFactory(event=event, participant=merged, present=True)
    moved = RegistrationFactory(participant=merged, present=True)
    merge = join(kept, merged)
    for place in (own, moved):
        place.refresh_from_db()
        mark_attendance(registration=place, attendance="late", marked_by=staff)

    assert undo(merge).stayed == 1  # the moved place goes back, with its later mark

    for place in (own, other, moved):
        place.refresh_from_db()
    assert (own.status, own.attendance, own.marked_by) == ("registered", "late", staff)
    assert (other.status, other.attendance) == ("registered", "present")
    assert (moved.participant, moved.attendance) == (merged, "late")


def test_undo_after_closing_brings_both_marks_back_and_says_so(kept, merged, coordinator):
    event = EventFactory()
    for person in (kept, merged):
        RegistrationFactory(event=event, participant=person, present=True)
    merge = join(kept, merged)
    close_register(event=event, closed_by=coordinator)
    assert not later_corrections(event)
    before = Registration.history.count()

    undo_merge(merge=merge, undone_by=coordinator)

    assert event.registrations.counted().count() == 2
    lines = Registration.history.order_by("-history_id")[: Registration.history.count() - before]
    assert {(line.history_user, bool(line.history_change_reason)) for line in lines} == {
        (coordinator, True)
    }
    assert later_corrections(event)


def test_correction_after_closing_stays(kept, merged, coordinator):
    event = EventFactory(closed=True)
    place = RegistrationFactory(event=event, participant=merged, present=True)
    merge = join(kept, merged)
    place.refresh_from_db()
    correct_attendance(
        registration=place, attendance="absent", reason="gabim", corrected_by=coordinator
    )

    undo(merge)

    place.refresh_from_db()
    assert (place.participant, place.attendance) == (merged, Attendance.ABSENT)


def stay(series, person, first, last=None):
    return SeriesMemberFactory(series=series, participant=person, joined_on=first, left_on=last)


OCTOBER = [date(2021, 10, day) for day in range(1, 31)]
# Series


def test_earlier_stay_widens_the_one_that_is_kept(kept, merged):
    series = SeriesFactory()
    own = stay(series, kept, OCTOBER[10], OCTOBER[20])
    stay(series, merged, OCTOBER[4])
    apart = stay(SeriesFactory(), merged, OCTOBER[4])
    before = dump()

    merge = join(kept, merged)

    own.refresh_from_db()
    apart.refresh_from_db()
    assert (own.joined_on, own.left_on) == (OCTOBER[4], None)
    assert apart.participant == kept
    assert series.memberships.current_people().get() == own
    undo(merge)
    assert dump() == before


def test_stay_that_bridges_two_others_makes_one_of_three(kept, merged):
    series = SeriesFactory()
    first = stay(series, kept, OCTOBER[0], OCTOBER[5])
    stay(series, kept, OCTOBER[10])
    stay(series, merged, OCTOBER[4], OCTOBER[12])
    stay(series, merged, OCTOBER[20])
    before = dump()

    merge = join(kept, merged)

    only = series.memberships.current_people().get()
    assert (only, only.joined_on, only.left_on) == (first, OCTOBER[0], None)
    undo(merge)
    assert dump() == before


def test_stay_that_was_changed_after_the_merge_stays_so(kept, merged):
    series = SeriesFactory()
    own = stay(series, kept, OCTOBER[10])
    stay(series, kept, OCTOBER[0], OCTOBER[3])
    stay(series, merged, OCTOBER[2], OCTOBER[12])
    merge = join(kept, merged)
    widened = series.memberships.current_people().get()
    widened.left_on = OCTOBER[25]
    widened.save()

    undo(merge)

    widened.refresh_from_db()
    assert (widened.joined_on, widened.left_on) == (OCTOBER[0], OCTOBER[25])
    assert not SeriesMember.objects.filter(pk=own.pk).exists()  # its days are taken by now
    assert merged.memberships.get().joined_on == OCTOBER[2]


@time_machine.travel(datetime(2026, 10, 13, 18, tzinfo=UTC), tick=False)
def test_meetings_planned_after_the_merge_expect_both_again(centre, staff, kept, merged):
    series = SeriesFactory.build(
        centre=centre, starts_on=date(2026, 10, 6), ends_on=date(2026, 10, 27)
    )
    series = create_series(series=series, created_by=staff)
    for person in (kept, merged):
        stay(series, person, date(2026, 10, 6))
    merge = join(kept, merged)
    with time_machine.travel(datetime(2026, 10, 14, tzinfo=UTC), tick=False):
        planned = EventFactory(
            centre=centre,
            series=series,
            starts_at=datetime(2026, 10, 23, 15, tzinfo=UTC),
            planned=True,
        )
        RegistrationFactory(event=planned, participant=kept, source="series")

        undo(merge)

    assert {row.participant for row in planned.registrations.active()} == {kept, merged}
