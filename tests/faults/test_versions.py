"""F18: an old program on a newer database, or the reverse, stops before it writes, and says so."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.backends.signals import connection_created
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from accounts.models import User
from shkej.doctor import starting
from shkej.lib.queries import schema
from shkej.lib.queries.schema import SchemaDiffers, check_schema
from tests.databases import address
from tests.often import MORE_ON_POSTGRESQL
from tests.programs import run_apart

pytestmark = [pytest.mark.django_db(transaction=True), MORE_ON_POSTGRESQL]
NEWER, OLDER = ("events", "9999_of_tomorrow"), ("backups", "0001_initial")


@pytest.fixture(params=["newer", "older"])
def other_version(request):
    """The database belongs to another version of the program."""
    recorder = MigrationRecorder(connection)
    if request.param == "newer":
        change, back, migration = recorder.record_applied, recorder.record_unapplied, NEWER
    else:
        change, back, migration = recorder.record_unapplied, recorder.record_applied, OLDER
    change(*migration)
    yield migration
    unwatch()
    back(*migration)


@pytest.fixture
def watched(monkeypatch):
    """This process serves: its connections are watched."""
    monkeypatch.setattr(starting, "_has_asked", [])
    starting.start()
    yield
    unwatch()


def unwatch():
    for receiver in ("shkej.lib.queries.schema", "shkej.doctor.starting"):
        connection_created.disconnect(dispatch_uid=receiver)
    connection.close()


def check():
    with connection.cursor() as cursor:
        check_schema(cursor)


def test_a_database_of_this_version_is_taken():
    check()


def test_one_of_another_version_is_refused_in_both_languages(other_version):
    with pytest.raises(SchemaDiffers) as refusal:
        check()
    assert ".".join(other_version) in str(refusal.value)
    assert "version of the program" in str(refusal.value)
    assert "versioni" in str(refusal.value)


def test_a_database_without_tables_belongs_to_no_version(monkeypatch):
    class Empty:
        def execute(self, _statement):
            raise OperationalError("no such table: django_migrations")

    assert schema.applied_migrations(Empty()) == set()

    class Away:
        def execute(self, _statement):
            raise OperationalError("disk I/O error")

    with pytest.raises(OperationalError):
        schema.applied_migrations(Away())


def test_a_server_that_runs_answers_503_from_the_next_connection_on(
    client, coordinator, watched, other_version
):
    client.force_login(coordinator)
    client.raise_request_exception = False
    assert client.get(reverse("home")).status_code == 200

    connection.close()
    response = client.post(reverse("partners:organisation_create"), {"name_sq": "Tjetra"})
    assert response.status_code == 503
    assert response["Retry-After"]


def test_commands_that_write_do_not_begin(other_version):
    number = User.objects.count()
    for arguments in (["create_admin", "a@shkej.example"], ["send_outbox"]):
        with pytest.raises(CommandError, match="version of the program"):
            call_command(*arguments)
    assert User.objects.count() == number


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"BEHIND_TLS_PROXY": "on", "TRUSTED_PROXIES": "0"}, "TRUSTED_PROXIES"),
        ({"DEBUG": "on", "ALLOWED_HOSTS": "192.168.1.5"}, "DEBUG"),
    ],
)
def test_a_worker_that_would_harm_somebody_does_not_start(environment, words):
    ours = {"DATABASE_URL": address(), "SECRET_KEY": "k3Yw" * 8 + "-abcdefghijklmnopqrstuvwxyz"}
    ended = run_apart("db_worker", "--batch", **{**ours, **environment})
    assert ended.status != 0
    assert words in ended.stderr
