"""`manage.py backup`: one file that only holders open, whole or not there."""

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pyrage
import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection

from accounts.models import User
from backups import checking, making
from backups.engines import engine_in_use
from backups.manifest import left_out_tables
from backups.models import Backup
from events.models import Attachment
from tests.accounts.factories import UserFactory
from tests.backups.conftest import refusal
from tests.events.factories import AttachmentFactory
from tests.often import MORE_ON_POSTGRESQL

pytestmark = pytest.mark.django_db(transaction=True)


def opened(place, path, folder):
    """What a holder finds in a backup, unpacked into `folder`."""
    plain = place.folder / "plain.tar.gz"
    identity = pyrage.x25519.Identity.from_str(Path(place.keys[1]).read_text().strip())
    plain.write_bytes(pyrage.decrypt(path.read_bytes(), [identity]))
    with tarfile.open(plain) as archive:
        archive.extractall(folder, filter="data")
    return folder


@MORE_ON_POSTGRESQL
def test_each_holder_opens_it_alone(place):
    path = place.backup()

    for key in (0, 1):
        place.verify(path, key)


@MORE_ON_POSTGRESQL
def test_only_the_service_reads_it_and_nothing_else_is_left(place):
    path = place.backup()

    assert path.stat().st_mode & 0o777 == 0o600
    assert place.leftovers() == []


@MORE_ON_POSTGRESQL
def test_nobody_reads_a_name_in_it_without_a_key(place):
    UserFactory(name="Hana Kola", email="hana@example.org")
    place.add_file(content=b"Hana Kola signed")

    assert b"Hana" not in place.backup().read_bytes()


def test_sessions_and_codes_are_not_in_it(client, place, admin):
    client.force_login(admin)
    UserSession.objects.create(
        user=admin, ip="127.0.0.1", user_agent="x", session_key=client.session.session_key
    )
    cache.set("used-code", "123456")
    rows = dict.fromkeys(left_out_tables())
    with connection.cursor() as cursor:
        for table in rows:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            [rows[table]] = cursor.fetchone()
    assert rows["django_session"]
    assert rows["usersessions_usersession"]
    assert rows["accounts_limit"]

    folder = opened(place, place.backup(), place.folder / "opened")

    content = (folder / engine_in_use().file).read_bytes()
    assert admin.email.encode() in content
    assert client.session.session_key.encode() not in content
    with engine_in_use().opened(folder, [], []) as copy:
        assert {table: copy.contents[table][0] for table in rows} == dict.fromkeys(rows, 0)


@MORE_ON_POSTGRESQL
def test_what_was_deleted_long_ago_is_not_in_its_free_pages(place):
    if connection.vendor != "sqlite":
        pytest.skip("a dump has no free pages")
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database, database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("CREATE TABLE was (name text)")
        database.executemany("INSERT INTO was VALUES (?)", [["Hana Kola"]] * 5000)
        database.commit()
        database.execute("DROP TABLE was")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Hana Kola" in Path(connection.settings_dict["NAME"]).read_bytes()

    folder = opened(place, place.backup(), place.folder / "opened")

    assert b"Hana Kola" not in (folder / engine_in_use().file).read_bytes()


@MORE_ON_POSTGRESQL
def test_files_are_in_it_but_for_exports_that_go_within_a_day(place):
    place.add_file("attachments/one", b"1")
    place.add_file("made/export", b"names")

    folder = opened(place, place.backup(), place.folder / "opened")

    names = [path.relative_to(folder / "files").as_posix() for path in folder.rglob("files/*/*")]
    assert names == ["attachments/one"]


@MORE_ON_POSTGRESQL
def test_a_file_that_was_gone_before_is_told_and_stops_no_backup(place, capsys):
    attachment = AttachmentFactory()
    (place.files / attachment.file.name).unlink()

    path = place.backup()

    assert attachment.file.name in capsys.readouterr().out
    assert Backup.objects.get().missing == 1
    place.verify(path)
    place.restore(path)


@MORE_ON_POSTGRESQL
def test_a_file_that_is_removed_while_it_is_copied_makes_the_copy_begin_again(place, monkeypatch):
    stays, late, calls = AttachmentFactory(), [], []
    copy_files = making.copy_files

    def copy(folder):
        calls.append(folder)
        if len(calls) == 3:  # the copy of the database has its row already
            Attachment.objects.filter(pk=late[0].pk).delete()
            late[0].file.storage.delete(late[0].file.name)
        copy_files(folder)
        if len(calls) == 2:
            late.append(AttachmentFactory())

    monkeypatch.setattr(making, "copy_files", copy)
    path = place.backup()

    assert len(calls) == 6
    assert Backup.objects.get().missing == 0
    place.restore(path)
    assert [row.file.name for row in Attachment.objects.all()] == [stays.file.name]


@pytest.mark.parametrize("number", [0, 1])
@MORE_ON_POSTGRESQL
def test_one_key_alone_is_too_few(settings, place, number):
    settings.BACKUP_RECIPIENTS = place.recipients()[:1] * 2 * number

    assert "two holders" in refusal(place.backup)
    assert place.leftovers() == []


@MORE_ON_POSTGRESQL
def test_what_is_no_key_is_refused(settings, place):
    settings.BACKUP_RECIPIENTS = [*place.recipients(), "age1nobody"]

    assert "BACKUP_RECIPIENTS" in refusal(place.backup)


@MORE_ON_POSTGRESQL
def test_a_file_of_that_name_stays_as_it_is(place):
    (place.folder / "one.age").write_text("the last good one")

    assert "one.age" in refusal(place.backup)
    assert (place.folder / "one.age").read_text() == "the last good one"


@MORE_ON_POSTGRESQL
def test_a_copy_that_differs_from_what_was_counted_gets_no_name(place, monkeypatch):
    engine = engine_in_use()
    take = type(engine).take

    def take_one_too_few(self, *arguments):
        held = take(self, *arguments)
        held.contents["accounts_user"][0] += 1
        return held

    monkeypatch.setattr(type(engine), "take", take_one_too_few)

    assert "accounts_user" in refusal(place.backup)
    assert not (place.folder / "one.age").exists()
    assert place.leftovers() == []


@MORE_ON_POSTGRESQL
def test_the_copy_is_opened_before_it_is_encrypted(place, monkeypatch):
    monkeypatch.setattr(making, "unpacked", checking.unpacked)
    seen = []
    monkeypatch.setattr(making, "encrypt", lambda *_: seen.append("encrypted") or 1 / 0)
    tried = making.tried

    def note(*arguments):
        seen.append("tried")
        return tried(*arguments)

    monkeypatch.setattr(making, "tried", note)
    with pytest.raises(ZeroDivisionError):
        place.backup()

    assert seen == ["tried", "encrypted"]
    assert not (place.folder / "one.age").exists()


@MORE_ON_POSTGRESQL
def test_a_backup_is_known_and_so_is_who_opened_it(place, capsys):
    path = place.backup()
    assert Backup.objects.get().verified_at is None

    place.verify(path)

    assert Backup.objects.get().verified_at is not None
    assert Backup.objects.get().name == "one.age"
    said = capsys.readouterr().out
    assert "mund të rikthehet" in said
    assert "can be restored" in said


@MORE_ON_POSTGRESQL
def test_a_folder_gets_a_name_by_the_moment(place):
    place.backup("")

    [path] = place.folder.glob("shkej-*Z.age")
    place.verify(path)


def test_old_data_may_hold_what_no_sort_order_knows(place):
    for name in ["Ë ë", "line\nbreak", "tab\there", "back\\slash", "\N{BLACK HEART SUIT}"]:
        UserFactory(name=name)

    place.verify(place.backup())
    assert User.objects.count() == 5
