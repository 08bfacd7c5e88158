"""Joining two records of one person, and taking that back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Attendance
from participants.merging.services import merge_participants, undo_merge
from participants.models import Consent, Guardianship, Merge, Participant
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(centre):
    return ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=centre)


@pytest.fixture
def merged(centre):
    return ParticipantFactory(
        first_name="Ana", last_name="Hoxhaj", centre=centre, birth_year=2009, sex="female"
    )


def rows(model):
    """Every row of a table, as it is but for the moment of its last change."""
    fields = [f.attname for f in model._meta.concrete_fields if f.name != "updated_at"]
    return list(model.objects.order_by("pk").values(*fields))


def test_registrations_guardianships_and_consents_move_to_the_record_that_stays(kept, merged):
    registration = RegistrationFactory(participant=merged, present=True)
    child = ParticipantFactory()
    tie = Guardianship.objects.create(adult=merged, child=child, relation="mother")
    consent = Consent.objects.create(
        participant=merged,
        purpose="data",
        answer="given",
        given_by="self",
        given_on=date(2021, 10, 6),
    )

    merge_participants(kept=kept, merged=merged, merged_by=None, facts={"last_name": "Hoxhaj"})

    for row in (registration, tie, consent, kept, merged):
        row.refresh_from_db()
    assert (registration.participant, tie.adult, consent.participant) == (kept, kept, kept)
    assert (kept.last_name, kept.search_name) == ("Hoxhaj", "ana hoxhaj")
    assert merged.merged_into == kept
    assert list(Participant.objects.current().exclude(pk=child.pk)) == [kept]


@pytest.mark.parametrize("attended_by", ["kept", "merged", "both"])
def test_of_two_places_in_one_event_the_attended_one_stays(kept, merged, attended_by):
    event = EventFactory()
    for person, name in ((kept, "kept"), (merged, "merged")):
        RegistrationFactory(event=event, participant=person, present=attended_by in (name, "both"))

    merge_participants(kept=kept, merged=merged, merged_by=None)

    assert event.registrations.attended().get().participant == kept
    assert event.registrations.active().get().participant == kept


def test_undoing_puts_every_row_back(kept, merged, coordinator):
    event = EventFactory()
    RegistrationFactory(event=event, participant=kept)
    RegistrationFactory(event=event, participant=merged, present=True, age=12)
    RegistrationFactory(participant=merged)
    Guardianship.objects.create(adult=ParticipantFactory(), child=merged, relation="father")
    models = (Participant, Guardianship, event.registrations.model)
    before = [rows(model) for model in models]

    merge = merge_participants(
        kept=kept, merged=merged, merged_by=coordinator, facts={"birth_year": 2009}
    )
    assert [rows(model) for model in models] != before
    undo_merge(merge=merge, undone_by=coordinator)

    assert [rows(model) for model in models] == before
    merge.refresh_from_db()
    assert merge.undone_by == coordinator


def test_what_came_after_the_merge_stays_with_the_record_that_was_kept(kept, merged):
    merge = merge_participants(kept=kept, merged=merged, merged_by=None)
    later = RegistrationFactory(participant=kept)
    kept.refresh_from_db()
    kept.first_name = "Anisa"
    kept.save()

    undo_merge(merge=merge, undone_by=None)

    later.refresh_from_db()
    kept.refresh_from_db()
    assert (later.participant, kept.first_name) == (kept, "Anisa")


def test_a_fact_changed_since_the_merge_is_not_taken_back(kept, merged):
    merge = merge_participants(
        kept=kept, merged=merged, merged_by=None, facts={"last_name": "Hoxhaj"}
    )
    kept.refresh_from_db()
    kept.last_name = "Kola"
    kept.save()

    undo_merge(merge=merge, undone_by=None)

    kept.refresh_from_db()
    assert kept.last_name == "Kola"


def test_merging_twice_and_undoing_too_late_or_twice_are_refused(kept, merged):
    merge = merge_participants(kept=kept, merged=merged, merged_by=None)
    with pytest.raises(ValidationError):
        merge_participants(kept=kept, merged=merged, merged_by=None)
    with pytest.raises(ValidationError):
        merge_participants(kept=kept, merged=kept, merged_by=None)

    Merge.objects.update(created_at=timezone.now() - timedelta(days=31))
    with pytest.raises(ValidationError):
        undo_merge(merge=merge, undone_by=None)

    Merge.objects.update(created_at=timezone.now())
    undo_merge(merge=merge, undone_by=None)
    with pytest.raises(ValidationError):
        undo_merge(merge=merge, undone_by=None)


def test_merges_are_undone_from_the_last_one_back(kept, merged):
    third = ParticipantFactory()
    first = merge_participants(kept=kept, merged=merged, merged_by=None)
    second = merge_participants(kept=kept, merged=third, merged_by=None)

    with pytest.raises(ValidationError):
        undo_merge(merge=first, undone_by=None)
    undo_merge(merge=second, undone_by=None)
    undo_merge(merge=first, undone_by=None)

    assert Participant.objects.current().count() == 3


def test_recorded_ages_follow_the_birth_data_that_stay(kept, merged):
    event = EventFactory(starts_at=datetime(2021, 10, 6, 12, tzinfo=UTC))
    registration = RegistrationFactory(participant=kept, event=event, present=True)

    merge_participants(kept=kept, merged=merged, merged_by=None, facts={"birth_year": 2009})

    registration.refresh_from_db()
    assert (registration.attendance, registration.age) == (Attendance.PRESENT, 12)


def test_what_is_to_be_completed_for_another_reason_than_a_missing_fact_stays_so():
    kept = ParticipantFactory(last_name="H.", sex="female", birth_year=2009, needs_completion=True)
    for facts, is_asked in (({}, True), ({"phone": "+355692345678"}, True)):
        merge_participants(kept=kept, merged=ParticipantFactory(), merged_by=None, facts=facts)
        kept.refresh_from_db()
        assert kept.needs_completion is is_asked
    merge_participants(
        kept=kept, merged=ParticipantFactory(), merged_by=None, facts={"last_name": "Hoxha"}
    )
    kept.refresh_from_db()
    assert not kept.needs_completion


# The pages
