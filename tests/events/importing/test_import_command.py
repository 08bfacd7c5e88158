"""`manage.py import_attendance`: docs/contracts.md."""

import json

import pytest
from django.core.management import CommandError, call_command

from events.models import Event, Registration
from participants.models import Participant
from tests.events.factories import CentreFactory
from tests.events.importing.import_files import attendance, csv_file, state, xlsx_file
from tests.programs import run_here

pytestmark = pytest.mark.django_db

GOLDEN = [
    attendance(event, day, first_name=name, last_name="Hoxha", person=name)
    for event, day, name in [
        ("E1", "2021-01-12 10:00", "Ana"),
        ("E2", "2021-02-09 10:00", "Ana"),
        ("E2", "2021-02-09 10:00", "Cen"),
        ("E3", "2021-05-11 10:00", "Ana"),
        ("E3", "2021-05-11 10:00", "Ben"),
    ]
]


@pytest.fixture
def file(tmp_path):
    """Writes rows into a file and returns its path."""

    def write(rows, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(rows if isinstance(rows, bytes) else csv_file(rows))
        return str(path)

    return write


def run(capsys, *arguments):
    """What the command prints, and the words of its refusal."""
    refusal = ""
    try:
        call_command("import_attendance", *arguments)
    except CommandError as error:
        refusal = str(error)
    return capsys.readouterr().out, refusal


def test_json_has_exactly_the_agreed_shape(file, capsys):
    printed, refusal = run(capsys, file(GOLDEN), "--json")

    assert refusal == ""
    assert json.loads(printed) == {
        "events": {"created": 3, "updated": 0},
        "participants": {"created": 3, "matched": 0},
        "registrations": {"created": 5, "updated": 0, "unchanged": 0},
        "headcounts": {"created": 0, "updated": 0, "unchanged": 0},
        "possible_duplicates": 0,
        "rejected": [],
    }


def test_the_golden_case_is_three_people(file, capsys):
    run(capsys, file(GOLDEN))
    run(capsys, file(GOLDEN))

    assert (Participant.objects.count(), Event.objects.count()) == (3, 3)
    assert Registration.objects.filter(attendance="present", event__status="held").count() == 5


def test_bad_rows_are_listed_and_nothing_is_imported(file, capsys):
    before = state()
    rows = [attendance(), attendance("B", sex="x"), attendance("C", age="200")]

    printed, refusal = run(capsys, file(rows))

    assert refusal == "Nothing was imported: 2 rows are bad."
    assert printed.splitlines()[0].startswith("Row 3, sex: “x” is not known here.")
    assert printed.splitlines()[1].startswith("Row 4, age: ")
    assert state() == before


def test_json_names_the_bad_rows_of_a_refused_file(file, capsys):
    printed, refusal = run(capsys, file([attendance(), attendance("B", sex="x")]), "--json")

    answer = json.loads(printed)
    assert refusal
    assert answer["events"] == {"created": 0, "updated": 0}
    assert [(bad["row"], bad["column"]) for bad in answer["rejected"]] == [(3, "sex")]
    assert set(answer["rejected"][0]) == {"row", "column", "reason"}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"a,b\n1,2\n", b"PK\x03\x04"])
def test_a_broken_file_is_refused_in_one_line(file, capsys, content):
    printed, refusal = run(capsys, file(content), "--json")

    assert json.loads(printed)["rejected"] == []
    assert refusal
    assert "\n" not in refusal


def test_a_missing_file_is_refused(capsys, tmp_path):
    assert "cannot be opened" in run(capsys, str(tmp_path / "none.csv"))[1]
    assert "cannot be opened" in run(capsys, str(tmp_path))[1]


def test_the_centre_may_be_left_out_where_there_is_one(file, capsys):
    other = CentreFactory(code="tjeter")

    assert "--centre" in run(capsys, file(GOLDEN))[1]
    assert "“nowhere”" in run(capsys, file(GOLDEN), "--centre=nowhere")[1]
    assert run(capsys, file(GOLDEN), "--centre=tjeter")[1] == ""
    assert set(Event.objects.values_list("centre", flat=True)) == {other.pk}


def test_an_unknown_project_is_refused_unless_it_may_be_made(file, capsys):
    assert "“P9”" in run(capsys, file(GOLDEN), "--project=P9")[1]
    assert run(capsys, file(GOLDEN), "--project=P9", "--create-projects")[1] == ""
    assert Event.objects.filter(projects__code="P9").count() == 3


def test_a_trial_run_changes_nothing(file, capsys):
    before = state()

    printed, _refusal = run(capsys, file(GOLDEN), "--dry-run")

    assert "nothing was changed" in printed
    assert "Registrations: 5 created" in printed
    assert state() == before


def test_the_good_rows_alone_are_a_success(file, capsys):
    printed, refusal = run(capsys, file([*GOLDEN, attendance(sex="x")]), "--skip-bad-rows")

    assert refusal == ""
    assert "Row 7, sex" in printed
    assert Registration.objects.count() == 5


def test_an_xlsx_file_is_read(file, capsys):
    columns = list(GOLDEN[0])
    content = xlsx_file([columns, *([row[key] for key in columns] for row in GOLDEN)])

    assert run(capsys, file(content, "file.xlsx"), "--json")[1] == ""
    assert Participant.objects.count() == 3


def test_the_words_are_albanian_where_the_environment_asks_for_it(file, capsys, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "sq_AL:en")

    assert "Aktivitetet:" in run(capsys, file(GOLDEN))[0]


@pytest.mark.django_db(transaction=True)
def test_the_program_ends_with_an_error_and_one_line(file):
    bad = run_here("import_attendance", file([attendance(sex="x")]), "--json")
    good = run_here("import_attendance", file(GOLDEN), "--json")

    assert bad.status != 0
    assert len(bad.stderr.strip().splitlines()) == 1
    assert json.loads(bad.stdout)["rejected"]
    assert json.loads(good.stdout)["participants"]["created"] == 3
    assert (good.status, good.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [[], ["a.csv", "b.csv"], ["a.csv", "--nothing"]])
def test_wrong_arguments_are_refused_in_one_line(arguments):
    wrong = run_here("import_attendance", *arguments)

    assert wrong.status != 0
    assert wrong.stdout == ""
    assert len(wrong.stderr.splitlines()) == 1


def test_a_name_of_two_lines_is_refused_in_one(file):
    with pytest.raises(CommandError) as refusal:
        call_command("import_attendance", file(GOLDEN), "--centre", "a\nb")

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("option", "content"),
    [
        (("--event", "Lojë"), "Emri;Mbiemri;Data\nAna;Deda;06.10.2021"),
        (("--starts-at", "2021-10-06 10:00"), "Takimi;Emri;Mbiemri\nLojë;Ana;Deda"),
        (("--dates", "day_first"), "Takimi;Emri;Mbiemri;Data\nLojë;Ana;Deda;06/10/2021"),
        (
            ("--empty-attendance", "present"),
            "Takimi;Emri;Mbiemri;Data;Prezenca\nLojë;Ana;Deda;06.10.2021;po\n"
            "Lojë;Beni;Leka;06.10.2021;",
        ),
        (
            ("--crossed", "present"),
            "Takimi;Emri;Mbiemri;Data;Prezenca\nLojë;Ana;Deda;06.10.2021;☒\n"
            "Lojë;Beni;Leka;06.10.2021;☐",
        ),
        (("--leave-out-columns",), "Takimi;Emri;Mbiemri;Data;Ulja\nLojë;Ana;Deda;06.10.2021;3"),
        (("--encoding", "cp1252"), "Takimi;Emri;Mbiemri;Data\nLojë;Ana;Nuñez;06.10.2021"),
    ],
)
def test_the_option_that_a_refusal_names_is_the_remedy(file, capsys, option, content):
    encoding = "cp1252" if option[0] == "--encoding" else "utf-8"
    path = file(content.encode(encoding))
    printed, refusal = run(capsys, path)
    assert option[0] in printed + refusal
    assert not Registration.objects.exists()

    printed, refusal = run(capsys, path, *option)

    assert (refusal, Registration.objects.count()) == ("", content.count("\n"))
