"""F12, F13: a whole installation on a disk that is full, and on one that is only read."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from tests.backups.conftest import place  # noqa: F401
from tests.conftest import user_with
from tests.faults.machine.disk import SmallDisk
from tests.faults.marking import CSRF
from tests.faults.serving import Server
from tests.programs import PROGRAM

pytestmark = [pytest.mark.slow, pytest.mark.more, pytest.mark.django_db(transaction=True)]
SIZE = "48m"
NAME = "shkej.sqlite3"
CREATE = reverse("partners:organisation_create")
BOUNDARY = "a-boundary"


class Installation:
    """The tests' database, moved to a disk of its own, and somebody who is signed in."""

    def __init__(self, disk, centre):
        self.disk = disk
        self.user = user_with("coordinator", centre=centre)
        client = Client()
        client.force_login(self.user)
        client.get(reverse("home"))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        source = connection.settings_dict["NAME"]
        connections.close_all()
        with closing(sqlite3.connect(source)) as ours:
            ours.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(source, disk.inside / NAME)
        (disk.inside / "files").mkdir()

    @property
    def environment(self):
        return {
            "DATABASE_URL": f"sqlite:///{self.disk.folder / NAME}",
            "VAR_DIR": str(self.disk.folder),
            "DEBUG": "off",
            "DJANGO_SETTINGS_MODULE": "tests.faults.machine.settings",
        }

    def server(self):
        return Server(through=self.disk.through, **self.environment)

    def ask(self, server, method, page, body=None, **headers):
        """(status, headers, text) of an answer."""
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as line:
            line.request(method, page, body, self.headers | headers)
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode()

    def save(self, server, name):
        """Send the form of a new organisation."""
        typed = {"name_sq": name, "name_en": "", "kind": "ngo", "language": "sq"}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask(server, "POST", CREATE, urlencode(typed), **kind)

    def upload(self, server, content):
        """Send a file of people to be imported."""
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.ask(server, "POST", reverse("events:import"), body, **kind)

    def names(self):
        """The organisations that the database holds, which is whole."""
        copy = Path(self.disk.folder).with_suffix(".copy")
        for ending in ("", "-wal"):
            if (self.disk.inside / f"{NAME}{ending}").exists():
                shutil.copyfile(self.disk.inside / f"{NAME}{ending}", f"{copy}{ending}")
        with closing(sqlite3.connect(copy)) as ours:
            assert ours.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = ours.execute("SELECT name_sq FROM partners_organisation").fetchall()
        return [name for (name,) in rows]

    def files(self):
        """The files that were uploaded, and parts of them."""
        return [path for path in (self.disk.inside / "files").rglob("*") if path.is_file()]


@pytest.fixture
def installed(tmp_path, centre):
    if connection.vendor != "sqlite":
        pytest.skip("a server has its disk elsewhere")
    folder = tmp_path / "disk"
    folder.mkdir()
    with SmallDisk(folder, SIZE) as disk:
        yield Installation(disk, centre)


def test_f12_on_a_full_disk_nothing_is_half_saved_and_it_goes_on_once_there_is_room(installed):
    with installed.server() as server:
        assert installed.save(server, "Para")[0] == 302
        installed.disk.fill()
        saved = []
        while (answer := installed.save(server, f"Gjatë {len(saved)}"))[0] == 302:
            saved.append(f"Gjatë {len(saved)}")  # SQLite has room in its own file yet
            assert len(saved) < 500
        status, headers, page = answer
        uploaded = installed.upload(server, b"x" * 1_000_000)
        signing_in = installed.ask(server, "GET", reverse("account_login"), Cookie="")

        assert status == 503
        assert int(headers["Retry-After"]) > 0
        assert "mund të mos jetë ruajtur" in page
        assert uploaded[0] == 503
        assert installed.files() == []
        assert signing_in[0] in {200, 503}
        installed.disk.make_room()
        assert installed.save(server, "Pas")[0] == 302

    names = installed.names()
    assert {"Para", "Pas", *saved} <= set(names)
    assert len(set(names)) == len(names)


def test_f12_a_backup_onto_a_full_disk_leaves_nothing(installed, place):  # noqa: F811
    installed.disk.fill()
    before = sorted(path.name for path in installed.disk.inside.rglob("*"))

    ended = subprocess.run(
        [*installed.disk.through, sys.executable, PROGRAM, "backup", str(installed.disk.folder)],
        env={"PATH": "/usr/bin:/bin", "SECRET_KEY": "x", **place.environment()}
        | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "no room left" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert sorted(path.name for path in installed.disk.inside.rglob("*")) == before


def test_f13_on_a_disk_that_is_only_read_nothing_is_acknowledged_and_it_goes_on_after(installed):
    with installed.server() as server:
        assert installed.save(server, "Para")[0] == 302
        server.kill()
        installed.disk.set_read_only(True)
        server.begin()
        status, headers, page = installed.save(server, "Gjatë")
        uploaded = installed.upload(server, b"event;starts_at\n")

        assert status == 503
        assert int(headers["Retry-After"]) > 0
        assert "mund të mos jetë ruajtur" in page
        assert uploaded[0] == 503
        assert installed.files() == []
        server.kill()
        installed.disk.set_read_only(False)
        server.begin()
        assert installed.save(server, "Pas")[0] == 302

    names = installed.names()
    assert {"Para", "Pas"} <= set(names)
    assert "Gjatë" not in names
