"""Everything in open formats: all rows and files, equal sums, and nothing that lets anybody in."""

import csv
import json

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Count, Sum

from accounts.models import AccessLog, User
from accounts.reading.shown_people import read
from backups.exporting.tables import exported_models, reason_to_leave_out
from events.models import Headcount
from participants.models import Participant
from shkej.lib.texts import harmless
from tests.backups.conftest import refusal, some_more
from tests.conftest import user_with
from tests.events.factories import AttachmentFactory, HeadcountFactory, RegistrationFactory
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory

pytestmark = [pytest.mark.django_db(transaction=True), MORE_ON_POSTGRESQL]


@pytest.fixture
def filled(place, centre):
    """A place with people, counts, a file and a word that a spreadsheet would run."""
    user_with("coordinator", centre=centre)
    RegistrationFactory.create_batch(3, present=True)
    ParticipantFactory(first_name="=Ana", last_name="Çela")
    HeadcountFactory.create_batch(2)
    place.add_file("attachments/list", b"a signed list")
    AttachmentFactory(file="attachments/list")
    return place


def opened(place, name="export.age"):
    """Make an export, and open it as a holder of a key; the folder."""
    call("export_all", place.folder / name)
    folder = place.folder / "opened"
    call("export_all", place.folder / name, open=True, identity=place.keys[1], into=folder)
    return folder


def call(command, path, **options):
    call_command(command, str(path), **options)


def rows_of(folder, table):
    """(rows of the JSON, rows of the CSV) of a table."""
    objects = json.loads((folder / "tables" / f"{table}.json").read_text(encoding="utf-8"))
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return objects, list(csv.DictReader(file))


def test_every_row_is_there_twice_and_counts_and_sums_agree(filled):
    counts = {model._meta.db_table: model._base_manager.count() for model in exported_models()}
    total = Headcount.objects.aggregate(total=Sum("count"))["total"]
    by_sex = dict(Participant.objects.values_list("sex").annotate(number=Count("pk")).order_by())
    before = filled.state()

    folder = opened(filled)

    said = json.loads((folder / "manifest.json").read_text())["tables"]
    counts["accounts_accesslog"] += 1  # that it was exported
    assert {table: held["rows"] for table, held in said.items()} == counts
    for table, number in counts.items():
        objects, cells = rows_of(folder, table)
        assert len(objects) == len(cells) == number
        for told, row in zip(objects, cells, strict=True):
            assert list(told) == list(row)
            texts = {name: value for name, value in told.items() if isinstance(value, str)}
            assert {name: row[name] for name in texts} == {
                name: harmless(value) for name, value in texts.items()
            }
    heads, _cells = rows_of(folder, "events_headcount")
    assert sum(row["count"] for row in heads) == total
    people, cells = rows_of(folder, "participants_participant")
    assert {sex: sum(row["sex"] == sex for row in people) for sex in by_sex} == by_sex
    assert {"=Ana"} <= {row["first_name"] for row in people}
    assert {"'=Ana"} <= {row["first_name"] for row in cells}
    assert (folder / "files" / "attachments" / "list").read_bytes() == b"a signed list"
    assert filled.state()["files"] == before["files"]
    assert filled.leftovers() == []


def test_nothing_in_it_lets_anybody_in(filled):
    folder = opened(filled)

    text = "".join(path.read_text(encoding="utf-8") for path in (folder / "tables").iterdir())
    passwords = set(User.objects.values_list("password", flat=True))
    assert passwords
    assert not any(password in text for password in passwords)
    for table in ("mfa_authenticator", "accounts_device", "django_session", "drafts_keptform"):
        assert not (folder / "tables" / f"{table}.json").exists()


def test_each_table_is_exported_or_left_out_with_a_reason_that_is_told(filled):
    folder = opened(filled)

    for language, left_out in (("sq", "Nuk janë përfshirë:"), ("en", "Left out:")):
        told = (folder / f"README.{language}.txt").read_text(encoding="utf-8")
        assert left_out in told
        for model in apps.get_models():
            name = model._meta.db_table
            assert name in told
            assert (folder / "tables" / f"{name}.csv").exists() is not bool(
                reason_to_leave_out(model)
            )


def test_one_line_of_the_log_says_it_and_without_it_nothing_is_exported(filled, monkeypatch):
    opened(filled)
    assert [
        read(line.people)
        for line in AccessLog.objects.filter(action="export_people", detail__kind="everything")
    ] == [{person.pk for person in Participant.objects.all()}]

    def away(*_arguments, **_more):
        raise RuntimeError("the log is away")

    monkeypatch.setattr("backups.management.commands.export_all.log_access", away)
    with pytest.raises(RuntimeError):
        call("export_all", filled.folder / "second.age")
    assert not (filled.folder / "second.age").exists()


@pytest.mark.parametrize("why", some_more(["one key", "there already", "no folder"], {"one key"}))
def test_what_cannot_be_done_is_refused_in_words(place, settings, why):
    path = place.folder / "export.age"
    if why == "one key":
        settings.BACKUP_RECIPIENTS = place.recipients()[:1]
    elif why == "there already":
        path.touch()
    else:
        path = place.folder / "nowhere" / "export.age"

    assert refusal(call, "export_all", path)
    assert path.exists() is (why == "there already")
