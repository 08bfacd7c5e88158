"""`make audit`: a known fault fails, an exception ends, and nobody is told "clean" by silence."""

import json
import subprocess
import sys
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings

from scripts import advisories

pytestmark = [pytest.mark.one_database, pytest.mark.slow]
PINNED = "one[more]==1.0 ; python_version >= '3.11' \\\n    --hash=sha256:00\ntwo==2.1\n"


@pytest.fixture
def pinned(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text(PINNED)
    return file


@pytest.fixture
def service(monkeypatch):
    """What the database of faults answers: set `answer`, and `further` for what comes before it.

    `asked` is what it was asked.
    """

    class Service(BaseHTTPRequestHandler):
        answer, asked, further = b"", [], []

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            Service.asked.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(Service.further.pop(0) if Service.further else Service.answer)

        def log_message(self, *arguments):
            pass

    Service.asked, Service.further = [], []
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("AUDIT_SERVICE", f"http://127.0.0.1:{server.server_port}/")
    yield Service
    server.shutdown()
    thread.join()
    server.server_close()


def test_r47_a_known_fault_fails_and_is_named(pinned, service, capsys):
    service.answer = json.dumps({"results": [{}, {"vulns": [{"id": "GHSA-bad"}]}]}).encode()

    assert advisories.main([pinned]) == advisories.FAULTY
    assert "two 2.1: GHSA-bad" in capsys.readouterr().out
    asked = [(one["package"]["name"], one["version"]) for one in service.asked[0]["queries"]]
    assert asked == [("one", "1.0"), ("two", "2.1")]


def test_r47_what_does_not_fit_on_one_page_is_asked_for(pinned, service, capsys):
    two = {"vulns": [{"id": "GHSA-first"}], "next_page_token": "more"}
    service.further = [json.dumps({"results": [{}, two]}).encode()]
    service.answer = b'{"results": [{"vulns": [{"id": "GHSA-second"}]}]}'

    assert advisories.main([pinned]) == advisories.FAULTY
    said = capsys.readouterr().out
    assert "two 2.1: GHSA-first" in said
    assert "two 2.1: GHSA-second" in said
    [again] = service.asked[1]["queries"]
    assert (again["package"]["name"], again["page_token"]) == ("two", "more")


def test_r47_pages_without_end_are_no_look_up(pinned, service, capsys, monkeypatch):
    monkeypatch.setattr(advisories, "MOST_PAGES", 3)
    service.answer = b'{"results": [{"next_page_token": "more"}, {"next_page_token": "more"}]}'

    assert advisories.main([pinned]) == advisories.NOT_LOOKED_UP
    assert len(service.asked) == 3


def test_r47_where_none_is_known_it_says_of_how_many(pinned, service, capsys):
    service.answer = b'{"results": [{}, {}]}'

    assert advisories.main([pinned]) == advisories.CLEAN
    assert "2 packages looked up" in capsys.readouterr().out


@pytest.mark.parametrize(("days", "status"), [(0, advisories.CLEAN), (-1, advisories.FAULTY)])
def test_r47_an_exception_has_a_last_day(pinned, service, monkeypatch, capsys, days, status):
    until = date.today() + timedelta(days=days)  # noqa: DTZ011
    one = {"id": "GHSA-bad", "reason": "not used here", "until": until}
    monkeypatch.setattr(advisories, "exceptions", lambda: [one])
    service.answer = b'{"results": [{}, {"vulns": [{"id": "GHSA-bad"}]}]}'

    assert advisories.main([pinned]) == status
    assert ("not used here" in capsys.readouterr().out) is (status == advisories.CLEAN)


@pytest.mark.parametrize(
    "answer", [b"<html>", b"{}", b"[]", b'{"results": null}', b'{"results": [{}]}']
)
def test_r47_a_wrong_answer_is_no_look_up(pinned, service, capsys, answer):
    service.answer = answer

    assert advisories.main([pinned]) == advisories.NOT_LOOKED_UP
    assert "NOT looked up" in capsys.readouterr().out


def test_r47_where_nobody_answers_it_says_so_and_fails(pinned, monkeypatch):
    monkeypatch.setenv("AUDIT_SERVICE", "http://127.0.0.1:1/")

    ended = subprocess.run(
        [sys.executable, settings.BASE_DIR / "scripts" / "advisories.py", pinned],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == advisories.NOT_LOOKED_UP
    assert "NOT looked up" in ended.stdout


def test_r47_every_pinned_package_is_asked_about():
    text = (settings.BASE_DIR / "requirements.txt").read_text(encoding="utf-8")

    assert len(advisories.PINNED.findall(text)) == text.count("==") - text.count(" == ")


def test_r47_every_exception_gives_its_reason_and_its_day():
    for one in advisories.exceptions():
        assert len(one["reason"].split()) > 2
        assert isinstance(one["until"], date)
