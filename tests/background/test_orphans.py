"""R42: what a process that died between a file and its row left is removed, and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from background.orphans import remove_orphans
from tests.events.factories import AttachmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return tmp_path


def put(path):
    return default_storage.save(path, ContentFile(b"a signed list"))


def left(files):
    return {path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()}


@pytest.mark.parametrize("folder", ["attachments", "sources", "unfinished"])
def test_a_file_that_no_record_names_goes_after_a_day(files, folder):
    put(f"{folder}/a")
    assert remove_orphans.func() == 0

    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert remove_orphans.func() == 1
    assert left(files) == set()


def test_what_a_record_names_and_what_lies_elsewhere_stays(files):
    attachment = AttachmentFactory()
    kept = {attachment.file.name, put("made/export"), put("imports/one"), put("other")}
    put("attachments/orphan")

    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert remove_orphans.func() == 1
    assert left(files) == kept
    assert Path(attachment.file.path).exists()
