"""F13: while what others write waits for a lock pages are answered, and each wait ends."""

import os
import subprocess
import sys
from threading import Barrier, Event, Thread

import pytest
from django.conf import settings
from django.test import RequestFactory

from shkej.serving import readers_first as module
from shkej.serving.readers_first import LONGEST_WAIT, end_waits, readers_first
from tests.databases import address

PLACES = 3


class Application:
    """Holds whoever writes until it is let go."""

    def __init__(self):
        self.lock, self.inside = Event(), Barrier(PLACES + 1)

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] == "POST" and "go" not in environ["PATH_INFO"]:
            self.inside.wait(30)
            self.lock.wait(30)
        start_response("200 OK", [])
        return [b"done"]


def ask(serve, method, path="/"):
    """The status of an answer, its headers and its text."""
    told = []
    environ = RequestFactory().generic(method, path).environ
    content = b"".join(serve(environ, lambda status, headers: told.append((status, headers))))
    [(status, headers)] = told
    return status, dict(headers), content.decode()


@pytest.fixture
def held(monkeypatch):
    """A server all of whose places for writers are taken."""
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    application = Application()
    serve = readers_first(application, PLACES)
    threads = [Thread(target=ask, args=[serve, "POST"]) for _place in range(PLACES)]
    for thread in threads:
        thread.start()
    application.inside.wait(30)

    def let_go():
        application.lock.set()
        for thread in threads:
            thread.join(30)

    yield serve, let_go
    let_go()


def test_readers_are_answered_and_another_writer_is_told_to_try_again(held):
    serve, let_go = held

    assert ask(serve, "GET")[2] == "done"
    status, headers, page = ask(serve, "POST", "/go")
    assert status.startswith("503")
    assert int(headers["Retry-After"]) > 0
    assert "mund të mos jetë ruajtur" in page
    let_go()
    assert ask(serve, "POST", "/go")[2] == "done"


def test_a_fault_gives_its_place_back(monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.01)

    def fail(_environ, _start):
        raise ValueError("a fault")

    serve = readers_first(fail, 1)
    for _time in range(2):
        with pytest.raises(ValueError, match="a fault"):
            serve(RequestFactory().post("/").environ, None)


def test_each_wait_for_the_database_ends():
    sqlite, postgres = (
        {"ENGINE": f"django.db.backends.{name}", "OPTIONS": {"timeout": 20}}
        for name in ("sqlite3", "postgresql")
    )
    end_waits(sqlite)
    end_waits(postgres)
    assert sqlite["OPTIONS"]["timeout"] == LONGEST_WAIT == 5
    assert postgres["OPTIONS"]["options"] == "-c lock_timeout=5s"

    given = {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {"options": "-c lock_timeout=1s"},
    }
    end_waits(given)
    assert given["OPTIONS"]["options"] == "-c lock_timeout=1s"


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_a_web_process_waits_no_longer():
    """As gunicorn and waitress load it."""
    program = (
        "import shkej.wsgi; from django.db import connection; connection.ensure_connection();"
        "print(connection.settings_dict['OPTIONS']['timeout'])"
    )
    ours = {"DATABASE_URL": address(), "DEBUG": "on", "DJANGO_SETTINGS_MODULE": "shkej.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=os.environ | ours,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.split() == [str(LONGEST_WAIT)], ended.stderr
