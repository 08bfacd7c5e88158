"""A file that is being made while somebody is erased is not kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from background.made_files import kept
from background.models import StartedTask
from events.importing import tasks as importing
from events.importing.files import reading
from events.paper import tasks, views
from retention.access import file as access
from retention.erasing import services
from retention.erasing.scopes import ErasureScope
from retention.erasing.services import erase
from retention.models import AccessRequest
from tests.background import sample
from tests.events.factories import RegistrationFactory
from tests.events.importing.import_files import attendance, csv_file
from tests.events.paper.sheet.lists import printed

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client, coordinator, centre):
    client.force_login(coordinator)
    return RegistrationFactory(present=True, event__centre=centre, participant__centre=centre)


def erased_while(monkeypatch, module, name, place):
    """Whoever is at `place` is erased once the function `name` of a file has done its part."""
    make = getattr(module, name)

    def made(*args, **options):
        content = make(*args, **options)
        erase([place.participant_id], scope=ErasureScope.NAMES)
        return content

    monkeypatch.setattr(module, name, made)


def test_the_file_of_all_that_is_held_of_them(client, coordinator, place, monkeypatch):
    request = AccessRequest.objects.create(
        participant=place.participant,
        asked_by="self",
        received_on=timezone.localdate(),
        recorded_by=coordinator,
    )
    client.get(reverse("retention:access_file", args=[request.pk]))
    erased_while(monkeypatch, access, "packed", place)

    sample.work()

    started = StartedTask.objects.get()
    assert started.has_failed
    assert "kept" not in started.notes


def test_a_list_with_their_name(client, place, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 0)
    printed(client, place.event)
    erased_while(monkeypatch, tasks, "write_sheet", place)

    sample.work()

    started = StartedTask.objects.get()
    assert started.has_failed
    assert "kept" not in started.notes


def test_the_check_of_a_list_that_may_write_their_name(client, place, monkeypatch):
    """Whom the words of a list mean, nobody can say."""
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    file = SimpleUploadedFile("list.csv", csv_file([attendance(age="-4")]))
    client.post(reverse("events:import"), {"file": file})
    erased_while(monkeypatch, importing, "import_attendance", place)

    sample.work()

    started = StartedTask.objects.get()
    assert started.has_failed
    assert "kept" not in started.notes


def test_a_list_that_was_made_after_the_erasure_looked_for_files(client, place, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 0)
    printed(client, place.event)
    write_ledger = services._write_ledger

    def made_and_written(*args):
        sample.work()
        write_ledger(*args)

    monkeypatch.setattr(services, "_write_ledger", made_and_written)

    erase([place.participant_id], scope=ErasureScope.NAMES)

    started = StartedTask.objects.get()
    assert started.is_done
    assert kept(started) is None
