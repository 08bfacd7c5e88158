"""`manage.py attendance_report`: docs/contracts.md, from outside."""

import csv
import io
import json
import os
import sys
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from reports.management.commands import attendance_report
from shkej.lib import pdf
from tests.databases import address
from tests.events.factories import CentreFactory, HeadcountFactory
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.programs import run_apart, run_here
from tests.reports.factories import came, held

pytestmark = MORE_ON_POSTGRESQL

KEYS = ["category", "sex", "age_band", "disability"]
CELL_FIGURES = ["attendances", "headcount", "reached", "newly_reached"]
DAYS = ("--start", "2021-10-01", "--end", "2021-12-31")


def report(*arguments):
    """What the command prints."""
    output = io.StringIO()
    call_command("attendance_report", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def project(db):
    """A project with two events, three people and a headcount."""
    project = ProjectFactory(code="AKSES-2021")
    first, second = (held(day, projects=[project]) for day in ("2021-10-06", "2021-11-03"))
    ana = ParticipantFactory(
        sex="female", birth_date=date(1990, 1, 1), disability="no", disability_method="imported"
    )
    came(first, ana)
    came(second, ana)
    came(first, ParticipantFactory(sex="male"), category="police")
    HeadcountFactory(event=second, category=CategoryFactory(code="child"), age_from=5, age_to=9)
    held("2021-12-01", projects=[project], status="cancelled")
    return project


def test_json_is_the_contract(project):
    answer = json.loads(report("--project", "AKSES-2021", *DAYS))

    rows = answer.pop("rows")
    assert answer == {
        "project": "AKSES-2021",
        "centre": None,
        "start": "2021-10-01",
        "end": "2021-12-31",
        "events": {"held": 2, "cancelled": 1, "postponed": 0, "planned": 0},
        "attendances": 8,
        "headcount": 5,
        "reached": 2,
        "newly_reached": 2,
        "cumulative": 2,
    }
    assert [list(row) for row in rows] == [[*KEYS, *CELL_FIGURES]] * 3
    assert [list(row.values()) for row in rows] == [
        ["police", "male", "unknown", "unknown", 1, 0, 1, 1],
        ["parent", "female", "25-59", "no", 2, 0, 1, 1],
        ["child", "unknown", "5-9", "unknown", 5, 5, 0, 0],
    ]
    for measure in CELL_FIGURES:
        assert sum(row[measure] for row in rows) == answer[measure]


def test_a_period_without_anything_has_no_rows(project):
    answer = json.loads(report("--start", "1999-01-01", "--end", "1999-12-31"))

    assert answer["rows"] == []
    assert answer["project"] is None
    assert answer["attendances"] == answer["cumulative"] == 0


def test_csv_has_one_row_per_cell_under_the_same_keys(project):
    text = report("--project", "AKSES-2021", *DAYS, "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(text)))
    expected = json.loads(report("--project", "AKSES-2021", *DAYS))["rows"]
    assert rows == [{key: str(value) for key, value in row.items()} for row in expected]


def test_the_language_changes_no_code(project):
    assert report(*DAYS, "--language", "en") == report(*DAYS, "--language", "sq")


def test_a_centre_narrows_the_figures(project):
    CentreFactory(code="tjetra")

    assert json.loads(report(*DAYS, "--centre", "tjetra"))["attendances"] == 0
    here = json.loads(report(*DAYS, "--centre", "engjejt-e-vegjel"))
    assert (here["centre"], here["attendances"]) == ("engjejt-e-vegjel", 8)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "begins"), [("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")]
)
@pytest.mark.parametrize("language", ["sq", "en", "both"])
def test_each_format_is_written_to_a_file(project, tmp_path, kind, begins, language):
    path = tmp_path / "report"

    printed = report(*DAYS, "--format", kind, "--language", language, "--output", str(path))

    assert printed == ""
    assert path.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--project", "NONE", *DAYS], "There is no project with the code 'NONE'."),
        (["--centre", "none", *DAYS], "There is no centre with the code 'none'."),
        (["--start", "2021-12-31", "--end", "2021-10-01"], "is before the start"),
        (["--start", "06/10/2021", "--end", "2021-12-31"], "is no day"),
        (["--start", "2021-02-30", "--end", "2021-12-31"], "is no day"),
        (["--end", "2021-12-31"], "--start is missing"),
        (["--start", "2021-10-01"], "--end is missing"),
        ([*DAYS, "--format", "odt"], "Unknown format 'odt'"),
        ([*DAYS, "--language", "it"], "Unknown language 'it'"),
        ([*DAYS, "--output", "/nowhere/report.json"], "Cannot write /nowhere/report.json"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(db, arguments, words):
    with pytest.raises(CommandError) as refusal:
        report(*arguments)

    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_is_not_written_to_a_terminal(db, monkeypatch):
    monkeypatch.setattr(attendance_report.sys.stdout, "isatty", lambda: True, raising=False)

    with pytest.raises(CommandError, match="not for a terminal"):
        report(*DAYS, "--format", "xlsx")


def test_pdf_without_its_libraries_is_refused(project, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(CommandError, match="PDF needs libraries"):
        report(*DAYS, "--format", "pdf", "--output", "/nowhere/report.pdf")
    assert not pdf.is_available()


def test_an_unknown_option_is_refused_with_one_line_and_a_status():
    run = run_here("attendance_report", "--colour", "red")

    assert run.status != 0
    assert run.stdout == ""
    assert len(run.stderr.strip().splitlines()) == 1
    assert "--colour" in run.stderr


def test_days_at_the_ends_of_the_calendar_are_no_error(project):
    answer = json.loads(report("--start", "0001-01-01", "--end", "9999-12-31"))

    assert answer["reached"] == answer["cumulative"] == 2


@pytest.mark.django_db(transaction=True)
def test_an_output_that_nobody_reads_is_one_line_and_no_traceback():
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "wb") as closed:
        answer = run_apart("attendance_report", *DAYS, stdout=closed, DATABASE_URL=address())

    assert answer.status == 1
    assert answer.stderr.splitlines() == ["CommandError: Cannot write the answer: Broken pipe."]
