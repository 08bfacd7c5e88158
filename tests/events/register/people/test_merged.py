"""A record that was merged into another comes onto no register any more."""

import pytest
from django.core.exceptions import ValidationError

from events.register.people.services import cancel_registration, register_participant
from events.register.places.waiting_list import restore_registration
from participants.merging.services import merge_participants, undo_merge
from tests.events.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(staff):
    """One who was taken off, and whose record was merged then into one that is there."""
    place = RegistrationFactory(event=EventFactory())
    cancel_registration(registration=place, cancelled_by=staff)
    return place


@pytest.fixture
def merge(place):
    kept = RegistrationFactory(event=place.event).participant
    return merge_participants(kept=kept, merged=place.participant, merged_by=None)


def test_who_was_taken_off_does_not_come_back_as_a_second_record(place, merge, staff):
    with pytest.raises(ValidationError):
        restore_registration(registration=place, attendance="present", restored_by=staff)

    assert place.event.registrations.active().get().participant == merge.kept
    undo_merge(merge=merge, undone_by=staff)
    restore_registration(registration=place, attendance="present", restored_by=staff)
    assert place.event.registrations.active().count() == 2


def test_record_that_was_found_before_it_was_merged_is_refused(place, merge, staff):
    for event in (place.event, EventFactory()):
        with pytest.raises(ValidationError):
            register_participant(
                event=event, participant=place.participant, source="walk_in", registered_by=staff
            )
    assert not merge.merged.registrations.active().exists()
