"""PostgreSQL: the role of the application adds to the log, and can do no more with it."""

import secrets
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection, transaction

from accounts.audit import redacting, triggers
from accounts.audit.database_roles import as_owner, changeable
from accounts.audit.protected import guarded_tables
from accounts.audit.sealing import seal_log
from accounts.audit.verifying import faults
from accounts.models import AccessLog
from accounts.services import log_access
from backups.engines import engine_in_use
from events.models import Registration
from events.register.marks.services import mark_attendance
from participants.merging.services import merge_participants
from participants.models import Consent, Participant
from shkej.doctor import databases
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = "permission denied|must be owner"


@pytest.fixture
def role(transactional_db):
    """The role of the application, made as the guide says; the tests' own owns the tables."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    name, password = f"app_{secrets.token_hex(4)}", secrets.token_hex(16)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN CREATEDB PASSWORD '{password}'")
    owner = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    with (
        patch.object(settings, "MIGRATIONS_DATABASE", owner),
        patch("accounts.audit.database_roles.application_role", lambda: name),
    ):
        triggers.install(connection)
        yield name, password
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {name}")
        cursor.execute(f"DROP ROLE {name}")


@contextmanager
def signed_in(role):
    owner = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=role[0], PASSWORD=role[1])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(owner)


def test_r49_the_role_of_the_application_cannot_touch_the_log(role):
    line = log_access("sign_in")
    seal_log()

    with signed_in(role):
        assert changeable() == []
        for table, guarded in guarded_tables().items():
            for statement in (
                f'UPDATE "{table}" SET "{guarded.key}" = "{guarded.key}"',
                f'DELETE FROM "{table}"',
                f'TRUNCATE "{table}"',
                f'ALTER TABLE "{table}" DISABLE TRIGGER ALL',
                f'DROP TRIGGER "audit_{table}_update" ON "{table}"',
                f'DROP TABLE "{table}"',
            ):
                refused(statement)
        refused("CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger AS '' LANGUAGE sql")
        refused("SET session_replication_role = replica")
        refused("CREATE ROLE another")
        refused("UPDATE django_migrations SET name = 'x'")
        refused(f"SELECT audit_delete('accounts_accesslog', 'id', ARRAY[{line.pk}])", "append-only")
        refused("SELECT audit_delete('accounts_user', 'id', ARRAY[1])", "guarded")
    assert set(guarded_tables()) <= set(changeable())


def refused(statement, words=REFUSED):
    with (
        pytest.raises(Error, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_r49_the_role_of_the_application_can_do_the_work(role, centre, tmp_path):
    coordinator = user_with("coordinator", centre=centre)
    one, other = ParticipantFactory.create_batch(2, centre=centre)
    Consent.objects.create(
        participant=other, purpose="data", answer="given", given_by="self", given_on="2026-01-02"
    )
    place = RegistrationFactory(event=EventFactory(centre=centre), participant=one)

    with signed_in(role):
        log_access("view_participant", one, user=coordinator)
        mark_attendance(registration=place, attendance="present", marked_by=coordinator)
        merge_participants(kept=one, merged=other, merged_by=coordinator)
        history = Participant.history.filter(id=other.pk)
        keys = list(history.values_list("pk", flat=True))
        redacting.change(
            history.model, keys, redacting.Reason.ERASURE, first_name="–", birth_date=None
        )
        redacting.delete(
            AccessLog, [AccessLog.objects.earliest("pk").pk], redacting.Reason.RETENTION
        )
        seal_log()
        assert list(faults()) == []
        engine = engine_in_use()
        held = engine.take(tmp_path, [], [], lambda: None)  # as the worker makes a backup
        with engine.opened(tmp_path, [], []) as copy:
            assert copy.contents == held.contents

    assert Consent.objects.get().participant_id == one.pk
    assert Registration.objects.get().attendance == "present"
    assert set(history.values_list("first_name", flat=True)) == {"–"}


def test_r49_migrations_sign_in_as_the_owner(role):
    owner = connection.settings_dict["USER"]
    with signed_in(role):
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (owner,)
        call_command("migrate", verbosity=0)
        assert connection.settings_dict["USER"] == role[0]
        assert changeable() == []


def test_the_doctor_says_where_one_role_has_all_rights(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    [finding] = databases.rights()
    assert "MIGRATIONS_DATABASE_URL" in finding.step
    assert finding.values["number"] == len(guarded_tables())
    assert not finding.stops
