"""How people without names are counted, in groups."""

import pytest
from django.core.exceptions import ValidationError

from events.register.headcounts.services import set_headcount, step_headcount
from tests.events.factories import EventFactory, HeadcountFactory

pytestmark = pytest.mark.django_db


def test_a_headcount_is_set_changed_and_taken_off(staff, parents):
    event = EventFactory()
    group = {"event": event, "category": parents, "sex": "female", "age_from": 25, "age_to": 59}

    set_headcount(count=3, counted_by=staff, **group)
    headcount = set_headcount(count=5, counted_by=staff, **group)

    assert event.headcounts.get().count == 5
    assert headcount.history.first().history_user == staff
    assert set_headcount(count=0, counted_by=staff, **group) is None
    assert not event.headcounts.exists()


def test_groups_without_an_age_are_found_again(parents):
    event = EventFactory()

    set_headcount(event=event, category=parents, sex="unknown", count=3)
    set_headcount(event=event, category=parents, sex="unknown", count=4)

    assert event.headcounts.get().count == 4


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"count": -1}, "count"),
        ({"count": 100_001}, "count"),
        ({"count": 3, "age_from": -1}, "age_from"),
        ({"count": 3, "age_to": 121}, "age_to"),
        ({"count": 3, "age_from": 18, "age_to": 17}, "age_to"),
    ],
)
def test_an_impossible_headcount_is_refused_at_its_field(parents, facts, field):
    event = EventFactory()

    with pytest.raises(ValidationError) as refusal:
        set_headcount(event=event, category=parents, sex="female", **facts)

    assert list(refusal.value.message_dict) == [field]
    assert not event.headcounts.exists()


def test_steps_count_from_the_number_as_it_is_by_now(staff, parents):
    event = EventFactory()
    group = {"event": event, "category": parents, "sex": "female", "age_from": 25, "age_to": 59}
    bystander = HeadcountFactory(event=event, sex="male", age_from=25, age_to=59)

    first, _headcount = step_headcount(step=2, counted_by=staff, **group)
    set_headcount(count=5, **group)
    second, headcount = step_headcount(step=1, counted_by=staff, **group)

    assert (first, second, headcount.count) == (0, 5, 6)
    assert headcount.history.first().history_user == staff
    bystander.refresh_from_db()
    assert bystander.count == 5


def test_a_step_below_nothing_takes_the_group_off(parents):
    event = HeadcountFactory(count=1, category=parents).event
    group = {"event": event, "category": parents, "sex": "unknown"}

    assert step_headcount(step=-3, **group) == (1, None)
    assert step_headcount(step=-3, **group) == (0, None)
    assert not event.headcounts.exists()


def test_a_number_that_stays_leaves_no_trace(parents):
    headcount = HeadcountFactory(category=parents)
    group = {"event": headcount.event, "category": parents, "sex": "unknown"}

    assert step_headcount(count=5, **group) == (5, headcount)
    assert headcount.history.count() == 1


def test_a_step_beyond_the_largest_number_is_refused(parents):
    headcount = HeadcountFactory(category=parents, count=100_000)

    with pytest.raises(ValidationError):
        step_headcount(event=headcount.event, category=parents, sex="unknown", step=1)

    headcount.refresh_from_db()
    assert headcount.count == 100_000


def test_counting_turns_a_planned_event_of_today_into_a_held_one(parents):
    event = EventFactory(planned=True)

    set_headcount(event=event, category=parents, sex="female", count=3)

    event.refresh_from_db()
    assert event.status == "held"
