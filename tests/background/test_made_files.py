"""Files that the worker makes: for their maker alone, for a day, and logged when they are taken."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import AccessLog
from background.made_files import FOLDER, end_files_about
from background.models import StartedTask
from events.models import Centre
from participants.consents.received import about
from participants.models import Participant
from reports.attendance import download
from shkej import rounds
from tests.background import sample
from tests.conftest import user_with
from tests.participants.factories import ParticipantFactory
from tests.reports.factories import came, held

pytestmark = pytest.mark.django_db
QUARTER = {"start": "2021-10-01", "end": "2021-12-31", "language": "sq", "reason": "house"}
ADDRESS = reverse("reports:download")


@pytest.fixture
def large(monkeypatch):
    """A report that is too large for a request."""
    monkeypatch.setattr(download, "AT_ONCE", {"csv": 0, "xlsx": 1})
    came(held("2021-10-06", centre=Centre.objects.get()), ParticipantFactory())


def ask(client, **asked):
    return client.get(ADDRESS, QUARTER | {"format": "csv"} | asked)


@pytest.fixture
def made(client, coordinator, large):
    """The address of a file that was made for the coordinator, who is signed in."""
    client.force_login(coordinator)
    ask(client)
    sample.work()
    return StartedTask.objects.get().url


def token():
    return StartedTask.objects.get().notes["kept"]["token"]


def exports():
    return AccessLog.objects.filter(action="export")


def test_large_file_is_made_by_the_worker_and_logged_when_it_is_taken(client, coordinator, large):
    client.force_login(coordinator)
    page = ask(client)
    sample.work()

    assert not exports().exists()
    text = client.get(page.url).content.decode()
    url = StartedTask.objects.get().url
    assert f'href="{url.replace("&", "&amp;")}"' in text
    assert "Download the file" in text
    file = client.get(url)

    assert "attachment" in file["Content-Disposition"]
    assert file["Cache-Control"] == "no-store, private"
    assert exports().get().user == coordinator


def test_file_by_the_worker_and_its_line_are_those_of_the_request(client, made, monkeypatch):
    by_worker = client.get(made)
    monkeypatch.setattr(download, "AT_ONCE", {"csv": 10})
    at_once = ask(client)

    assert by_worker.content == at_once.content
    assert by_worker["Content-Disposition"] == at_once["Content-Disposition"]
    one, other = exports()
    assert (one.detail, one.object_id) == (other.detail, other.object_id)


def test_small_file_is_sent_at_once(client, coordinator, large):
    client.force_login(coordinator)

    assert ask(client, format="xlsx")["Content-Disposition"].startswith("attachment")
    assert not StartedTask.objects.exists()


def test_file_of_somebody_else_is_not_sent(client, made, centre):
    client.force_login(user_with("coordinator", centre=centre))

    answer = client.get(made)

    assert answer.status_code == 302
    assert not exports().exists()


def test_file_of_another_question_is_not_sent(client, made):
    answer = client.get(made.replace("2021-12-31", "2021-11-30"))

    assert answer.status_code == 302
    assert not exports().exists()


def test_who_lost_the_right_gets_no_file(client, made, coordinator):
    coordinator.grants.update(role="volunteer", exports=False)

    assert client.get(made).status_code == 403
    assert not exports().exists()


def test_who_sees_less_now_gets_another_file(client, made, coordinator):
    coordinator.grants.update(sees_sensitive=True)

    again = client.get(made)

    assert again.status_code == 302
    assert "task=" not in again.url
    assert client.get(again.url).url.startswith("/tasks/")
    assert not exports().exists()


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_task_that_does_not_exist_gives_no_file(client, made, key):
    answer = client.get(made.rpartition("=")[0] + f"={key}")

    assert answer.status_code == 302
    assert not exports().exists()


def test_file_is_gone_after_a_day(client, made):
    kept = token()
    rounds.remove_made_files.call()
    assert default_storage.exists(f"{FOLDER}/{kept}")
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        rounds.remove_made_files.call()
    assert not default_storage.exists(f"{FOLDER}/{kept}")

    assert client.get(made).status_code == 302


def test_file_that_was_not_removed_yet_is_not_sent_after_a_day(client, made):
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(hours=25))

    assert client.get(made).status_code == 302


def test_made_again_the_first_file_goes(client, made):
    DBTaskResult.objects.update(status="READY", finished_at=None)
    first = token()
    sample.work()

    assert not default_storage.exists(f"{FOLDER}/{first}")
    assert default_storage.exists(f"{FOLDER}/{token()}")
    assert client.get(made).status_code == 200


def test_who_lost_the_right_before_the_worker_came_has_nothing_made(client, coordinator, large):
    client.force_login(coordinator)
    ask(client)
    coordinator.grants.all().delete()
    sample.work()

    assert StartedTask.objects.get().state == "failed"
    assert "kept" not in StartedTask.objects.get().notes


def test_same_file_asked_for_twice_is_made_once_and_another_beside_it(client, coordinator, large):
    client.force_login(coordinator)
    for asked in ({}, {}, {"language": "en"}):
        ask(client, **asked)

    assert StartedTask.objects.count() == 2


def test_r52_whom_a_file_names_is_logged_when_it_is_taken(client, coordinator, large, monkeypatch):
    """The names were read by the worker, for whoever opens the file now."""
    person, gather = Participant.objects.get(), download.gather

    def naming(*given):
        assert str(person)
        return gather(*given)

    monkeypatch.setattr(download, "gather", naming)
    client.force_login(coordinator)
    ask(client)
    sample.work()
    assert not AccessLog.objects.filter(about(person.pk)).exists()

    client.get(StartedTask.objects.get().url)

    assert AccessLog.objects.filter(about(person.pk)).get().user == coordinator


def test_a_task_of_others_is_not_written_when_somebody_s_files_end(client, made, coordinator):
    finished = StartedTask.objects.get()
    waits = ask(client, language="en").url
    assert StartedTask.objects.unfinished().count() == 1
    stranger = ParticipantFactory()
    before = finished.notes

    written = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            end_files_about({stranger.pk})
        written.append([q["sql"] for q in queries if q["sql"].startswith("UPDATE")])

    finished.refresh_from_db()
    assert finished.notes == before
    assert [len(statements) for statements in written] == [1, 0]  # the one that waits is told, once
    assert client.get(waits).status_code == 200
    assert StartedTask.objects.unfinished().get().notes["ended"] == [stranger.pk]
