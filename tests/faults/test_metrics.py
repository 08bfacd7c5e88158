"""Figures for whoever watches the server: of pages, to the machine itself or by a token."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as ours
from django.urls import reverse

from accounts.models import OutgoingMail
from shkej.serving import metrics as module
from tests.databases import address

pytestmark = pytest.mark.django_db
TOKEN = "figures-for-the-watch-of-tonight"
AWAY = {"REMOTE_ADDR": "203.0.113.5", "HTTP_HOST": "testserver"}
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1"}


@pytest.fixture
def watched(settings, tmp_path):
    settings.METRICS, settings.METRICS_FOLDER = True, tmp_path
    settings.METRICS_TOKEN = TOKEN
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    return tmp_path


def status(client, *, secure=False, token=None, **environ):
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return client.get(reverse("metrics"), headers=headers, secure=secure, **environ).status_code


def test_only_the_machine_itself_and_who_has_the_token_get_them(client, watched):
    assert status(client, **HERE) == 200
    assert status(client, secure=True, token=TOKEN, **AWAY) == 200

    assert status(client, secure=True, **AWAY) == 404
    assert status(client, secure=True, token="another", **AWAY) == 404
    assert status(client, secure=True, token="", **AWAY) == 404
    assert status(client, token=TOKEN, **AWAY) == 404  # in clear
    assert status(client, HTTP_X_FORWARDED_FOR="203.0.113.5", **HERE) == 404  # by the proxy


def test_without_a_token_nobody_else_gets_them(client, watched, settings):
    settings.METRICS_TOKEN = ""
    assert status(client, secure=True, token="", **AWAY) == 404


def test_where_they_are_off_there_is_no_such_page(client, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    assert status(client, **HERE) == 404


def test_they_say_what_must_get_done_by_itself(client, watched):
    OutgoingMail.objects.create(to="a@shkej.example", content="x")

    page = client.get(reverse("metrics"), **HERE).content.decode()

    assert "shkej_workers 0.0" in page
    assert "shkej_mails_waiting 1.0" in page
    assert "shkej_failed_tasks 0.0" in page
    assert "shkej_backup_age_seconds" not in page


def test_what_dead_processes_wrote_goes(watched):
    (watched / f"counter_{os.getpid()}.db").touch()
    (watched / "counter_4194999.db").touch()

    module.forget_the_dead()

    assert [path.name for path in watched.iterdir()] == [f"counter_{os.getpid()}.db"]


PROGRAM = """
import sys
from shkej import settings
import django
django.setup()
from django.test import Client
for page in sys.argv[1:]:
    Client(HTTP_HOST="127.0.0.1").get(page)
print(Client(HTTP_HOST="127.0.0.1").get("/metrics").content.decode())
"""


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
@pytest.mark.more
def test_pages_of_all_processes_are_counted_and_nobody_is_named(tmp_path):
    environment = os.environ | {
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": address(),
        "METRICS": "on",
        "DEBUG": "on",
        "DJANGO_SETTINGS_MODULE": "shkej.settings",
    }
    pages = ["/account/login/?next=Elira", "/calendar/feed/secret-token.ics", "/no/Elira/"]
    for _process in range(2):
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM, *pages],
            cwd=ours.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    page = ended.stdout
    assert 'view="account_login"' in page, ended.stderr
    assert "Elira" not in page
    assert "secret-token" not in page
    [line] = [
        line
        for line in page.splitlines()
        if line.startswith("django_http_requests_before_middlewares_total ")
    ]
    assert float(line.split()[1]) == 2 * len(pages) + 2
