from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from events.models import Event, Headcount, Registration
from participants.lib.ages import correct_ages
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory

NOON = datetime(2021, 10, 6, 12, tzinfo=UTC)


def refused(make, **fields):
    """Whether the database itself refuses the row."""
    try:
        with transaction.atomic():
            make(**fields)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("make", "fields"),
    [
        (EventFactory, {"title_sq": ""}),
        (EventFactory, {"title_sq": None, "title_en": ""}),
        (EventFactory, {"ends_at": datetime(2021, 10, 6, 11, 59, tzinfo=UTC)}),
        (EventFactory, {"status": "planned", "register_closed_at": NOON}),
        (HeadcountFactory, {"count": 0}),
        (HeadcountFactory, {"count": -1}),
        (HeadcountFactory, {"age_from": 18, "age_to": 17}),
        (RegistrationFactory, {"attendance": "present"}),
        (RegistrationFactory, {"marked_at": NOON}),
    ],
)
def test_the_database_refuses_what_makes_no_sense(db, make, fields):
    assert refused(make, **fields)


def test_a_title_in_one_language_is_enough_and_is_shown_in_both(db):
    event = EventFactory(title_sq="", title_en="Open day")

    with translation.override("sq"):
        assert str(Event.objects.get(pk=event.pk)) == "Open day"


def test_a_person_stands_once_on_a_register(db):
    registration = RegistrationFactory()

    assert refused(
        RegistrationFactory, event=registration.event, participant=registration.participant
    )
    with pytest.raises(ValidationError):
        Registration(
            event=registration.event,
            participant=registration.participant,
            category=registration.category,
        ).full_clean()


def test_a_group_without_names_is_counted_once_even_where_its_ages_are_unknown(db):
    group = HeadcountFactory()

    assert refused(HeadcountFactory, event=group.event, category=group.category)
    assert not refused(
        HeadcountFactory, event=group.event, category=group.category, age_from=10, age_to=14
    )


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2021, 12, 31, 22, 59, tzinfo=UTC), "2021-12-31"),
        (datetime(2021, 12, 31, 23, 0, tzinfo=UTC), "2022-01-01"),
        (datetime(2021, 6, 30, 22, 0, tzinfo=UTC), "2021-07-01"),
    ],
)
def test_the_day_of_an_event_is_the_day_in_tirana(db, moment, day):
    event = EventFactory(starts_at=moment)

    event.refresh_from_db()
    assert event.starts_on.isoformat() == day == event.local_date.isoformat()


def test_bulk_rows_have_their_derived_columns_too(centre):
    Event.objects.bulk_create([Event(centre=centre, title_sq="Çela", starts_at=NOON)])

    event = Event.objects.search("cela").get()
    assert event.starts_on.isoformat() == "2021-10-06"


def test_only_present_and_late_at_held_events_of_counted_categories_count(db):
    for attendance in ["unmarked", "present", "late", "excused", "absent"]:
        marked = None if attendance == "unmarked" else NOON
        RegistrationFactory(attendance=attendance, marked_at=marked)
    RegistrationFactory(present=True, category__code="staff")
    RegistrationFactory(present=True, event__planned=True)
    HeadcountFactory(event__planned=True)

    assert {r.attendance for r in Registration.objects.counted()} == {"present", "late"}
    assert Registration.objects.counted().count() == 2
    assert Headcount.objects.counted().total() == 0


def test_recorded_ages_follow_a_correction_while_the_register_is_open(db):
    open_one = RegistrationFactory(present=True)
    person = open_one.participant
    closed = RegistrationFactory(present=True, participant=person, event__closed=True)
    expected = RegistrationFactory(participant=person)
    before, person.birth_year = person.birth, 2001
    person.save()

    correct_ages(registrations=person.registrations, before=before, after=person.birth)

    ages = dict(Registration.objects.values_list("pk", "age"))
    assert ages == {open_one.pk: 20, closed.pk: None, expected.pk: None}


def test_the_lists_of_the_home_page_hold_what_waits(db):
    waiting = EventFactory(planned=True)
    taken = RegistrationFactory(present=True).event
    counted = HeadcountFactory().event
    EventFactory(status="cancelled"), EventFactory(closed=True)

    assert list(Event.objects.register_not_taken()) == [waiting]
    assert set(Event.objects.register_not_closed()) == {taken, counted}


def test_history_keeps_both_languages(db):
    event = EventFactory(title_sq="Takim", title_en="Meeting")
    event.title_en = "Gathering"
    event.save()

    newest, oldest = event.history.all()
    assert (newest.title_en, oldest.title_en) == ("Gathering", "Meeting")
    assert oldest.title_sq == "Takim"
