"""Events are locked before people, whoever comes: PostgreSQL has to end nobody who waits."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from events.importing.applied import people as imported
from events.models import Registration
from events.register.people import merging
from events.register.people import services as people
from events.register.people.services import register_participant
from participants.merging.services import merge_participants
from participants.people import record_views as pages
from tests.accounts.factories import GrantFactory
from tests.at_once import Gate, at_once, held_after, held_before
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.importing.import_files import attendance, load
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coordinator(db):
    return GrantFactory(user__language="en").user


def refused(outcome):
    """What was not done: who is refused in words may try again, nobody is ended by the database."""
    assert not [fault for fault in outcome if isinstance(fault, DatabaseError)], outcome
    return [fault for fault in outcome if isinstance(fault, ValidationError)]


def test_an_import_and_somebody_who_is_added_never_wait_for_each_other(
    monkeypatch, centre, coordinator
):
    """The file makes an age known at the event to which a person of the same file is added."""
    load([attendance(person=name, first_name=name, last_name="Hoxha") for name in ("Ana", "Ben")])
    event = Registration.objects.first().event
    ana, ben = (row.participant for row in Registration.objects.order_by("participant__first_name"))
    Registration.objects.filter(participant=ben).delete()
    gate = Gate(2)
    held_before(monkeypatch, people, "check_is_current", gate)
    held_before(monkeypatch, imported, "rows_given_an_age", gate)
    rows = [
        attendance(
            event="Tjetër",
            starts_at="2021-10-20 10:00",
            person=name,
            first_name=name,
            last_name="Hoxha",
            age="12",
        )
        for name in ("Ana", "Ben")
    ]

    outcome = at_once(
        lambda: load(rows, user=coordinator),
        lambda: register_participant(
            event=event, participant=ben, source="staff", registered_by=coordinator
        ),
    )

    assert refused(outcome) == []
    assert Registration.objects.get(event=event, participant=ana).age == 12
    assert event.registrations.filter(participant=ben).exists()


def test_a_correction_and_a_merge_of_one_person_never_wait_for_each_other(
    monkeypatch, centre, coordinator
):
    person, twin = (ParticipantFactory(centre=centre, birth_year=2009) for _record in range(2))
    place = RegistrationFactory(event=EventFactory(), participant=person, present=True, age=12)
    client = Client()
    client.force_login(coordinator)
    url = reverse("participants:participant_update", args=[person.pk])
    typed = client.get(url).context["form"].initial | {"birth_year": "2008"}
    typed = {name: value for name, value in typed.items() if value is not None}
    gate = Gate(2)
    held_before(monkeypatch, pages, "correct_ages", gate)
    held_after(monkeypatch, merging, "lock_events", gate)

    def correct():
        return client.post(url, typed).status_code

    outcome = at_once(
        correct,
        lambda: merge_participants(kept=twin, merged=person, merged_by=coordinator),
    )

    assert refused(outcome) == []
    assert outcome[0] in (200, 302, 404)  # saved, asked to try again, or joined meanwhile
    place.refresh_from_db()
    assert place.participant == twin
    assert place.age in (12, 13)
