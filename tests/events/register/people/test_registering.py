"""How people come onto a register."""

import pytest
from django.core.exceptions import ValidationError

from events.models import Registration
from events.register.headcounts.services import set_headcount
from events.register.marks.services import mark_attendance, mark_unmarked
from events.register.people.services import (
    cancel_registration,
    register_new_person,
    register_participant,
)
from participants.models import Participant
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.register.refusals import refused
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
STAFF = Registration.Source.STAFF


def test_a_registered_person_attends_as_usual_and_is_not_marked(staff):
    organisation = OrganisationFactory()
    person = ParticipantFactory(organisation=organisation)

    registration = register_participant(
        event=EventFactory(), participant=person, source=STAFF, registered_by=staff
    )

    assert registration.category == person.category
    assert registration.organisation == organisation
    assert registration.attendance == "unmarked"
    assert registration.history.get().history_user == staff


def test_a_person_may_attend_as_something_else_than_usual(staff):
    teachers = CategoryFactory(code="teacher")

    registration = register_participant(
        event=EventFactory(),
        participant=ParticipantFactory(organisation=OrganisationFactory()),
        category=teachers,
        source=STAFF,
        registered_by=staff,
    )

    assert registration.category == teachers
    assert registration.organisation is None


def test_registering_twice_keeps_the_first_place(staff):
    registration = RegistrationFactory(present=True)

    again = register_participant(
        event=registration.event,
        participant=registration.participant,
        source=STAFF,
        registered_by=staff,
    )

    assert again == registration
    assert again.attendance == "present"


def test_who_was_taken_off_gets_the_place_back(staff):
    registration = RegistrationFactory(status="cancelled")

    again = register_participant(
        event=registration.event,
        participant=registration.participant,
        source=STAFF,
        registered_by=staff,
        attendance="present",
    )

    assert again.pk == registration.pk
    assert (again.status, again.attendance) == ("registered", "present")


def test_a_new_person_belongs_to_the_events_centre_and_their_age_to_its_day(staff, parents):
    event = EventFactory()

    registration = register_new_person(
        event=event,
        first_name="Drita",
        last_name="Çela",
        sex="female",
        age=34,
        category=parents,
        organisation=None,
        source=STAFF,
        registered_by=staff,
        attendance="present",
    )

    person = registration.participant
    assert person.centre == event.centre
    assert (person.told_age, person.age_told_on) == (34, event.local_date)
    assert registration.age == 34
    assert not person.needs_completion
    assert person.history.get().history_user == staff


@pytest.mark.parametrize(
    "facts",
    [
        {"sex": "unknown", "age": 34},
        {"sex": "female"},
        {"sex": "female", "age": 34, "last_name": "Ç."},
    ],
)
def test_a_new_person_of_whom_something_is_missing_is_to_be_completed(staff, parents, facts):
    names = {"first_name": "Drita", "last_name": "Çela"}

    registration = register_new_person(
        event=EventFactory(),
        category=parents,
        source=STAFF,
        registered_by=staff,
        **(names | facts),
    )

    assert registration.participant.needs_completion


def test_a_new_person_with_impossible_facts_leaves_nothing_behind(staff, parents):
    with pytest.raises(ValidationError):
        register_new_person(
            event=EventFactory(),
            first_name="Drita",
            last_name="Çela",
            sex="female",
            age=34,
            birth_year=1987,
            category=parents,
            source=STAFF,
            registered_by=staff,
        )

    assert not Participant.objects.exists()


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"closed": True}, "closed"),
        ({"status": "cancelled"}, "called_off"),
        ({"status": "postponed"}, "called_off"),
    ],
)
def test_a_register_that_is_closed_or_called_off_takes_nobody(staff, parents, event, code):
    event = EventFactory(**event)
    registration = RegistrationFactory(event=event)

    with refused(code):
        register_participant(
            event=event, participant=ParticipantFactory(), source=STAFF, registered_by=staff
        )
    with refused(code):
        mark_attendance(registration=registration, attendance="present", marked_by=staff)
    with refused(code):
        mark_unmarked(event=event, attendance="present", marked_by=staff)
    with refused(code):
        set_headcount(event=event, category=parents, sex="female", count=3)
    with refused(code):
        cancel_registration(registration=registration, cancelled_by=staff)

    assert event.registrations.get().attendance == "unmarked"
    assert not event.headcounts.exists()
