"""What the access log says of somebody, also of a record that was merged into theirs."""

import pytest
from django.urls import reverse

from accounts.models.access_log import Action
from accounts.services import log_access
from participants.breaches.exposure import exposure
from participants.consents.received import received
from participants.merging.services import merge_participants
from participants.models import Participant
from shkej.lib.dates import today
from tests.events.factories import RegistrationFactory
from tests.participants.breaches.test_breaches import breach
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined(centre, coordinator):
    """Somebody who had two records: of the one that is gone a list of names went out."""
    kept, gone = (ParticipantFactory(centre=centre) for _record in range(2))
    log_access(Action.EXPORT_PEOPLE, user=coordinator, people=[gone.pk], names="full")
    log_access(Action.VIEW_PARTICIPANT, gone, user=coordinator)
    merge_participants(kept=kept, merged=gone, merged_by=coordinator)
    kept.refresh_from_db()
    return kept


def test_p5_who_received_data_is_known_after_a_merge(joined):
    assert [line.action for line in received(joined)] == ["export_people"]


def test_who_looked_is_known_after_a_merge(client, coordinator, joined):
    client.force_login(coordinator)

    page = client.get(reverse("participants:participant_readers", args=[joined.pk]))

    assert len(page.context["listed"]) == 2


def test_p19_two_records_of_one_person_are_one(admin, joined):
    days = {"begins_on": today(), "ends_on": today()}

    assert exposure(breach(**days), admin).people == [joined.pk]
    told = exposure(breach(person_key=joined.pk, **days), admin)
    assert (told.lines, told.people) == (2, [joined.pk])
    gone = Participant.objects.get(merged_into=joined)
    assert exposure(breach(person_key=gone.pk, **days), admin).people == [joined.pk]


@pytest.mark.parametrize("kind", ["photo", "signed_sheet"])
def test_p19_opened_files_tell_of_whoever_came(admin, staff, kind):
    place = RegistrationFactory(present=True)
    RegistrationFactory(event=place.event)
    log_access(Action.VIEW_FILE, place.event, user=staff, kind=kind)
    days = {"begins_on": today(), "ends_on": today()}

    assert exposure(breach(**days), admin).people == [place.participant_id]
    told = exposure(breach(person_key=place.participant_id, **days), admin)
    assert (told.lines, told.people) == (1, [place.participant_id])
