"""`make run`: a worker beside the server, which ends with it."""

import os
import signal
import socket
import subprocess
import sys
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.utils import timezone

from background.living import living_workers
from tests.databases import address
from tests.often import often

SECONDS = 120


def until(is_so):
    started_at = timezone.now()
    while not is_so():
        assert (timezone.now() - started_at).total_seconds() < SECONDS


def is_ready(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready") as answer:  # noqa: S310
            return answer.read() == b"ok"
    except URLError:  # not served yet, or 503
        return False


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", often(signal.SIGKILL, then=[signal.SIGTERM, signal.SIGINT]))
def test_worker_ends_with_the_server_however_that_ends(way):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "scripts/serve.py", str(port)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: is_ready(port) or server.poll() is not None)
    assert server.poll() is None

    server.send_signal(way)
    server.wait(SECONDS)

    until(lambda: not living_workers())
