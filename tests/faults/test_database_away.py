"""F12, F13: a database that is locked, full, read-only or absent answers 503, and comes back."""

import errno
import sqlite3
from contextlib import closing, contextmanager
from datetime import timedelta

import psycopg2
import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, OperationalError, connection, connections
from django.urls import reverse
from django.utils import timezone

from partners.models import Organisation
from shkej.errors import bad_request, server_error
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 500


@pytest.fixture
def somebody(client, coordinator):
    """A client of somebody who works; what fails becomes a page, as in production."""
    client.force_login(coordinator)
    client.get(reverse("home"))
    client.raise_request_exception = False
    return client


@contextmanager
def connected_with(**options):
    """Let connections be made with other options while the block runs."""
    before = dict(connection.settings_dict)
    connections.close_all()
    connection.settings_dict.update(options)
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


@contextmanager
def locked():
    """Somebody else holds what is to be written, and waiting ends at once."""
    options = dict(connection.settings_dict["OPTIONS"])
    if connection.vendor == "sqlite":
        options["timeout"] = 0.01
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        statement = "BEGIN EXCLUSIVE"
    else:
        options["options"] = "-c lock_timeout=10ms"
        other = psycopg2.connect(**connection.get_connection_params())
        statement = "LOCK TABLE partners_organisation IN ACCESS EXCLUSIVE MODE"
    with closing(other), closing(other.cursor()) as cursor:
        cursor.execute(statement)
        with connected_with(OPTIONS=options):
            yield


@contextmanager
def read_only():
    """Nothing can be written."""
    options = dict(connection.settings_dict["OPTIONS"])
    if connection.vendor == "sqlite":
        options["init_command"] = "PRAGMA query_only=ON;"
    else:
        options["options"] = "-c default_transaction_read_only=on"
    with connected_with(OPTIONS=options):
        yield


@contextmanager
def absent():
    """The server does not answer, or the file cannot be opened."""
    away = (
        {"NAME": f"{settings.BASE_DIR}/no/such/folder/shkej.sqlite3"}
        if connection.vendor == "sqlite"
        else {"PORT": "1", "HOST": "127.0.0.1"}
    )
    with connected_with(**away):
        yield


@contextmanager
def full():
    """The disk takes nothing more: SQLite may not grow, PostgreSQL says so."""
    if connection.vendor == "sqlite":
        options = dict(connection.settings_dict["OPTIONS"])
        options["init_command"] = "PRAGMA max_page_count=1;"
        with connected_with(OPTIONS=options):
            yield
    else:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Organisation, "save", raise_full)
            yield


def raise_full(*_arguments, **_more):
    raise OperationalError('could not extend file "base/1/2": No space left on device')


def save(somebody, name):
    """Send the form of a new organisation."""
    return somebody.post(
        reverse("partners:organisation_create"),
        {"name_sq": name, "name_en": "", "kind": "ngo", "language": "sq"},
    )


@pytest.mark.parametrize("fault", [locked, read_only, absent, full])
def test_a_save_is_refused_in_words_and_works_again_afterwards(somebody, fault):
    saved = 0
    with fault():
        while (response := save(somebody, f"Shoqata {saved}")).status_code == 302:
            saved += 1  # a full disk still has room in its last pages
            assert saved < MOST

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    page = response.content.decode()
    assert "mund të mos jetë ruajtur" in page
    assert "may not have been saved" in page
    assert "http-equiv" not in page
    # What is written after the row itself, the message in the session, may be what finds no room.
    kept = Organisation.objects.filter(name_sq__startswith="Shoqata").count()
    assert kept == saved or (fault is full and kept == saved + 1)
    assert save(somebody, "Shoqata tjetër").status_code == 302
    assert Organisation.objects.filter(name_sq="Shoqata tjetër").exists()


@pytest.mark.parametrize("fault", [absent])
@pytest.mark.parametrize("route", ["home", "partners:organisation_list", "account_login", "health"])
def test_a_page_is_tried_again_by_itself(somebody, fault, route):
    with fault():
        response = somebody.get(reverse(route))

    assert response.status_code == 503
    assert 'http-equiv="refresh"' in response.content.decode()
    assert somebody.get(reverse(route), follow=True).status_code == 200


@pytest.mark.parametrize("route", ["home", "partners:organisation_list"])
def test_pages_are_read_while_the_disk_is_only_read(somebody, route):
    with read_only():
        assert somebody.get(reverse(route)).status_code == 200


@pytest.mark.parametrize("minutes", [2, 10])
def test_pages_are_read_though_nobody_can_note_that_somebody_was_here(somebody, minutes):
    with read_only(), time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        page = somebody.get(reverse("partners:organisation_list"))
        saved = save(somebody, "Shoqata")

    assert page.status_code == 200
    assert saved.status_code == 503


def test_a_session_that_was_ended_meanwhile_is_no_fault_of_the_database(somebody, rf):
    """It stays what it was: a request that cannot be done."""
    fault = SessionInterrupted("The session was deleted.")
    fault.__context__ = UpdateError()
    fault.__context__.__context__ = DatabaseError("no rows")

    assert bad_request(rf.get("/"), fault).status_code == 400
    fault.__context__.__context__ = OperationalError("attempt to write a readonly database")
    assert bad_request(rf.get("/"), fault).status_code == 503


@pytest.mark.parametrize(
    ("fault", "status"),
    [(OSError(errno.ENOSPC, "full"), 503), (OSError(errno.ENOENT, "gone"), 500), (KeyError(), 500)],
)
def test_only_what_passes_is_called_so(somebody, monkeypatch, fault, status):
    def fail(*_arguments, **_more):
        raise fault

    monkeypatch.setattr("shkej.views.events_ahead", fail)

    response = somebody.get(reverse("home"))

    assert response.status_code == status
    assert ("Retry-After" in response) == (status == 503)


def test_nothing_of_the_fault_is_shown(somebody):
    OrganisationFactory()
    with absent():
        page = somebody.get(reverse("home")).content.decode()

    assert "sqlite" not in page.lower()
    assert "127.0.0.1" not in page


@pytest.mark.parametrize("away", [False, True])
def test_a_fault_that_comes_from_itself_is_answered(rf, away):
    try:
        try:
            raise RuntimeError
        except RuntimeError as first:
            first.__cause__ = second = OperationalError() if away else ValueError()
            second.__cause__ = first
            raise
    except RuntimeError:
        assert server_error(rf.get("/")).status_code == (503 if away else 500)
