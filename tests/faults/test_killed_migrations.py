"""F18: an upgrade killed anywhere is begun again, or the copy made before it put back."""

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections

from backups.snapshots import put_back
from tests.backups.conftest import place  # noqa: F401
from tests.upgrade.begin import begin_with_landed
from tests.upgrade.figures import figures

pytestmark = [pytest.mark.more, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# Of the statements from the landed version on: hundreds, or the few that look where nothing is new.
SHARES = [0.15, 0.4, 0.65, 0.9]
NEVER = -1


@pytest.fixture
def landed(place):  # noqa: F811
    """The database of the landed version, with its data; what was kept of it."""
    return begin_with_landed()


def statements(place, _counted=[]):  # noqa: B006, F811
    """How many an upgrade takes that nobody kills: tried once, then the landed version again."""
    if not _counted:
        ended = migrate(place, NEVER)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        _counted.append(int(ended.stdout))
        begin_with_landed()
    return _counted[0]


def migrate(place, number):  # noqa: F811
    """Migrate as a process that dies before this statement; how it ended."""
    place.let_go()
    environment = os.environ | {"SECRET_KEY": "x"} | place.environment()
    environment["DJANGO_SETTINGS_MODULE"] = "shkej.settings"
    command = [sys.executable, "-m", "tests.faults.killed_migration", str(number)]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


def go_on(place, monkeypatch):  # noqa: F811
    """What the guide says: begin again; where that is refused, put the copy back first."""
    monkeypatch.setattr(settings, "VAR_DIR", place.folder)
    try:
        call_command("migrate", verbosity=0)
    except DatabaseError:  # what was done and not noted stands in its way
        connections.close_all()
        put_back(min(Path(place.folder, "snapshots").glob("*Z")))
        call_command("migrate", verbosity=0)


@pytest.mark.parametrize("share", SHARES)
def test_all_figures_are_as_they_were(landed, place, monkeypatch, share):  # noqa: F811
    ended = migrate(place, int(statements(place) * share))
    assert ended.returncode == -signal.SIGKILL, ended.stdout + ended.stderr

    go_on(place, monkeypatch)

    with time_machine.travel(datetime.fromisoformat(landed["made_at"]), tick=False):
        found = figures()
    for what in ("frozen", "attendance", "indicators"):
        assert found[what] == landed["figures"][what], what
