"""What whoever started a task sees of it, what administrators see of failures, and readiness."""

from datetime import timedelta

import pytest
from django.db import InterfaceError
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Role
from background.living import alive
from background.models import StartedTask, Worker
from background.naming import longest_of
from background.readiness import GRACE, QUIET, Readiness
from background.services import start_task
from participants.models import PossibleDuplicate
from participants.tasks import search_duplicates
from shkej import views
from shkej.rounds import COMING_ROUND
from tests.accounts.test_outbox import queue
from tests.background import sample
from tests.conftest import user_with
from tests.mail_server import MailServer
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FAILURES = "/tasks/failures/"
LONGEST_OF_HANG = longest_of(sample.hang.module_path)


@pytest.fixture
def started(coordinator):
    return start_task(
        search_duplicates,
        coordinator.pk,
        started_by=coordinator,
        url=reverse("participants:duplicate_list"),
    )


@pytest.fixture
def page(client, coordinator, started):
    """The page of the task, as whoever started it sees it now."""
    client.force_login(coordinator)
    address = reverse("background:task", args=[started.result_id])
    return lambda **more: client.get(address, **more)


def now_is(started, status, **more):
    DBTaskResult.objects.filter(pk=started.result_id).update(status=status, **more)


def test_coordinator_has_everybody_compared_and_sees_what_came_of_it(client, coordinator):
    centre = coordinator.grants.get().centre
    for _twin in range(2):
        ParticipantFactory(centre=centre, first_name="Ana", last_name="Marku", birth_year=1990)
    client.force_login(coordinator)

    answer = client.post(reverse("participants:duplicate_search"))
    sample.work()

    text = client.get(answer.url).content.decode()
    assert PossibleDuplicate.objects.count() == 1
    assert "Done" in text
    assert f'href="{reverse("participants:duplicate_list")}"' in text


def test_only_people_whom_the_user_may_merge_are_compared(coordinator):
    for _twin in range(2):
        ParticipantFactory(first_name="Ana", last_name="Marku", birth_year=1990)
    start_task(search_duplicates, coordinator.pk, started_by=coordinator, url="/")

    sample.work()

    assert StartedTask.objects.get().state == "successful"
    assert not PossibleDuplicate.objects.exists()


def test_second_tap_leads_to_the_task_that_is_under_way(client, coordinator, started):
    client.force_login(coordinator)

    answer = client.post(reverse("participants:duplicate_search"))

    assert answer.url == reverse("background:task", args=[started.result_id])
    assert StartedTask.objects.count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMIN])
def test_task_of_somebody_else_does_not_exist(client, started, role):
    client.force_login(user_with(role))

    answer = client.get(reverse("background:task", args=[started.result_id]))

    assert answer.status_code == 404
    started.refresh_from_db()
    assert started.seen_at is None


def test_page_says_how_far_the_task_is_and_asks_again(page, started):
    now_is(started, "RUNNING")
    StartedTask.objects.update(done=1200, total=5000)

    text = page().content.decode()

    assert "1,200 of 5,000" in text
    assert '<progress max="5000" value="1200"' in text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert 'hx-trigger="every 2s"' in text


def test_page_says_when_nobody_is_there_to_do_it(page):
    assert "is not running" in page().content.decode()
    with alive():
        text = page().content.decode()
    assert "is not running" not in text
    assert "Waits for its turn" in text


def test_with_script_only_what_is_new_is_sent(page, started):
    assert page(query_params={"known": "ready-0"}, headers=HTMX).status_code == 204
    now_is(started, "RUNNING")

    answer = page(query_params={"known": "ready-0"}, headers=HTMX)

    assert answer.content.decode().strip().startswith('<section id="task"')
    assert "known=running-0" in answer.content.decode()


def test_page_of_a_task_that_has_ended_asks_no_more(page, started):
    now_is(started, "SUCCESSFUL")

    text = page().content.decode()

    assert "http-equiv" not in text
    assert "hx-trigger" not in text


def test_first_page_tells_of_what_has_ended_until_it_is_seen(client, page, started):
    def told():
        return "Ended in the background" in client.get(reverse("home")).content.decode()

    assert not told()
    now_is(started, "SUCCESSFUL")
    assert told()
    page()
    assert not told()


def test_failed_task_says_why_and_not_what_it_was_about(page, started):
    DBTaskResult.objects.filter(pk=started.result_id).update(
        task_path=sample.fall_over.module_path, args_kwargs={"args": ["Hana"], "kwargs": {}}
    )
    sample.work()

    text = page().content.decode()

    assert "A fault in the program" in text
    assert "Hana" not in text
    assert "ValueError" not in text


def test_administrators_read_what_failed_how_often_and_why(client, admin):
    for _time in range(3):
        sample.fall_over.enqueue("Hana")
    sample.give_up.enqueue()
    sample.work()
    client.force_login(admin)

    page = client.get(FAILURES)

    text = page.content.decode()
    assert [failure.times for failure in page.context["listed"]] in ([1, 3], [3, 1])
    assert "ValueError: tests/background/sample.py, line" in text
    assert "in fall_over" in text
    assert "The mail server cannot be reached" in text
    assert "Hana" not in text
    assert "Not done again" in text


def test_reason_is_read_in_the_language_of_the_reader(client, admin):
    sample.give_up.enqueue()
    sample.work()
    admin.language = "sq"
    admin.save()
    client.force_login(admin)

    assert "Serveri i email-it nuk arrihet" in client.get(FAILURES).content.decode()


def test_failure_after_which_it_went_well_says_so(client, admin):
    failed = sample.sign.enqueue()  # a number is missing
    sample.work()
    assert DBTaskResult.objects.get(pk=failed.id).status == "FAILED"
    sample.sign.enqueue(1)
    sample.work()
    client.force_login(admin)

    text = client.get(FAILURES).content.decode()

    assert "Done again" in text
    assert "Not done again" not in text


def test_page_of_failures_asks_no_more_for_many_than_for_one(
    client, admin, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(admin)
    sample.fall_over.enqueue("x")
    sample.work([sample.EVERY_MINUTE])
    client.get(FAILURES)
    with django_assert_max_num_queries(20) as few:
        client.get(FAILURES)
    for task in (sample.give_up, sample.search_and_die_once):
        task.enqueue()
    sample.work()

    with django_assert_num_queries(len(few)):
        client.get(FAILURES)


def test_mail_server_that_is_away_stands_on_the_page(client, admin, settings):
    with MailServer() as gone:
        port = gone.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    queue()
    sample.work(COMING_ROUND)
    client.force_login(admin)

    text = client.get(FAILURES).content.decode()

    assert "Write reminders and send the mails that wait" in text
    assert "The mails wait" in text
    assert "every minute" in text


def test_page_says_whether_a_worker_runs(client, admin):
    client.force_login(admin)

    assert "No worker is running" in client.get(FAILURES).content.decode()
    with alive():
        assert "The worker is running" in client.get(FAILURES).content.decode()


def test_ready_only_while_a_worker_lives(client):
    address = reverse("health_ready")
    before = client.get(address)
    with alive():
        during = client.get(address)
    after = client.get(address)

    assert [answer.status_code for answer in (before, during, after)] == [503, 200, 503]
    assert during.content == b"ok"
    assert before.content == after.content == b"not ready"


def test_not_ready_without_the_database(client, monkeypatch):
    def broken():
        raise InterfaceError("password of somebody")

    monkeypatch.setattr(views, "readiness", broken)

    answer = client.get(reverse("health_ready"))

    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_alive_without_a_worker_the_application_still_answers(client):
    assert client.get(reverse("health")).status_code == 200


@pytest.mark.parametrize("kind", ["background.reasons.WorkerDied", "builtins.ValueError", ""])
def test_a_failure_that_says_nothing_leaves_both_pages_whole(client, admin, page, started, kind):
    now_is(started, "FAILED", exception_class_path=kind, traceback="", finished_at=timezone.now())
    assert "A fault in the program." in page().content.decode()

    client.force_login(admin)
    answer = client.get(FAILURES)

    assert answer.status_code == 200
    assert "A fault in the program." in answer.content.decode()


@pytest.mark.parametrize("lives", [True, False])
def test_who_waits_is_told_that_it_goes_on_only_where_somebody_works(page, monkeypatch, lives):
    workers = Readiness(working=int(lives), hung=[])
    monkeypatch.setattr("background.views.readiness", lambda: workers)

    text = page().content.decode()

    assert ("You can close this page" in text) is lives
    assert ("is not running" in text) is not lives


def test_a_worker_that_holds_a_task_for_too_long_is_not_ready_and_stands_on_the_page(client, admin):
    client.force_login(admin)
    with alive() as (worker_id, _lock):
        row = DBTaskResult.objects.get(pk=sample.hang.enqueue().id)
        row.claim(worker_id)
        assert client.get(reverse("health_ready")).status_code == 200
        row.started_at -= LONGEST_OF_HANG + GRACE
        row.save()

        assert client.get(reverse("health_ready")).status_code == 503
        text = client.get(FAILURES).content.decode()

    assert "The worker hangs" in text
    assert "It was at “Hang”." in text


def test_a_worker_that_no_longer_looks_around_is_not_ready(client):
    with alive():
        assert client.get(reverse("health_ready")).status_code == 200
        Worker.objects.update(updated_at=timezone.now() - QUIET)
        assert client.get(reverse("health_ready")).status_code == 503


def test_a_worker_at_a_task_that_may_take_long_is_ready(client):
    with alive() as (worker_id, _lock):
        Worker.objects.update(updated_at=timezone.now() - timedelta(hours=1))
        row = DBTaskResult.objects.get(pk=search_duplicates.enqueue(1).id)
        row.claim(worker_id)
        row.started_at -= timedelta(hours=1)
        row.save()

        assert client.get(reverse("health_ready")).status_code == 200


def test_one_that_hangs_does_not_hide_one_that_works(client):
    with alive(), alive() as (other, _lock):
        Worker.objects.exclude(worker_id=other).update(updated_at=timezone.now() - QUIET)

        assert client.get(reverse("health_ready")).status_code == 200
