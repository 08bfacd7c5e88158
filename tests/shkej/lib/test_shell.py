"""Our commands refuse in one line on standard error, whatever is wrong around them."""

import pytest

from tests.databases import address
from tests.often import often
from tests.programs import run_apart

pytestmark = pytest.mark.slow

IMPORT = ["import_attendance", "list.csv"]
REPORT = ["attendance_report", "--start=2021-01-01", "--end=2021-12-31"]


@pytest.fixture
def empty(tmp_path):
    """The address of a database without a table."""
    return f"sqlite:///{tmp_path / 'own.sqlite3'}"


@pytest.mark.slow
@pytest.mark.parametrize("command", often(IMPORT, then=[REPORT]), ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "manage.py upgrade"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "unable to open"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}, "The database cannot be used"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"TRUSTED_PROXIES": "many"}, "many"),
        ({"DJANGO_SETTINGS_MODULE": "no_such_settings"}, "no_such_settings"),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_installation_is_said_in_one_line(
    tmp_path, empty, command, environment, words
):
    (tmp_path / "list.csv").write_text("event,starts_at,headcount\nA,2021-10-06,5\n")

    wrong = run_apart(*command, folder=tmp_path, **{"DATABASE_URL": empty, **environment})

    assert wrong.status != 0
    assert wrong.stdout == ""
    assert len(wrong.stderr.splitlines()) == 1
    assert words in wrong.stderr


@pytest.mark.parametrize("command", [IMPORT, REPORT], ids=lambda command: command[0])
def test_an_argument_that_is_not_utf_8_is_named(tmp_path, empty, command):
    wrong = run_apart(*command, b"--project=\xff", folder=tmp_path, DATABASE_URL=empty)

    assert wrong.status != 0
    assert len(wrong.stderr.splitlines()) == 1
    assert "not valid UTF-8" in wrong.stderr


@pytest.mark.django_db(transaction=True)
def test_an_output_that_lacks_letters_is_named(tmp_path):
    (tmp_path / "list.csv").write_text("event,starts_at,headcount,sex\nA,2021-10-06,5,ë\n")

    wrong = run_apart(*IMPORT, folder=tmp_path, DATABASE_URL=address(), PYTHONIOENCODING="ascii")

    assert wrong.status != 0
    assert len(wrong.stderr.splitlines()) == 1
    assert "(ascii) lacks" in wrong.stderr
