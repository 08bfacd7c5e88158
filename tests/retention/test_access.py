"""P15: one file with all that is held of a person, in both languages, and nothing of others."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.models.access_log import Action
from accounts.services import log_access
from background.models import StartedTask
from participants.consents.received import received
from participants.merging.services import merge_participants
from participants.models import Consent, Guardianship
from retention.access.file import access_file, packed
from retention.models import AccessRequest
from retention.models.access import month_after
from tests.background import sample
from tests.events.factories import AttachmentFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(centre, coordinator, staff):
    """A request of somebody who is in every section."""
    person = ParticipantFactory(
        first_name="Elira", last_name="Gjonaj", centre=centre, phone="+355692345678"
    )
    person.last_name = "Gjonaj Leka"
    person.save()
    mother = ParticipantFactory(first_name="Drita", last_name="Hoxhaj", centre=centre)
    Guardianship.objects.create(adult=mother, child=person, relation="mother")
    Consent.objects.create(
        participant=person,
        purpose="photo",
        answer="refused",
        given_by="self",
        given_on="2024-02-03",
    )
    event = EventFactory(
        centre=centre, title_sq="Takim në qendër", results_sq="Elira Gjonaj foli me Drita Hoxhajn."
    )
    RegistrationFactory(event=event, participant=person, present=True, age=14)
    AttachmentFactory(event=event, added_by=staff)
    log_access(Action.VIEW_PARTICIPANT, person, user=staff)
    log_access(Action.EXPORT, event, user=coordinator, people=[person.pk])
    return AccessRequest.objects.create(
        participant=person, asked_by="self", received_on=timezone.localdate(), recorded_by=staff
    )


def opened(asked):
    with zipfile.ZipFile(io.BytesIO(packed(asked))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_p15_all_that_is_held_is_in_it_and_nobody_else(asked, staff):
    files = opened(asked)

    about = json.loads(files["data.json"])["about"]
    assert set(about) == {"sq", "en"}
    english = about["en"]
    assert english["person"][0]["phone"] == "+355692345678"
    assert english["earlier"][0]["last_name"] == "Gjonaj"
    assert english["family"][0]["tie"] == "Mother"
    assert english["consents"][0]["answer"] == "Refused"
    assert english["places"][0]["event"] == "Takim në qendër"
    assert english["files"][0]["kind"]
    assert any("Elira Gjonaj foli me […]" in row["text"] for row in english["texts"])
    assert {row["left"] for row in english["readers"]} == {"yes", "no"}
    said = json.dumps(about, ensure_ascii=False)
    for other in ("Drita", "Hoxhaj", staff.name, staff.email):
        assert other not in said
    assert set(files) in ({"data.json", "sq.pdf", "en.pdf"}, {"data.json", "sq.html", "en.html"})


def test_p15_what_a_merged_record_said_and_who_saw_it_is_in_it(asked, coordinator, staff):
    person = asked.participant
    double = ParticipantFactory(
        first_name="Elira", last_name="Gjonaj", centre=person.centre, phone="+355697654321"
    )
    log_access(Action.PRINT_LIST, person.registrations.get().event, people=[double.pk], user=staff)
    merge_participants(kept=person, merged=double, merged_by=coordinator)

    english = json.loads(opened(asked)["data.json"])["about"]["en"]

    assert english["earlier"][0]["last_name"] == "Gjonaj Leka"
    assert [row["code"] for row in english["earlier"]].count(double.code) == 1
    assert english["earlier"][-1]["phone"] == "+355697654321"
    assert "Printed an attendance list" in {row["act"] for row in english["readers"]}


def test_p15_whoever_opened_a_list_that_they_signed_is_told_of(asked, staff):
    event = asked.participant.registrations.get().event
    log_access(Action.VIEW_FILE, event, kind="signed_sheet", user=staff)
    log_access(Action.VIEW_FILE, event, kind="document", user=staff)

    english = json.loads(opened(asked)["data.json"])["about"]["en"]

    seen = [row for row in english["readers"] if row["act"] == "Opened a file"]
    assert [(row["times"], row["left"]) for row in seen] == [("1", "yes")]


def test_p15_the_law_gives_a_month():
    assert month_after(date(2026, 1, 31)) == date(2026, 2, 28)
    assert month_after(date(2026, 12, 5)) == date(2027, 1, 5)


def test_p15_what_is_open_stands_on_home_until_it_is_answered(client, coordinator, asked):
    client.force_login(coordinator)
    address = reverse("retention:access", args=[asked.pk])
    assert address in client.get(reverse("home")).content.decode()

    client.post(reverse("retention:access_answered", args=[asked.pk]))

    assert address not in client.get(reverse("home")).content.decode()
    asked.refresh_from_db()
    assert asked.answered_by == coordinator


def test_one_that_is_late_says_so(client, coordinator, asked):
    asked.received_on = timezone.localdate() - timedelta(days=40)
    asked.save()
    client.force_login(coordinator)

    page = client.get(reverse("retention:access", args=[asked.pk]))

    assert asked.is_late
    assert "chip-cancelled" in page.content.decode()


def test_the_worker_makes_it_and_whoever_takes_it_stands_in_the_log(client, coordinator, asked):
    client.force_login(coordinator)

    response = client.get(reverse("retention:access_file", args=[asked.pk]))

    assert response.url.startswith("/tasks/")
    made = access_file.func.make(coordinator, asked.pk)
    assert made.content_type == "application/zip"
    assert not AccessLog.objects.filter(action="access_file").exists()

    sample.work()
    client.get(StartedTask.objects.get().url)

    line = AccessLog.objects.get(action="access_file")
    assert list(received(asked.participant).filter(action="access_file")) == [line]
    assert line.user == coordinator


def test_r18_a_request_about_somebody_out_of_scope_does_not_exist(client, coordinator, staff):
    stranger = AccessRequest.objects.create(
        participant=ParticipantFactory(),
        asked_by="self",
        received_on=timezone.localdate(),
        recorded_by=staff,
    )
    client.force_login(coordinator)

    for route in ("access", "access_file"):
        assert client.get(reverse(f"retention:{route}", args=[stranger.pk])).status_code == 404
