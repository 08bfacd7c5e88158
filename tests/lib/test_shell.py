"""Our commands refuse in one line on standard error, whatever is wrong around them."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

IMPORT = ["import_attendance", "list.csv"]
REPORT = ["attendance_report", "--start=2021-01-01", "--end=2021-12-31"]


def manage(*arguments, folder, **environment):
    """Run a command as a program of its own, on a database of its own."""
    whole = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'own.sqlite3'}",
        "SECRET_KEY": "x",
        "LANGUAGE": "",
        **environment,
    }
    whole = {key: value for key, value in whole.items() if value is not None}
    if "DJANGO_SETTINGS_MODULE" not in environment:
        whole.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
        cwd=folder,
        env=whole,
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.mark.parametrize("command", [IMPORT, REPORT], ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "no such table"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "unable to open"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}, "The database cannot be used"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"TRUSTED_PROXIES": "many"}, "many"),
        ({"DJANGO_SETTINGS_MODULE": "no_such_settings"}, "no_such_settings"),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_installation_is_said_in_one_line(
    tmp_path, command, environment, words
):
    (tmp_path / "list.csv").write_text("event,starts_at,headcount\nA,2021-10-06,5\n")

    wrong = manage(*command, folder=tmp_path, **environment)

    assert wrong.returncode != 0
    assert wrong.stdout == ""
    assert len(wrong.stderr.splitlines()) == 1
    assert words in wrong.stderr


@pytest.mark.parametrize("command", [IMPORT, REPORT], ids=lambda command: command[0])
def test_an_argument_that_is_not_utf_8_is_named(tmp_path, command):
    wrong = manage(*command, b"--project=\xff", folder=tmp_path)

    assert wrong.returncode != 0
    assert len(wrong.stderr.splitlines()) == 1
    assert "not valid UTF-8" in wrong.stderr


def test_an_output_that_lacks_letters_is_named(tmp_path):
    (tmp_path / "list.csv").write_text("event,starts_at,headcount,sex\nA,2021-10-06,5,ë\n")
    manage("migrate", "-v0", folder=tmp_path)

    wrong = manage(*IMPORT, folder=tmp_path, PYTHONIOENCODING="ascii")

    assert wrong.returncode != 0
    assert len(wrong.stderr.splitlines()) == 1
    assert "(ascii) lacks" in wrong.stderr
