"""What the worker does each hour, and what administrators see and are told of it."""

import shutil
import subprocess
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail, Role
from backups.models import Backup
from backups.naming import name_at
from backups.places import Folder, Rclone, Restic, further_places
from backups.refusals import BackupRefused
from backups.standing import standing
from backups.tasks import back_up, warn_of_no_backup
from shkej.rounds import COMING_ROUND
from tests.accounts.factories import GrantFactory, UserFactory
from tests.background import sample
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]


@pytest.fixture
def own(place, settings):
    """The folder in which the worker makes backups."""
    settings.BACKUP_FOLDER = str(place.folder / "backups")
    return place.folder / "backups"


def work(task):
    """Let a worker do one task: how it ended."""
    result = task.enqueue()
    sample.work()
    return DBTaskResult.objects.get(pk=result.id)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def note(made_at, **fields):
    return Backup.objects.create(
        key=str(made_at), name="x", made_at=made_at, proof_hash=str(made_at), **fields
    )


def test_both_come_round_each_hour():
    hourly = {line.task.module_path: line.every for line in COMING_ROUND}

    assert hourly["backups.tasks.back_up"] == timedelta(hours=1)
    assert hourly["backups.tasks.warn_of_no_backup"] == timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_worker_makes_a_backup_and_removes_what_is_too_old(place, own):
    own.mkdir()
    old = name_at(timezone.now() - timedelta(days=200))
    for name in (old, "letter.txt", f".{old}.unfinished"):
        (own / name).write_text("x")

    assert work(back_up).status == "SUCCESSFUL"

    row = Backup.objects.get()
    assert names(own) == ["letter.txt", row.name]
    assert row.is_everywhere
    place.verify(own / row.name)


@pytest.mark.django_db(transaction=True)
def test_worker_copies_it_to_a_second_disk(place, own, settings):
    disk = place.folder / "disk"
    disk.mkdir()
    settings.BACKUP_COPIES = [str(disk)]

    assert work(back_up).status == "SUCCESSFUL"

    assert names(disk) == names(own)
    place.verify(disk / Backup.objects.get().name)


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_away_is_a_failure_in_words_and_stops_no_other(place, own, settings):
    disk = place.folder / "disk"
    disk.mkdir()
    settings.BACKUP_COPIES = [str(place.folder / "not mounted"), str(disk)]

    failed = work(back_up)

    assert failed.status == "FAILED"
    assert failed.exception_class_path == "background.reasons.CannotBeDone"
    assert str(place.folder) not in failed.traceback.splitlines()[-1]
    assert not (place.folder / "not mounted").exists()
    assert names(disk) == names(own)
    assert not Backup.objects.get().is_everywhere


@pytest.mark.parametrize(("name", "value"), [("DEMONSTRATION", True), ("BACKUP_RECIPIENTS", [])])
def test_no_backup_is_tried_where_none_can_be(own, settings, name, value):
    setattr(settings, name, value)

    assert work(back_up).status == "SUCCESSFUL"
    assert not Backup.objects.exists()


def test_places_are_told_by_their_words(settings, tmp_path):
    settings.BACKUP_COPIES = [str(tmp_path), "rclone:away:shkej", "restic:sftp:me@host:/srv/shkej"]

    assert further_places() == [
        Folder(tmp_path),
        Rclone("away:shkej"),
        Restic("sftp:me@host:/srv/shkej"),
    ]


@pytest.mark.skipif(not shutil.which("rclone"), reason="rclone is not installed")
def test_rclone_takes_it_and_gives_it_back(tmp_path, monkeypatch):
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    (tmp_path / "rclone.conf").write_text("[away]\ntype = alias\nremote = " + str(tmp_path / "far"))
    (tmp_path / "far").mkdir()
    backup = tmp_path / name_at(timezone.now())
    backup.write_bytes(b"encrypted")
    place = Rclone("away:shkej")

    place.put(backup)

    assert place.names() == [backup.name]
    assert (tmp_path / "far" / "shkej" / backup.name).read_bytes() == b"encrypted"
    place.forget({backup.name})
    assert place.names() == []


@pytest.mark.skipif(not shutil.which("restic"), reason="restic is not installed")
@pytest.mark.more
def test_restic_takes_it_and_gives_it_back(tmp_path, monkeypatch):
    (tmp_path / "word").write_text("a word for this test")
    monkeypatch.setenv("RESTIC_PASSWORD_FILE", str(tmp_path / "word"))
    monkeypatch.setenv("RESTIC_CACHE_DIR", str(tmp_path / "cache"))
    repository = str(tmp_path / "far")
    subprocess.run(["restic", "init", "--quiet", "--repo", repository], check=True)
    backup = tmp_path / name_at(timezone.now())
    backup.write_bytes(b"encrypted")
    place = Restic(repository)

    place.put(backup)
    place.forget(set())

    command = ["restic", "--repo", repository, "dump", "latest", str(backup)]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"encrypted"


@pytest.mark.parametrize("place", [Rclone("nowhere:x"), Restic("/nowhere/at/all")])
def test_a_place_away_that_fails_is_refused_in_words(place, tmp_path, monkeypatch):
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "none.conf"))
    monkeypatch.setenv("RESTIC_PASSWORD", "x")
    (tmp_path / "a.age").write_bytes(b"x")

    with pytest.raises(BackupRefused):
        place.put(tmp_path / "a.age")


def test_a_program_that_is_not_there_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupRefused):
        Rclone("away:x").put(tmp_path / "a.age")


@pytest.mark.parametrize(("hours", "is_late"), [(25.9, False), (26.1, True)])
def test_after_26_hours_it_is_late(admin, hours, is_late):
    note(timezone.now() - timedelta(hours=hours))

    assert standing().is_late == is_late


def test_a_backup_that_did_not_reach_each_place_does_not_count(admin):
    note(timezone.now() - timedelta(hours=30))
    note(timezone.now(), is_everywhere=False)

    assert standing().is_late


def test_a_backup_dated_ahead_by_a_wrong_clock_does_not_count(admin):
    note(timezone.now() - timedelta(hours=30))
    note(timezone.now() + timedelta(days=300))

    assert standing().is_late


def test_a_new_installation_has_a_day(admin):
    assert not standing().is_late
    assert standing(timezone.now() + timedelta(hours=27)).is_late


def test_administrators_are_told_once_a_day_each_in_their_language(place):
    for language, email in (("sq", "sq@example.org"), ("en", "en@example.org")):
        GrantFactory(role=Role.ADMIN, user__language=language, user__email=email)
    GrantFactory(role=Role.ADMIN, user__is_active=False, user__email="gone@example.org")
    UserFactory(email="staff@example.org")
    note(timezone.now() - timedelta(hours=27))

    work(warn_of_no_backup)
    work(warn_of_no_backup)

    rows = OutgoingMail.objects.order_by("to")
    assert [row.to for row in rows] == ["en@example.org", "sq@example.org"]


def test_nobody_is_told_while_all_is_well(admin):
    note(timezone.now())

    work(warn_of_no_backup)

    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("hours", [1, 27])
def test_the_home_of_an_administrator_says_how_it_stands(client, admin, hours):
    note(timezone.now() - timedelta(hours=hours), verified_at=timezone.now())
    client.force_login(admin)

    page = client.get(reverse("home")).content.decode()

    assert "Last one that a holder of a key opened" in page
    assert ("No backup for more than 26 hours" in page) == (hours > 26)


@pytest.mark.parametrize("role", ["coordinator", "staff", "observer"])
def test_nobody_else_is_told_on_the_home(request, client, role):
    note(timezone.now() - timedelta(hours=99))
    client.force_login(request.getfixturevalue(role))

    assert "backup" not in client.get(reverse("home")).content.decode().lower()


def test_a_demonstration_asks_for_no_backups(client, admin, settings):
    settings.DEMONSTRATION = True
    client.force_login(admin)

    assert "backup" not in client.get(reverse("home")).content.decode().lower()


@pytest.mark.django_db(transaction=True)
def test_the_word_of_a_backup_says_that_it_was_opened(client, admin, place, capsys):
    client.force_login(admin)
    path = place.backup()
    capsys.readouterr()
    place.verify(path)
    Backup.objects.update(verified_at=None)
    word = capsys.readouterr().out.split("Backups: ")[1].split()[0]

    response = client.post(reverse("backups:backup_list"), {"word": f" {word.lower()} "})

    assert response.status_code == 302
    assert Backup.objects.get().verified_at is not None


def test_another_word_says_nothing_and_stays_typed(client, admin):
    note(timezone.now())
    client.force_login(admin)

    page = client.post(reverse("backups:backup_list"), {"word": "AAAA-BBBB-CCCC"}).content.decode()

    assert Backup.objects.get().verified_at is None
    assert "AAAA-BBBB-CCCC" in page
    assert "has this word" in page


def test_the_page_asks_as_many_queries_for_ten_as_for_one(client, admin, django_assert_num_queries):
    client.force_login(admin)
    note(timezone.now())
    client.get(reverse("backups:backup_list"))
    with django_assert_num_queries(9, exact=False):
        client.get(reverse("backups:backup_list"))
    for number in range(1, 10):
        note(timezone.now() - timedelta(hours=number))
    with django_assert_num_queries(9, exact=False):
        client.get(reverse("backups:backup_list"))
