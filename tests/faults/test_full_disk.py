"""F12: a full disk while a backup is made or opened leaves nothing behind, and says so in words."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from backups import archive
from backups.refusals import BackupRefused, disk_faults_refused
from tests.backups.conftest import place  # noqa: F401
from tests.often import often
from tests.programs import PROGRAM

FULL = Path("/dev/full")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not FULL.exists(), reason="the system has no disk that is always full"),
]


def test_each_step_of_the_archive_says_that_there_is_no_room(place):  # noqa: F811
    path = place.backup()
    keys = archive.identities(place.keys[0])
    plain = place.folder / "plain.tar.gz"
    archive.decrypt(path, plain, keys)
    steps = [
        lambda: archive.encrypt(plain, FULL),
        lambda: archive.decrypt(path, FULL, keys),
        lambda: archive.pack(place.folder, FULL),
    ]
    for step in steps:
        with pytest.raises(BackupRefused) as refused, disk_faults_refused():
            step()
        assert "no room" in str(refused.value)


@pytest.mark.parametrize("kilobytes", often(400, then=[8]))
def test_backup_that_finds_no_room_leaves_nothing(place, kilobytes):  # noqa: F811
    place.add_file(content=b"x" * 1_000_000)
    place.let_go()
    command = f'ulimit -f {kilobytes}; exec "$@"'
    ended = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, PROGRAM, "backup", str(place.folder / "a.age")],
        env={
            "PATH": "/usr/bin:/bin",
            "SECRET_KEY": "x",
            "PYTHONDONTWRITEBYTECODE": "1",  # a part of a compiled module would stay
            **place.environment(),
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert not (place.folder / "a.age").exists()
    assert place.leftovers() == []
