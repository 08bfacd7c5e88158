"""How much room uploaded files have, and the scanner that looks at them (docs/security.md, R42)."""

import os
import socket
import socketserver
import struct
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from events.importing import uploads
from events.models import Attachment
from shkej.doctor import machine
from shkej.lib.uploads import room
from shkej.lib.uploads.reading import check_table, read_upload
from tests.events.factories import AttachmentFactory, CentreFactory, EventFactory
from tests.pictures import PDF, picture, upload

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


def refusal_of(content, read=read_upload):
    with pytest.raises(ValidationError) as refused:
        read(upload(content))
    return refused.value


def attach(client, event, content=PDF):
    data = {"kind": "signed_sheet", "signatures": "", "upload": upload(content, "lista.pdf")}
    return client.post(reverse("events:attachment_create", args=[event.pk]), data)


def files():
    found = Path(default_storage.location).rglob("*")
    return {str(path) for path in found if path.is_file()}


@pytest.fixture
def _full(settings):
    default_storage.save("attachments/large", ContentFile(b"x" * 1024 * 1024))
    settings.UPLOADS_TOTAL_MB = 1


@pytest.mark.usefixtures("_full")
@pytest.mark.parametrize("read", [read_upload, check_table])
def test_r42_a_full_installation_takes_no_more_files(read):
    refused = refusal_of(PDF, read)

    assert refused.code == "no_room"
    assert "1 MB" in " ".join(refused.messages)


@pytest.mark.usefixtures("_full")
def test_r42_a_refusal_for_want_of_room_leaves_nothing_and_is_said_on_the_page(client, staff):
    before, event = files(), EventFactory()
    client.force_login(staff)

    page = attach(client, event)
    imported = client.post(reverse("events:import"), {"file": upload(b"Emri\nAna\n", "a.csv")})

    assert page.context["form"].errors.as_data()["upload"][0].code == "no_room"
    assert imported.context["form"].errors.as_data()["file"][0].code == "no_room"
    assert files() == before
    assert not Attachment.objects.exists()


def test_r42_the_files_of_a_centre_have_a_limit_of_their_own(client, staff, settings):
    settings.UPLOADS_CENTRE_MB = 1
    event = EventFactory()
    large = ContentFile(b"x" * 1024 * 1024, "x")
    AttachmentFactory(event=event, file=large)
    client.force_login(staff)
    before = files()

    page = attach(client, event)

    assert page.context["form"].errors.as_data()["upload"][0].code == "no_room"
    assert files() == before

    elsewhere = CentreFactory()
    assert event.centre != elsewhere
    room.check_room_of_centre(elsewhere, [], len(PDF))  # another centre still has room


def test_r42_the_last_of_the_disk_is_left(monkeypatch):
    free = os.statvfs_result((4096, 4096, 0, 0, 0, 0, 0, 0, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _path: free)

    assert "disk" in str(refusal_of(PDF).messages) or "disk" in str(refusal_of(PDF))


def test_without_limits_only_the_disk_decides(settings):
    settings.UPLOADS_TOTAL_MB = settings.UPLOADS_CENTRE_MB = 0

    assert read_upload(upload(PDF))[0] == "pdf"
    assert not room.is_nearly_full()


@pytest.mark.usefixtures("_full")
def test_the_doctor_and_administrators_are_told_before(client, admin):
    [finding] = machine.uploads()
    assert finding.values["megabytes"] >= finding.values["most"] == 1

    client.force_login(admin)
    page = client.get(reverse("home")).content.decode().replace("\xa0", " ")
    assert "of at most 1.0 MB" in page


class Clamd(socketserver.ThreadingTCPServer):
    """Speaks what clamd speaks: INSTREAM and PING, each answer ended by a zero byte."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Stream)
        self.seen = []


class Stream(socketserver.StreamRequestHandler):
    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.seen.append(content)
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0" if b"HUGE" in content else found)


@pytest.fixture
def clamd(settings):
    with Clamd() as server:
        settings.CLAMD_SOCKET = f"tcp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def _silent_clamd(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.CLAMD_SOCKET = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        yield


def test_r42_the_scanner_sees_the_whole_file_as_it_came(clamd):
    content = picture(size=(900, 900), quality=100) + b"x" * 100_000

    assert read_upload(upload(content))[0] == "jpg"
    assert clamd.seen == [content]


@pytest.mark.usefixtures("clamd")
@pytest.mark.parametrize("read", [read_upload, check_table])
def test_r42_what_the_scanner_finds_is_refused(read):
    assert refusal_of(PDF + EICAR, read).code == "virus"
    assert refusal_of(PDF + b"HUGE", read).code == "no_scanner"


@pytest.mark.usefixtures("_silent_clamd")
@pytest.mark.parametrize("read", [read_upload, check_table])
def test_r42_nothing_is_taken_while_the_scanner_does_not_answer(read):
    assert refusal_of(PDF, read).code == "no_scanner"


@pytest.mark.usefixtures("_silent_clamd")
def test_r42_the_page_says_that_the_scanner_is_away_and_nothing_is_kept(client, staff):
    client.force_login(staff)
    before = files()

    page = client.post(reverse("events:import"), {"file": upload(b"Emri\nAna\n", "a.csv")})

    assert page.context["form"].errors.as_data()["file"][0].code == "no_scanner"
    assert uploads.FOLDER
    assert files() == before
    [finding] = machine.uploads()
    assert "tcp://" in finding.said()[0]


@pytest.mark.usefixtures("clamd")
def test_a_scanner_that_answers_is_no_finding():
    assert list(machine.uploads()) == []


def test_r42_a_scanner_is_asked_over_its_socket_too(tmp_path, settings):
    class Unix(socketserver.ThreadingUnixStreamServer):
        seen = []

    settings.CLAMD_SOCKET = str(tmp_path / "clamd.ctl")
    with Unix(settings.CLAMD_SOCKET, Stream) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert read_upload(upload(PDF))[0] == "pdf"
        assert refusal_of(PDF + EICAR).code == "virus"
        server.shutdown()
