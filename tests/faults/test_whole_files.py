"""F12: on a full disk an upload leaves no part of a file, no row, and is refused in words."""

import errno
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.models import Attachment, Event
from participants.models import Participant
from reports.models import ManualSource
from tests.events.factories import EventFactory
from tests.events.importing.import_files import csv_file
from tests.pictures import PDF, upload

pytestmark = pytest.mark.django_db
ROW = {"event": "m", "starts_at": "2021-10-06 10:00", "first_name": "Ana", "last_name": "Hoxha"}


@pytest.fixture
def disk(settings, tmp_path):
    """The folder of the uploaded files."""
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return tmp_path


@pytest.fixture
def full(disk, monkeypatch):
    """The disk takes the first bytes of a file and no more."""

    def some(content, _size=None):
        yield content.read(5)
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(ContentFile, "chunks", some, raising=False)
    monkeypatch.setattr(File, "chunks", some)
    return disk


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    client.raise_request_exception = False
    return client


def test_a_part_of_a_file_is_nowhere(full):
    with pytest.raises(OSError, match="full"):
        default_storage.save("attachments/a", ContentFile(b"a signed list"))

    assert files(full) == []


@pytest.mark.parametrize("what", ["attachment", "import"])
def test_an_upload_is_refused_and_leaves_nothing(desk, centre, full, what):
    event = EventFactory(centre=centre)
    if what == "attachment":
        page = reverse("events:attachment_create", args=[event.pk])
        sent = {"kind": "signed_sheet", "upload": upload(PDF, "lista.pdf")}
    else:
        page = reverse("events:import")
        sent = {"file": SimpleUploadedFile("list.csv", csv_file([ROW]))}

    answer = desk.post(page, sent)

    assert answer.status_code == 503
    assert "disku mund të jetë plot" in answer.content.decode()
    assert files(full) == []
    assert not Attachment.objects.exists()
    assert not Participant.objects.exists()
    assert not ManualSource.objects.exists()
    assert Event.objects.count() == 1


def test_once_there_is_room_it_is_kept(desk, centre, disk):
    event = EventFactory(centre=centre)
    sent = {"kind": "signed_sheet", "upload": upload(PDF, "lista.pdf")}
    desk.post(reverse("events:attachment_create", args=[event.pk]), sent)

    [path] = files(disk)
    assert path == Path(event.attachments.get().file.path)
    assert path.read_bytes().startswith(b"%PDF")


def test_f2_file_and_name_reach_the_disk_before_it_counts_as_saved(disk, settings, monkeypatch):
    settings.SAVES_MUST_LAST, synced = True, []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))

    name = default_storage.save("attachments/a", ContentFile(b"a signed list"))

    path = Path(default_storage.path(name))
    assert synced == [path.stat().st_ino, path.parent.stat().st_ino]
