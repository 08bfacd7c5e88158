"""Killed at any point, a backup has no name yet, and a restore is either done or not begun."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connections

from accounts.models import User
from tests.accounts.factories import UserFactory

pytestmark = [pytest.mark.more, pytest.mark.django_db(transaction=True)]


def kill_at(place, point, number, *arguments):
    """Run `manage.py` until it is killed there."""
    place.let_go()
    environment = os.environ | {"SECRET_KEY": "x"} | place.environment()
    del environment["DJANGO_SETTINGS_MODULE"]
    command = [sys.executable, "-m", "tests.backups.killed", point, str(number), *arguments]
    environment["DJANGO_SETTINGS_MODULE"] = "shkej.settings"
    ended = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr + ended.stdout


@pytest.mark.parametrize(
    "point", ["copied", "packed", "tried", "encrypted", "before its name", "after its name"]
)
def test_backup_that_is_killed_leaves_no_part_under_its_name(place, point):
    UserFactory(name="Here")
    place.add_file()
    path = place.folder / "killed.age"

    kill_at(place, point, 0, "backup", str(path))

    assert path.exists() == (point == "after its name")
    if path.exists():
        place.verify(path)
    else:
        place.verify(place.backup("killed.age"))
    assert place.leftovers() == []


@pytest.mark.parametrize("point", ["opened", "prepared", "before the list"])
def test_restore_that_is_killed_before_it_changes_anything_is_as_if_never_begun(place, point):
    place.add_file()
    path = place.backup()
    UserFactory(name="After")
    before = place.state()

    kill_at(place, point, 0, "restore", str(path), f"--identity={place.keys[0]}")

    assert place.state() == before
    place.restore(path)
    assert not User.objects.exists()
    assert not list(place.folder.rglob("work-*"))


@pytest.mark.parametrize(
    ("point", "number"),
    [("with the list", 0), ("a rename", 1), ("a rename", 2), ("before the end", 0)],
)
def test_restore_that_is_killed_while_it_changes_places_is_finished_by_whoever_starts_next(
    place, point, number
):
    UserFactory(name="Before")
    place.add_file("attachments/before", b"before")
    path = place.backup()
    UserFactory(name="After")
    place.add_file("attachments/after", b"after")

    kill_at(place, point, number, "restore", str(path), f"--identity={place.keys[0]}")
    assert (place.folder / "backup-work" / "exchange.json").exists()
    ended = place.run("migrate", "--check")

    assert ended.status == 0, ended.stderr
    connections.close_all()
    assert [user.name for user in User.objects.all()] == ["Before"]
    assert [path.name for path in place.files.rglob("*/*")] == ["before"]
    [aside] = place.folder.glob("set-aside/*/files")
    assert (aside / "attachments/after").read_bytes() == b"after"
    assert not (place.folder / "backup-work" / "exchange.json").exists()
