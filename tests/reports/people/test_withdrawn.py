"""Files made before a consent was withdrawn end with it, at once (docs/security.md, P5)."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import AccessLog
from accounts.models.access_log import Action
from accounts.reading.shown_people import read
from background.made_files import FOLDER
from background.models import StartedTask
from participants.consents.services import record_answer, withdraw
from participants.merging.services import merge_participants
from participants.models import Consent
from reports.people import views
from shkej.lib.dates import today
from tests.background import sample
from tests.conftest import user_with
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client, centre, monkeypatch):
    """Somebody signed in who may export people, whose files the worker makes."""
    monkeypatch.setattr(views, "AT_ONCE", 0)
    user = user_with("coordinator", centre=centre, exports=True)
    client.force_login(user)
    return user


@pytest.fixture
def made(client, coordinator, shared):
    """(the address of the file with the twelve girls under codes, its name in the storage)."""
    client.get(reverse("reports:export_people_file"), asked(shared))
    sample.work()
    started = StartedTask.objects.get()
    assert is_kept(started.notes["kept"]["token"])
    return started.url, started.notes["kept"]["token"]


def asked(shared):
    return shared.asked | {"format": "csv", "language": "en"}


def files():
    """Their names, of these tests and of others."""
    return set(default_storage.listdir(FOLDER)[1]) if default_storage.exists(FOLDER) else set()


def is_kept(token):
    return default_storage.exists(f"{FOLDER}/{token}")


def take_back(person, by):
    given = Consent.objects.newest().get(participant=person, answer="given")
    return withdraw(consent=given, given_by="guardian", withdrawn_by=by)


def exports():
    return AccessLog.objects.filter(action=Action.EXPORT_PEOPLE)


def test_p5_a_file_that_waits_ends_with_the_consent(client, made, shared, coordinator):
    take_back(shared.people[0], coordinator)

    answer = client.get(made[0])

    assert not is_kept(made[1])
    assert answer.status_code == 302
    assert not exports().exists()
    again = client.get(answer.url)
    sample.work()
    file = client.get(StartedTask.objects.latest("pk").url)
    assert again.status_code == 302
    assert file["Content-Disposition"].startswith("attachment")
    assert read(exports().get().people) == {person.pk for person in shared.people[1:]}


def test_p5_a_no_on_a_form_ends_it_as_well(client, made, shared, coordinator):
    record_answer(
        Consent(
            participant=shared.people[3],
            purpose="sharing",
            shared_with=shared.recipient,
            answer="refused",
            given_by="guardian",
            given_on=today(),
            recorded_by=coordinator,
        )
    )

    assert not is_kept(made[1])
    assert client.get(made[0]).status_code == 302


def test_p5_a_consent_that_is_given_ends_no_file(client, made, shared, coordinator):
    record_answer(
        Consent(
            participant=shared.people[3],
            purpose="photo",
            answer="given",
            given_by="guardian",
            given_on=today(),
            recorded_by=coordinator,
        )
    )

    assert client.get(made[0])["Content-Disposition"].startswith("attachment")


def test_p5_a_file_that_tells_of_others_stays(client, made, coordinator):
    stranger = ParticipantFactory()
    Consent.objects.create(
        participant=stranger, purpose="photo", answer="given", given_by="self", given_on=today()
    )

    take_back(stranger, coordinator)

    assert is_kept(made[1])
    assert client.get(made[0])["Content-Disposition"].startswith("attachment")


def test_p5_a_file_under_the_record_that_was_merged_ends(client, made, shared, coordinator):
    kept = ParticipantFactory()
    merge_participants(kept=kept, merged=shared.people[5], merged_by=coordinator)

    take_back(kept, coordinator)

    assert not is_kept(made[1])


def test_p5_a_file_that_is_just_being_made_is_not_kept(client, coordinator, shared, monkeypatch):
    """The rows were read before the consent was withdrawn, and would be written after it."""
    client.get(reverse("reports:export_people_file"), asked(shared))
    before, write = files(), views.write

    def withdrawn_meanwhile(*args):
        take_back(shared.people[0], coordinator)
        return write(*args)

    monkeypatch.setattr(views, "write", withdrawn_meanwhile)
    sample.work()

    assert files() == before
    started = StartedTask.objects.get()
    assert started.has_failed
    assert "withdrew a consent" in started.reason
    monkeypatch.setattr(views, "write", write)
    client.get(reverse("reports:export_people_file"), asked(shared))
    sample.work()
    assert len(files() - before) == 1  # what ended before it began does not stop it


def test_p5_a_file_that_waits_for_its_turn_is_made_from_what_holds_then(
    client, coordinator, shared
):
    client.get(reverse("reports:export_people_file"), asked(shared))
    take_back(shared.people[0], coordinator)
    sample.work()

    assert StartedTask.objects.get().is_done
    kept = StartedTask.objects.get().notes["kept"]
    assert shared.people[0].pk not in kept["logged"]["people"]
