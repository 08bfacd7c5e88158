"""What settings, headers and the code itself promise, whoever asks (docs/security.md)."""

import ast
import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.access import access_table
from tests.routes import all_routes
from tests.world import build_world

pytestmark = pytest.mark.django_db
APPS = "accounts drafts background backups partners participants events reports retention shkej"
SPOKEN_TO = {
    *("accounts/outbox.py", "events/inviting/replies/mailbox.py"),
    *("shkej/doctor/program.py", "shkej/first_day/views.py"),
}
FETCHES = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "urllib3"}
MAILS = {"smtplib", "imaplib"}
ASKED = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY"
ASKED += " SESSION_COOKIE_SAMESITE SESSION_COOKIE_PATH SESSION_COOKIE_DOMAIN DEVICE_COOKIE_NAME"
ASKED += " SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS"


def settings_with(folder, **environment):
    """The settings of a process of its own, as a real installation starts it."""
    code = (
        "import json; from django.conf import settings;"
        f"print(json.dumps({{name: getattr(settings, name) for name in {ASKED.split()!r}}}))"
    )
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    given = {"DJANGO_SETTINGS_MODULE": "shkej.settings", "SECRET_KEY": "k" * 64}
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=kept | given | {"VAR_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


@pytest.mark.one_database
def test_r11_over_tls_cookies_are_bound_to_this_host(tmp_path):
    found = settings_with(tmp_path, ALLOWED_HOSTS="shkej.example")

    names = [found[f"{name}_COOKIE_NAME"] for name in ("SESSION", "CSRF", "DEVICE")]
    assert all(name.startswith("__Host-") for name in names)
    assert found["SESSION_COOKIE_SECURE"] is found["SESSION_COOKIE_HTTPONLY"] is True
    assert found["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert (found["SESSION_COOKIE_PATH"], found["SESSION_COOKIE_DOMAIN"]) == ("/", None)
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60


@pytest.mark.one_database
def test_r44_plain_http_leads_to_tls(settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = Client().get(reverse("account_login"))

    assert answer.status_code == 301
    assert answer.url.startswith("https://")
    assert b"password" not in answer.content


@pytest.mark.one_database
@pytest.mark.slow
def test_r23_every_form_without_its_token_or_from_elsewhere_is_refused(centre):
    world = build_world(centre)
    browser = Client(enforce_csrf_checks=True)
    routes, taken = access_table()["routes"], []
    tried = 0
    for name, arguments in all_routes():
        rule = routes.get(name)
        if not rule or "POST" not in rule["methods"]:
            continue
        role = next(iter(access_table()["permissions"].get(rule["permission"], ["coordinator"])))
        browser.force_login(world.users[role])
        try:
            address = world.address(name, arguments)
        except LookupError:
            continue
        browser.cookies["csrftoken"] = token = "a" * 32
        from_elsewhere = {"Origin": "https://evil.example", "X-CSRFToken": token}
        for headers in ({}, from_elsewhere):
            status = browser.post(address, {}, headers=headers).status_code
            tried += 1
            if status != 403:
                taken.append((name, bool(headers), status))

    assert taken == []
    assert tried > 200


@pytest.mark.one_database
def test_r27_there_is_no_admin_of_django(client, admin):
    client.force_login(admin)

    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert client.get("/admin/").status_code == 404


@pytest.mark.one_database
def test_r28_no_page_is_answered_as_not_modified(client, coordinator, admin):
    client.force_login(coordinator)
    first = client.get(reverse("home"))
    client.force_login(admin)
    asked = {"If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    second = client.get(reverse("home"), headers=asked)

    assert "ETag" not in first.headers
    assert "Last-Modified" not in first.headers
    assert second.status_code == 200
    assert admin.name in second.content.decode()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/", 200),
        ("get", "/account/login/", 302),
        ("get", "/no/such/page/", 404),
        ("get", "/accounts/users/", 403),
        ("put", "/", 405),
        ("get", "/health", 200),
    ],
)
def test_r43_every_answer_says_what_a_browser_may_do(client, coordinator, method, address, status):
    client.force_login(coordinator)

    answer = getattr(client, method)(address)

    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == status
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "address",
    [
        "/.git/config",
        "/.env",
        "/backup",
        "/backup.zip",
        "/db.sqlite3",
        "/var/",
        "/var/shkej.sqlite3",
        "/files/",
        "/media/",
        "/static/",
        "/static/../manage.py",
        "/server-status",
    ],
)
def test_r48_what_is_no_page_is_not_there(client, admin, address):
    client.force_login(admin)

    assert client.get(address).status_code == 404


@pytest.mark.one_database
def test_r58_the_health_pages_say_one_word(client):
    assert client.get(reverse("health")).content == b"ok"
    assert client.get(reverse("health_ready")).content in {b"ok", b"not ready"}


def sources():
    for app in APPS.split():
        yield from (settings.BASE_DIR / app).rglob("*.py")


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.one_database
def test_r38_no_code_fetches_an_address():
    fetching, mailing = {}, set()
    for path in sources():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        modules = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
        if modules & FETCHES:
            fetching[name] = modules & FETCHES
        if modules & MAILS:
            mailing.add(name)

    assert fetching == {}
    assert mailing == SPOKEN_TO


@pytest.mark.one_database
def test_r31_every_exception_for_sql_gives_its_reason():
    bare = [
        f"{path.relative_to(settings.BASE_DIR)}: {line.strip()}"
        for path in sources()
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"noqa:[^#]*S608", line) and not re.search(r"S608\W+\w+", line)
    ]

    assert bare == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-attack.txt"]
)
def test_r47_every_dependency_is_locked_by_a_hash(name):
    text = (settings.BASE_DIR / name).read_text(encoding="utf-8")
    locked = re.split(r"\n(?=[a-zA-Z0-9])", re.sub(r"(?m)^ *#.*\n", "", text))
    packages = [part for part in locked if re.match(r"[a-zA-Z0-9]", part)]

    assert len(packages) > 20
    assert [part.split("==")[0] for part in packages if "--hash=sha256:" not in part] == []
