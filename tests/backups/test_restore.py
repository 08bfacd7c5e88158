"""`manage.py restore`: everything as it was, or nothing touched and a sentence why."""

import json
from contextlib import closing
from pathlib import Path

import psycopg2
import pyrage
import pytest
from allauth.usersessions.models import UserSession
from django.db import connection

from accounts.audit.sealing import seal_log
from accounts.models import AccountInvitation, User
from backups import archive
from backups.manifest import FORMAT, NAME
from backups.models import Backup
from backups.refusals import BackupRefused
from backups.restoring import exchange, in_use
from tests.accounts.factories import UserFactory
from tests.accounts.signing_in import is_signed_in
from tests.backups.conftest import databases, refusal, some_more
from tests.often import MORE_ON_POSTGRESQL

pytestmark = pytest.mark.django_db(transaction=True)


def test_rows_and_files_are_as_they_were(place):
    UserFactory(name="Before")
    place.add_file("attachments/before", b"before")
    seal_log()  # which a backup does first
    before = place.state()
    path = place.backup()
    UserFactory(name="After")
    User.objects.filter(name="Before").delete()
    place.add_file("attachments/after", b"after")
    (place.files / "attachments/before").unlink()

    place.restore(path)

    after = place.state()
    assert after["files"] == before["files"]
    rows = {table: held for table, held in after["rows"].items() if table != "backups_backup"}
    assert rows == {table: before["rows"][table] for table in rows}


@MORE_ON_POSTGRESQL
def test_p20_nothing_is_restored_with_debug_on(place, settings):
    path = place.backup()
    UserFactory(name="After the backup")
    settings.DEBUG = True

    assert "DEBUG" in refusal(place.restore, path)

    assert User.objects.filter(name="After the backup").exists()


@MORE_ON_POSTGRESQL
def test_what_was_there_is_set_aside(place):
    path = place.backup()
    UserFactory(name="After the backup")
    place.add_file("attachments/after", b"after")

    place.restore(path)

    assert not User.objects.exists()
    [files] = place.folder.glob("set-aside/*/files")
    assert (files / "attachments/after").read_bytes() == b"after"
    if connection.vendor == "sqlite":
        parent = Path(connection.settings_dict["NAME"]).parent
        aside = max(parent.glob("set-aside/*"), key=lambda path: path.stat().st_mtime_ns)
        with closing(connected(aside / Path(connection.settings_dict["NAME"]).name)) as old:
            assert old.execute("SELECT name FROM accounts_user").fetchall() == [
                ("After the backup",)
            ]
    else:
        assert len([name for name in databases() if "_before_" in name]) == 1
        assert not [name for name in databases() if "_copy_" in name]


@MORE_ON_POSTGRESQL
def test_everybody_is_signed_out(client, place, staff):
    client.force_login(staff)
    path = place.backup()
    assert is_signed_in(client)

    place.restore(path)

    assert not is_signed_in(client)
    assert not UserSession.objects.exists()


@pytest.mark.more
def test_links_to_open_an_account_end(place, admin):
    AccountInvitation.objects.create(user=UserFactory(), invited_by=admin)
    path = place.backup()

    place.restore(path)

    assert AccountInvitation.objects.exists()
    assert not AccountInvitation.objects.open().exists()


@pytest.mark.more
def test_it_says_what_it_did_in_both_languages(place, capsys):
    path = place.backup()
    capsys.readouterr()

    place.restore(path)

    lines = capsys.readouterr().out.splitlines()
    half = len(lines) // 2
    assert lines[half].startswith("Restored: database and files as they were on")
    assert "Everybody is signed out." in lines[half:]
    assert lines[0].startswith("U rikthye")
    assert len(lines) == 2 * half


@pytest.mark.more
def test_the_backup_is_known_afterwards_as_opened(place):
    path = place.backup()

    place.restore(path)

    assert Backup.objects.get().verified_at is not None


@MORE_ON_POSTGRESQL
def test_it_restores_into_an_empty_place(place):
    UserFactory(name="Before")
    place.add_file()
    path = place.backup()
    User.objects.all().delete()
    for file in place.files.rglob("*/*"):
        file.unlink()
    (place.files / "attachments").rmdir()
    place.files.rmdir()

    place.restore(path)

    assert User.objects.get().name == "Before"
    assert (place.files / "attachments/a").read_bytes() == b"a signed list"
    assert not list(place.folder.glob("set-aside"))


def cut(content, size):
    return content[:size]


def flip(content, place):
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


SPOILT = {
    "empty": lambda content: b"",
    "ten bytes": lambda content: cut(content, 10),
    "half": lambda content: cut(content, len(content) // 2),
    "all but a byte": lambda content: cut(content, -1),
    "a bit of the header": lambda content: flip(content, 40),
    "a bit of the middle": lambda content: flip(content, len(content) // 2),
    "the last bit": lambda content: flip(content, -1),
    "more at the end": lambda content: content + b"more",
    "something else": lambda content: b"a letter to Hana",
}


@pytest.mark.parametrize("way", some_more(SPOILT, {"half", "a bit of the middle"}))
def test_a_spoilt_file_is_refused_and_nothing_is_touched(place, way):
    UserFactory(name="Here")
    place.add_file()
    path = place.backup()
    before = place.state()
    path.write_bytes(SPOILT[way](path.read_bytes()))

    for act in (place.restore, place.verify):
        assert "damaged" in refusal(act, path)

    assert place.state() == before
    assert place.leftovers() == []


@MORE_ON_POSTGRESQL
def test_a_key_of_somebody_else_is_refused(place):
    path = place.backup()
    before = place.state()
    stranger = place.folder / "stranger.key"
    stranger.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    place.keys.append(str(stranger))

    words = refusal(place.restore, path, 2)

    assert "does not open" in words
    assert "nuk e hap" in words
    assert place.state() == before
    assert place.leftovers() == []


@pytest.mark.parametrize(
    "content", some_more(["", "AGE-SECRET-KEY-1", "age1public", "\ufeffx"], {"age1public"})
)
@MORE_ON_POSTGRESQL
def test_a_file_that_is_no_key_is_refused(place, content):
    path = place.backup()
    place.keys.append(str(place.folder / "other.key"))
    Path(place.keys[2]).write_text(content)

    assert "other.key" in refusal(place.restore, path, 2)


def sealed(place, change, *, more=()):
    """A backup whose inside was changed by somebody who knows the public keys."""
    path = place.backup("first.age")
    keys = archive.identities(place.keys[0])
    folder, plain = place.folder / "inside", place.folder / "plain.tar.gz"
    archive.decrypt(path, plain, keys)
    folder.mkdir()
    archive.unpack(plain, folder, {NAME, "database.sqlite3", "database.dump"})
    manifest = json.loads((folder / NAME).read_text())
    change(manifest, folder)
    (folder / NAME).write_text(json.dumps(manifest))
    for name in more:
        (folder / name).write_text("more")
    archive.pack(folder, plain)
    archive.encrypt(plain, place.folder / "sealed.age")
    return place.folder / "sealed.age"


CHANGES = {
    "a migration of tomorrow": (
        lambda manifest, _: manifest["migrations"].append(["events", "9999_tomorrow"]),
        "newer",
    ),
    "an app of tomorrow": (
        lambda manifest, _: manifest["migrations"].append(["tomorrow", "0001_initial"]),
        "newer",
    ),
    "another shape": (lambda manifest, _: manifest.update(format=FORMAT + 1), "newer"),
    "a field that we do not know": (lambda manifest, _: manifest.update(more=1), "no backup"),
    "no shape": (lambda manifest, _: manifest.pop("format"), "no backup"),
    "the other engine": (
        lambda manifest, _: manifest.update(
            engine="sqlite" if connection.vendor == "postgresql" else "postgresql"
        ),
        "other database",
    ),
    "one row more": (
        lambda manifest, _: manifest["tables"].update(accounts_user=[99, "0"]),
        "accounts_user",
    ),
    "a table that is not there": (
        lambda manifest, _: manifest["tables"].update(more=[0, "0"]),
        "more",
    ),
    "a file that is not there": (
        lambda manifest, _: manifest["files"].update({"attachments/b": [1, "0"]}),
        "attachments/b",
    ),
    "a file that is another": (
        lambda _, folder: (folder / "files/attachments/a").write_bytes(b"another list"),
        "attachments/a",
    ),
    "another database": (
        lambda manifest, folder: [path.write_bytes(b"x" * 4096) for path in folder.glob("data*")],
        "damaged",
    ),
}


OFTEN = {
    "a migration of tomorrow",
    "the other engine",
    "a file that is another",
    "another database",
}


@pytest.mark.parametrize("what", some_more(CHANGES, OFTEN))
@MORE_ON_POSTGRESQL
def test_content_that_is_not_what_it_says_is_refused(place, what):
    UserFactory(name="Here")
    place.add_file()
    change, words = CHANGES[what]
    path = sealed(place, change)
    before = place.state()

    assert words in refusal(place.restore, path)

    assert place.state() == before
    assert place.leftovers() == []


@MORE_ON_POSTGRESQL
def test_a_name_that_leads_elsewhere_is_refused(place):
    path = sealed(place, lambda *_: None, more=["stranger.sh"])

    assert "damaged" in refusal(place.restore, path)
    assert place.leftovers() == []


@pytest.mark.parametrize(
    "name", ["../a", "files/../../a", "/etc/a", "files//a", "files/", "files/a\\b", "files/c:d"]
)
@MORE_ON_POSTGRESQL
def test_names_of_a_stranger_are_not_expected(name):
    assert not archive._is_expected(name, {NAME})


@pytest.mark.parametrize("name", [NAME, "files/a", "files/attachments/0f3e"])
@MORE_ON_POSTGRESQL
def test_names_of_our_own_are_expected(name):
    assert archive._is_expected(name, {NAME})


@MORE_ON_POSTGRESQL
def test_a_process_of_ours_that_holds_the_database_stops_it(place):
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL the server knows who is connected")
    path = place.backup()
    before = place.state()
    place.let_go()
    with in_use._opened(connection.settings_dict["NAME"]) as share:
        in_use.locks.lock(share, in_use.locks.LOCK_SH)

        assert "in use" in refusal(place.restore, path)

    assert place.state() == before
    assert place.leftovers() == []


@MORE_ON_POSTGRESQL
def test_any_program_that_holds_the_database_stops_it(place):
    path = place.backup()
    before = place.state()
    place.let_go()
    with closing(connected()) as other, closing(other.cursor()) as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        cursor.fetchone()

        words = refusal(place.restore, path)

    assert "in use" in words
    assert "në përdorim" in words
    assert place.state() == before
    assert place.leftovers() == []


def connected(name=None):
    """A connection of some other program."""
    if connection.vendor == "postgresql":
        return psycopg2.connect(**connection.get_connection_params())
    from backups.engines.sqlite import sqlite3

    return sqlite3.connect(name or connection.settings_dict["NAME"])


@pytest.mark.more
def test_no_process_of_ours_begins_with_the_database_meanwhile(place, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL names change in a moment")
    path = place.backup()
    ended = []
    monkeypatch.setattr(
        exchange,
        "change_places",
        lambda folder, plan: (
            ended.append(_begin_apart(place)) or (_ for _ in ()).throw(BackupRefused(""))
        ),
    )
    refusal(place.restore, path)

    assert ended[0].status != 0
    assert "being restored" in ended[0].stderr


def _begin_apart(place):
    from tests.programs import run_apart

    return run_apart("migrate", "--check", **place.environment())


def test_a_step_that_fails_leaves_everything(place, settings):
    path = place.backup()
    UserFactory(name="After")
    before = place.state()
    settings.RESTORE_STEPS = ["tests.backups.test_restore.fall_over"]

    with pytest.raises(ZeroDivisionError):
        place.restore(path)

    assert place.state() == before
    assert place.leftovers() == []


def fall_over(manifest, files):
    """A step that cannot be done."""
    User.objects.all().delete()
    return 1 / 0
