"""A large file, imported by the worker: checked without a lock, written in parts, killed."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import AccessLog
from background.made_files import FOLDER, end_files_being_made
from background.models import StartedTask
from background.services import start_task
from events.importing import pacing, tasks
from events.importing.applied import applying
from events.importing.files import reading
from events.models import Event, Registration
from participants.models import Participant, PossibleDuplicate
from shkej.lib.one_at_a_time import one_at_a_time
from tests.background import sample
from tests.background.test_worker import finish
from tests.conftest import user_with
from tests.events.importing.import_files import attendance, csv_file, load, state
from tests.mail_server import MailServer
from tests.often import MORE_ON_POSTGRESQL, often

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL, pytest.mark.slow]
IMPORT, APPLY = reverse("events:import"), reverse("events:import_apply")
OPTIONS = {"centre": "engjejt-e-vegjel", "project_code": "", "create_projects": False}
NAMES = "Ana Besa Cen Drita Elira Fatos".split()
ROWS = [
    attendance(
        event,
        f"2021-10-{day:02} 10:00",
        first_name=name,
        person=name,
        birth_year="1990",
        organisation="Bashkia",
    )
    for day, event in enumerate(["Një", "Dy", "Pesë"], 4)
    for name in NAMES
] + [
    attendance("Një", "2021-10-04 10:00", headcount="7"),
    # Twins of nobody's key: a human is to look at them.
    attendance("Pesë", "2021-10-06 10:00", first_name="Anna", birth_year="1990"),
]
BAD = attendance("Një", "2021-10-04 10:00", last_name="Gjoni", age="-4")


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(pacing, "PART", 2)


@pytest.fixture
def desk(client, staff, monkeypatch):
    """Where each file is a long one."""
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    client.force_login(staff)
    return client


def send(client, rows):
    return client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", csv_file(rows))})


def outcome(client, answer):
    """What is behind the page of the task that an answer leads to, once the worker was there."""
    assert client.get(answer.url).status_code == 200
    sample.work()
    started = StartedTask.objects.get(result_id=answer.url.split("/")[-2])
    assert started.state == "successful"
    assert started.url in client.get(answer.url).content.decode()
    return client.get(started.url)


def test_large_file_is_checked_and_imported_by_the_worker(desk):
    checked = outcome(desk, send(desk, ROWS))

    assert checked.context["result"].good_rows == len(ROWS)
    assert not Event.objects.exists()
    done = outcome(desk, desk.post(APPLY, {"upload": checked.context["token"]}))

    assert done.url == IMPORT
    text = desk.get(IMPORT).content.decode()
    assert f"The import of {len(ROWS)} rows added " in text
    assert Registration.objects.count() == 19
    assert AccessLog.objects.get(action="import").detail["rows"] == len(ROWS)


def test_bad_rows_of_a_large_file_are_named_and_the_good_ones_imported(desk):
    checked = outcome(desk, send(desk, [*ROWS, BAD]))
    [(row, _column, reason)] = checked.context["problems"]
    token = checked.context["token"]

    assert (row, bool(reason)) == (len(ROWS) + 2, True)
    refused = outcome(desk, desk.post(APPLY, {"upload": token}))
    assert "Nothing was imported" in refused.content.decode()
    assert not Event.objects.exists()
    outcome(desk, desk.post(APPLY, {"upload": token, "rows": "good"}))
    assert Registration.objects.count() == 19


def test_large_file_that_cannot_be_read_is_refused_in_words(desk):
    answer = outcome(desk, send(desk, [{"event": "Një", "colour": "red"}]))

    assert answer.url == IMPORT
    assert "No headings of a list" in desk.get(IMPORT).content.decode()
    assert not Event.objects.exists()


def test_what_was_found_survives_signing_out_and_is_nobody_elses(client, desk, staff, centre):
    answer = send(desk, ROWS)
    sample.work()
    url = StartedTask.objects.get().url
    client.force_login(user_with("staff", centre=centre))
    assert client.get(url).status_code == 404

    client.logout()
    client.force_login(staff)
    checked = client.get(url)
    outcome(client, client.post(APPLY, {"upload": checked.context["token"]}))

    assert answer.url.startswith("/tasks/")
    assert Registration.objects.count() == 19


def test_a_file_that_the_worker_has_stays_whatever_is_chosen_next(desk):
    checked = outcome(desk, send(desk, ROWS[:6]))
    importing = desk.post(APPLY, {"upload": checked.context["token"]})
    other = send(desk, ROWS[6:12])  # before the worker began

    outcome(desk, importing)
    assert Registration.objects.count() == 6
    checked = outcome(desk, other)
    outcome(desk, desk.post(APPLY, {"upload": checked.context["token"]}))
    assert Registration.objects.count() == 12


def test_seeing_what_was_imported_leaves_another_checked_file_alone(desk, monkeypatch):
    checked = outcome(desk, send(desk, ROWS[:6]))
    importing = desk.post(APPLY, {"upload": checked.context["token"]})
    monkeypatch.setattr(reading, "FEW_ROWS", 50)
    other = send(desk, ROWS[6:12])  # a small one, checked at once

    outcome(desk, importing)
    desk.post(APPLY, {"upload": other.context["token"]})
    assert Registration.objects.count() == 12


def test_who_lost_the_right_meanwhile_imports_nothing(desk, staff):
    checked = outcome(desk, send(desk, ROWS))
    desk.post(APPLY, {"upload": checked.context["token"]})
    staff.grants.all().delete()
    sample.work()

    assert not Event.objects.exists()
    assert StartedTask.objects.filter(result__status="FAILED").count() == 1


def test_import_that_was_done_is_told_whatever_ended_meanwhile(desk, monkeypatch):
    checked = outcome(desk, send(desk, ROWS))
    work = tasks.import_attendance

    def imported(**given):
        result = work(**given)
        end_files_being_made()  # as an erasure does
        return result

    monkeypatch.setattr(tasks, "import_attendance", imported)
    done = outcome(desk, desk.post(APPLY, {"upload": checked.context["token"]}))

    assert done.url == IMPORT
    text = desk.get(IMPORT).content.decode()
    assert f"The import of {len(ROWS)} rows added " in text
    assert "1 pair of people may be one person" in text
    token = StartedTask.objects.order_by("pk").last().notes["kept"]["token"]
    said = default_storage.open(f"{FOLDER}/{token}").read()
    assert not any(name.encode() in said for name in NAMES)


def test_what_ended_before_the_worker_came_ends_no_check(desk):
    answer = send(desk, ROWS)
    end_files_being_made()

    assert outcome(desk, answer).status_code == 200


def test_outcome_is_kept_for_a_day(desk):
    send(desk, ROWS)
    sample.work()
    DBTaskResult.objects.update(finished_at=timezone.now() - timezone.timedelta(hours=25))

    answer = desk.get(StartedTask.objects.get().url)

    assert answer.url == IMPORT


def test_check_writes_nothing_and_locks_nothing():
    load(ROWS[:5])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load(ROWS, dry_run=True)

    said = [query["sql"].upper() for query in queries]
    assert all(sql.startswith(("SELECT", "DECLARE")) for sql in said), said
    assert not any("FOR UPDATE" in sql for sql in said)


def test_events_are_locked_before_people_whose_age_becomes_known_there():
    first = [attendance("Një", "2021-10-04 10:00", person="Ana")]
    load(first)
    with CaptureQueriesContext(connection) as queries:
        load([attendance("Dy", "2021-10-05 10:00", person="Ana", birth_year="1990")])

    assert Registration.objects.get(event__title_sq="Një").age == 31
    asked = [q["sql"] for q in queries if '"age" IS NULL' in q["sql"]]
    assert len(asked) == 3  # for the figures, to lock the events, and to write
    if connection.features.has_select_for_update:
        assert ["FOR NO KEY UPDATE" in sql for sql in asked] == [False, True, False]
        tables = ("events_event", "participants_participant")
        locks = [q["sql"] for q in queries if "FOR NO KEY UPDATE" in q["sql"]]
        assert [next(t for t in tables if f'FROM "{t}"' in sql) for sql in locks[:2]] == [*tables]


def test_check_and_import_give_equal_figures(small_parts):
    load(ROWS[:7])
    trial = load(ROWS, dry_run=True)

    done = load(ROWS)

    assert done.counts == trial.counts
    assert done.possible_duplicates == trial.possible_duplicates == 1
    assert trial.pairs == done.pairs
    assert PossibleDuplicate.objects.count() == 1


@pytest.mark.more
def test_parts_give_what_one_piece_gives(monkeypatch):
    load(ROWS)
    whole = state()
    for model in (PossibleDuplicate, Registration, Event, Participant):
        model.objects.all().delete()
    monkeypatch.setattr(pacing, "PART", 1)
    load(ROWS)

    assert state() == whole


@pytest.mark.parametrize("parts", often(1, 6, 11, then=[2, 3, 4, 5, 7, 8, 9, 10]))
def test_import_that_fails_anywhere_goes_on_when_it_is_repeated(small_parts, parts, monkeypatch):
    load(ROWS)
    whole, log = state(), AccessLog.objects.count()
    for model in (PossibleDuplicate, Registration, Event, Participant):
        model.objects.all().delete()
    write, done = applying.Applier._write, []

    def write_and_fail(self, *given):
        if len(done) == parts:
            raise ZeroDivisionError
        done.append(write(self, *given))

    with monkeypatch.context() as broken:
        broken.setattr(applying.Applier, "_write", write_and_fail)
        with pytest.raises(ZeroDivisionError):
            load(ROWS)
    assert AccessLog.objects.count() == log

    load(ROWS)

    assert state() == whole
    assert load(ROWS).counts["registrations"] == {"created": 0, "updated": 0, "unchanged": 19}


def close_before_writing(self):
    Event.objects.filter(title_sq="Dy").update(register_closed_at=timezone.now())


def call_off_nothing_but_delete(self):
    Event.objects.filter(title_sq="Dy").delete()


def merge_somebody(self):
    one, other = Participant.objects.order_by("pk")[:2]
    Participant.objects.filter(pk=one.pk).update(merged_into=other)


@pytest.mark.parametrize(
    "happens", [close_before_writing, call_off_nothing_but_delete, merge_somebody]
)
def test_what_changed_since_the_check_stops_the_import_in_words(happens, small_parts, monkeypatch):
    load(ROWS[:7])  # "Një" whole, and of "Dy" the first
    read = applying.Applier.__init__

    def read_then(self, *given, **named):
        read(self, *given, **named)
        happens(self)

    monkeypatch.setattr(applying.Applier, "__init__", read_then)

    with pytest.raises(ValidationError, match="Import it again"):
        load(ROWS, afresh=True)

    assert Registration.objects.filter(event__title_sq="Dy").count() <= 1


def test_two_imports_into_one_centre_do_not_meet(centre):
    with one_at_a_time(f"import-{centre.pk}"):
        if connection.vendor == "postgresql":
            pytest.skip("a connection does not shut itself out")
        with pytest.raises(ValidationError, match="Another file"):
            load(ROWS, centre=centre)
        load(ROWS, centre=centre, dry_run=True)

    assert not Event.objects.exists()


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_import_killed_in_the_middle_goes_on_and_does_nothing_twice(staff):
    load(ROWS)
    whole = state()
    for model in (PossibleDuplicate, Registration, Event, Participant):
        model.objects.all().delete()
    content = csv_file(ROWS).decode()
    start_task(sample.import_and_die_once, content, OPTIONS, None, False, started_by=staff, url="/")
    with MailServer() as server:
        finish(sample.start_worker("--batch", mail_port=server.port), code=-9)
        assert 0 < Participant.objects.count() < len(NAMES) + 1
        finish(sample.start_worker("--batch", mail_port=server.port))

    assert state() == whole
    started = StartedTask.objects.get()
    assert (started.state, started.done) == ("successful", started.total)
    assert len(started.result.worker_ids) == 2
    detail = AccessLog.objects.get(action="import", user=staff).detail
    assert detail["participants"] == {"created": 7, "matched": 0}
    assert detail["events"] == {"created": 3, "updated": 0}
    assert detail["registrations"] == {"created": 19, "updated": 0, "unchanged": 0}
    assert json.dumps(started.notes).count("Ana") == 0


def test_a_file_that_was_imported_is_gone_at_once(desk):
    checked = outcome(desk, send(desk, ROWS))
    token = checked.context["token"]
    assert default_storage.exists(f"imports/{token}")

    answer = desk.post(APPLY, {"upload": token, "rows": "all"})
    sample.work()

    assert Participant.objects.exists()
    assert answer.status_code == 302
    assert not default_storage.exists(f"imports/{token}")
