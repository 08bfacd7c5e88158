"""Waitress, which serves on Windows, with the very command line of the guide."""

import os
import re
import shlex
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from tests.databases import address

GUIDE = settings.BASE_DIR / "docs" / "operations.md"
SECONDS = 120


def command(port):
    """The command of the guide, on a port of ours."""
    line = re.search(r"^    (?:\S*[\\/])?waitress-serve (.+)$", GUIDE.read_text(), re.M)[1]
    waitress = Path(sys.executable).with_name("waitress-serve")
    return [str(waitress), *shlex.split(line.replace(":8000", f":{port}"))]


def answer(port, **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    connection.request("GET", "/account/login/", headers=headers)
    return connection.getresponse()


def is_served(port):
    try:
        with socket.create_connection(("127.0.0.1", port)):
            return True
    except ConnectionRefusedError:
        return False


@pytest.fixture
def port(transactional_db):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = {"DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "tests.deploy.over_tls"}
    server = subprocess.Popen(command(port), cwd=settings.BASE_DIR, env=os.environ | ours)
    started_at = timezone.now()
    while not is_served(port):
        assert server.poll() is None
        assert (timezone.now() - started_at).total_seconds() < SECONDS
    yield port
    server.terminate()
    server.wait(SECONDS)


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.one_database
def test_behind_tls_a_page_comes_and_is_not_sent_on_for_ever(port):
    over_tls = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    assert answer(port, **over_tls).status == 200
    plain = answer(port, **{"X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.9"})
    assert plain.status == 301
    assert plain.headers["Location"].startswith("https://")
