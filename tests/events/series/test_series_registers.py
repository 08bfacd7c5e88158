"""The registers of the events of a series, also while two people are at work."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread
from threading import Event as Signal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from events.event.services import change_status, save_event
from events.models import Event, Series
from events.register.marks.services import mark_attendance
from events.series.members import add_member
from events.series.services import change_series, create_series
from tests.events.factories import (
    RegistrationFactory,
    SeriesMemberFactory,
)
from tests.events.series.groups import dates, group, put_off
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
# The registers of its events


def test_an_event_moved_alone_holds_the_members_of_its_new_day(make, staff):
    series = make()
    joined_later, leaves = ParticipantFactory(), ParticipantFactory()
    SeriesMemberFactory(series=series, participant=joined_later, joined_on=date(2026, 10, 14))
    SeriesMemberFactory(
        series=series,
        participant=leaves,
        joined_on=date(2026, 10, 6),
        left_on=date(2026, 10, 13),
    )
    event = series.events.get(starts_on="2026-10-13")
    save_event(event=event, saved_by=staff)
    assert list(event.registrations.active().values_list("participant", flat=True)) == [leaves.pk]

    put_off(event)
    save_event(event=event, saved_by=staff)

    assert event.registrations.active().get().participant == joined_later


def test_an_event_planned_again_holds_the_members(make, staff):
    series = make()
    event = series.events.get(starts_on="2026-10-13")
    change_status(event=event, status="cancelled", changed_by=staff)
    person = ParticipantFactory()
    add_member(series=series, participant=person, joined_on=date(2026, 10, 6), added_by=staff)
    assert not event.registrations.exists()

    change_status(event=event, status="planned", changed_by=staff)

    assert event.registrations.get().participant == person


def test_members_attend_as_the_series_says(make, staff):
    series = make(category=CategoryFactory(code="young_person"))
    add_member(
        series=series,
        participant=ParticipantFactory(),
        joined_on=date(2026, 10, 6),
        added_by=staff,
    )

    assert series.events.first().registrations.get().category.code == "young_person"


# Two at once


@pytest.mark.django_db(transaction=True)
def test_a_member_who_joins_while_the_series_is_prolonged_is_on_every_register(centre, staff):
    series = create_series(series=group(centre=centre), created_by=staff)
    person, together = ParticipantFactory(), Barrier(2)

    def prolong():
        new = Series.objects.get(pk=series.pk)
        new.ends_on = date(2026, 11, 24)
        together.wait(10)
        first = series.events.order_by("starts_at").first()
        change_series(series=new, first_event=first, changed_by=staff)
        connection.close()

    def join():
        together.wait(10)
        add_member(series=series, participant=person, joined_on=date(2026, 10, 6), added_by=staff)
        connection.close()

    _side_by_side(prolong, join)

    assert series.events.count() == 8
    for event in series.events.all():
        assert event.registrations.get().participant == person


@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_a_mark_and_then_leaves_that_event_alone(centre, staff):
    """Somebody marks on the day, before the hour, while a colleague moves the series."""
    series = create_series(series=group(centre=centre), created_by=staff)
    event = series.events.get(starts_on="2026-10-06")
    place = RegistrationFactory(event=event, source="series")
    marked, outcome = Signal(), []

    def move():
        new = Series.objects.get(pk=series.pk)
        new.rule = "FREQ=WEEKLY;BYDAY=TH"
        marked.wait(10)
        try:
            change_series(series=new, first_event=event, changed_by=staff)
            outcome.append("moved")
        except ValidationError:
            outcome.append("refused")
        finally:
            connection.close()

    other = Thread(target=move)
    with time_machine.travel(datetime(2026, 10, 6, 8, tzinfo=UTC), tick=False):
        other.start()
        with transaction.atomic():
            place.event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
            mark_attendance(registration=place, attendance="present", marked_by=staff)
            marked.set()
            other.join(0.5)
            assert outcome == []  # it waits for this transaction
        other.join(20)

    assert outcome == ["refused"]
    place.refresh_from_db()
    assert place.attendance == "present"
    assert dates(series) == ["06.10", "13.10", "20.10", "27.10"]


def _side_by_side(*acts):
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_r20_an_answer_about_a_series_is_none_for_a_meeting_kept_to_the_centre(make, change):
    series = make(visibility="public")
    first, second, *_more = series.events.order_by("starts_at")
    Event.objects.filter(pk=second.pk).update(visibility="centre")

    change(series, is_for_everybody=True)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.visibility, first.is_for_everybody) == ("public", True)
    assert (second.visibility, second.is_for_everybody) == ("centre", False)
