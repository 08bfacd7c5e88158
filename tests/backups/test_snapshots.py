"""Before its tables change the database is copied, and that copy can be put back."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from backups.refusals import BackupRefused
from backups.snapshots import HELD, put_back, remove_old_snapshots, take_snapshot
from partners.models import Organisation
from tests.often import MORE_ON_POSTGRESQL
from tests.partners.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db(transaction=True), MORE_ON_POSTGRESQL]
LAST = "backups", "0001_initial"


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "snapshots-of"
    settings.VAR_DIR.mkdir()
    return settings.VAR_DIR / "snapshots"


@pytest.fixture
def one_behind(monkeypatch):
    """The database lacks the last migration of one app, which changes nothing when it comes."""
    MigrationRecorder(connection).record_unapplied(*LAST)
    yield
    if LAST not in MigrationRecorder(connection).applied_migrations():
        MigrationRecorder(connection).record_applied(*LAST)


def names():
    return set(Organisation.objects.values_list("name_sq", flat=True))


def test_a_database_that_is_behind_is_copied_before_it_is_migrated(folder, one_behind, capsys):
    call_command("migrate", "backups", "0001", fake=True, verbosity=0)
    assert not folder.exists()  # nothing is changed by what is only noted

    MigrationRecorder(connection).record_unapplied(*LAST)
    with pytest.raises(Exception, match="already exists"):
        call_command("migrate", verbosity=1)

    [snapshot] = folder.iterdir()
    assert (snapshot / HELD).exists()
    assert not (snapshot.stat().st_mode & 0o077)
    assert str(snapshot) in capsys.readouterr().out


def test_an_empty_and_a_fitting_database_are_not_copied(folder):
    call_command("migrate", verbosity=0)
    assert not folder.exists()


def test_without_room_for_the_copy_nothing_is_migrated(folder, one_behind, monkeypatch):
    def full(*_arguments):
        raise BackupRefused("full")

    monkeypatch.setattr("backups.management.commands.migrate.take_snapshot", full)
    with pytest.raises(CommandError, match="full"):
        call_command("migrate", verbosity=0)
    assert LAST not in MigrationRecorder(connection).applied_migrations()


def test_a_snapshot_brings_back_what_was(place, folder):
    OrganisationFactory(name_sq="Para")
    snapshot = take_snapshot()
    Organisation.objects.all().delete()
    OrganisationFactory(name_sq="Pas")

    place.let_go()
    put_back(snapshot)

    assert names() == {"Para"}


def test_what_is_not_whole_is_refused_and_touches_nothing(place, folder):
    OrganisationFactory(name_sq="Para")
    snapshot = take_snapshot()
    OrganisationFactory(name_sq="Pas")
    held = json.loads((snapshot / HELD).read_text())
    held["partners_organisation"][0] += 1
    (snapshot / HELD).write_text(json.dumps(held))

    place.let_go()
    with pytest.raises(BackupRefused):
        put_back(snapshot)
    with pytest.raises(BackupRefused):
        put_back(folder)

    assert names() == {"Para", "Pas"}


def test_three_are_kept_for_a_week(folder):
    begin = timezone.now()
    for day in range(5):
        with time_machine.travel(begin + timedelta(days=day)):
            take_snapshot()
    with time_machine.travel(begin + timedelta(days=5)):
        remove_old_snapshots()
    assert len(list(folder.iterdir())) == 3
    with time_machine.travel(begin + timedelta(days=10, hours=1)):
        remove_old_snapshots()
    assert len(list(folder.iterdir())) == 1


def test_the_command_wants_a_backup_with_its_key_or_a_snapshot_alone():
    for arguments in ([], ["one.age"], ["one.age", "--snapshot", "x"]):
        with pytest.raises(CommandError, match="--snapshot"):
            call_command("restore", *arguments)
