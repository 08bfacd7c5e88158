"""The worker: each task is done once, whoever dies, and what fails is written down."""

import logging
import signal

import pytest
from django.db import Error, OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import AccessLog
from background import limits, services
from background.living import alive, check_is_alive, living_workers
from background.models import Worker
from background.services import start_task, take_up_again
from participants.models import PossibleDuplicate
from shkej.rounds import COMING_ROUND
from tests.accounts.test_outbox import queue
from tests.background import sample
from tests.background.test_serving import until
from tests.mail_server import MailServer
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
SECONDS = 120


def running(worker_id, task=sample.sign, attempts=1):
    """A task in the hands of a worker."""
    row = DBTaskResult.objects.get(pk=task.enqueue("one").id)
    for _attempt in range(attempts):
        row.claim(worker_id)
    return row


def signed():
    return sorted(int(key) for key in AccessLog.objects.values_list("object_id", flat=True))


def test_worker_does_what_waits():
    for number in range(3):
        sample.sign.enqueue(number)

    sample.work()

    assert signed() == [0, 1, 2]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_task_that_fails_holds_up_nobody():
    failed = sample.fall_over.enqueue("Hana")
    sample.sign.enqueue(1)

    sample.work()

    assert signed() == [1]
    assert DBTaskResult.objects.get(pk=failed.id).status == "FAILED"


@pytest.mark.parametrize("path", ["tests.background.sample.gone", "tests.gone.away", "os.getpid"])
def test_task_that_is_gone_fails(path):
    result = sample.sign.enqueue(1)
    DBTaskResult.objects.filter(pk=result.id).update(task_path=path)

    sample.work()

    assert DBTaskResult.objects.get(pk=result.id).status == "FAILED"
    assert signed() == []


@pytest.mark.django_db(transaction=True)
def test_result_that_cannot_be_kept_is_a_failure():
    result = sample.return_what_cannot_be_kept.enqueue()

    sample.work()

    assert DBTaskResult.objects.get(pk=result.id).exception_class_path == "builtins.TypeError"


def test_what_a_fault_says_is_neither_kept_nor_logged(caplog):
    result = sample.fall_over.enqueue("Hana Kola")
    DBTaskResult.objects.update(args_kwargs={"args": ["Hana Kola"], "kwargs": {}})

    with caplog.at_level(logging.DEBUG, logger="background"):
        sample.work()

    row = DBTaskResult.objects.get(pk=result.id)
    assert "Hana" not in row.traceback
    assert row.traceback.endswith("builtins.ValueError")
    assert "in fall_over" in row.traceback
    assert "Hana" not in caplog.text
    assert "tests.background.sample.fall_over failed: builtins.ValueError" in caplog.text


def test_task_of_a_dead_worker_is_taken_up_again():
    row = running("1-dead")

    assert take_up_again() == 1
    sample.work()

    row.refresh_from_db()
    assert (row.status, len(row.worker_ids)) == ("SUCCESSFUL", 2)


def test_task_of_a_living_worker_is_left_to_it():
    with alive() as (worker_id, _lock):
        row = running(worker_id)

        assert take_up_again() == 0

    row.refresh_from_db()
    assert row.status == "RUNNING"


def test_task_of_an_earlier_worker_in_the_same_slot_is_taken_up_again():
    with alive() as (earlier, _lock):
        row = running(earlier)
    with alive():
        assert take_up_again() == 1

    row.refresh_from_db()
    assert row.status == "READY"


def test_task_over_which_workers_die_again_and_again_ends():
    row = running("1-dead", attempts=services.MOST_DEATHS)

    assert take_up_again() == 0

    row.refresh_from_db()
    assert row.status == "FAILED"
    assert row.exception_class_path == "background.reasons.WorkerDied"


def test_task_that_ended_meanwhile_is_not_given_back(monkeypatch):
    row = running("1-dead")
    monkeypatch.setattr(services, "living_workers", lambda: row.set_successful(None) or set())

    assert take_up_again() == 0

    row.refresh_from_db()
    assert row.status == "SUCCESSFUL"


def test_each_worker_that_lives_has_a_slot_of_its_own():
    with alive() as (one, _lock), alive() as (other, _other):
        assert living_workers() == {one, other}
    assert living_workers() == set()
    assert Worker.objects.count() == 2


def live_and_lose_the_lock():
    with alive() as (_worker_id, own):
        pid = own.connection.info.backend_pid
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        check_is_alive(own)


def test_worker_whose_lock_was_taken_from_it_ends():
    if connection.vendor != "postgresql":
        pytest.skip("a locked file is nobody's to take")
    with pytest.raises(Error):
        live_and_lose_the_lock()
    assert living_workers() == set()


def finish(worker, code=0):
    output, _none = worker.communicate(timeout=SECONDS)
    assert worker.returncode == code, output
    return output


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@MORE_ON_POSTGRESQL
def test_outbox_killed_in_the_middle_is_taken_up_again_and_sends_each_mail_once():
    rows = [queue(number) for number in range(5)]
    with MailServer() as server:
        server.box.deadly = 3
        server.box.victim = killed = sample.start_worker("--batch", mail_port=server.port)
        finish(killed, code=-9)
        assert len(server.box.messages) == 2
        assert DBTaskResult.objects.running().count() == 1
        finish(sample.start_worker("--batch", mail_port=server.port))

    assert server.box.ids == [row.message_id for row in rows]
    # It was the same turn: the next one is not due yet.
    turn = DBTaskResult.objects.get(task_path="events.inviting.tasks.send_outbox")
    assert (turn.status, len(turn.worker_ids)) == ("SUCCESSFUL", 2)


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_search_killed_in_the_middle_is_taken_up_again_and_keeps_each_pair_once(coordinator):
    centre = coordinator.grants.get().centre
    for _twin in range(4):
        ParticipantFactory(centre=centre, first_name="Ana", last_name="Marku", birth_year=1990)
    started = start_task(
        sample.search_and_die_once, coordinator.pk, started_by=coordinator, url="/people/"
    )
    with MailServer() as server:
        finish(sample.start_worker("--batch", mail_port=server.port), code=-9)
        started.refresh_from_db()
        assert (started.done, started.total) == (2, 4)
        assert PossibleDuplicate.objects.count() == 5  # all but that of the last two
        finish(sample.start_worker("--batch", mail_port=server.port))

    started = type(started).objects.get()
    assert (started.state, started.done) == ("successful", 4)
    assert len(started.result.worker_ids) == 2
    assert started.result.return_value == 1
    assert PossibleDuplicate.objects.count() == 6


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_do_nothing_twice_and_enqueue_what_comes_round_once():
    for number in range(40):
        sample.sign.enqueue(number)

    with MailServer() as server:
        workers = [sample.start_worker("--batch", mail_port=server.port) for _worker in range(2)]
        for worker in workers:
            finish(worker)

    assert signed() == list(range(40))
    assert all(len(row.worker_ids) == 1 for row in DBTaskResult.objects.all())
    rounds = DBTaskResult.objects.exclude(task_path__endswith="sign").order_by("task_path")
    paths = list(rounds.values_list("task_path", flat=True))
    assert paths == sorted(set(paths))
    assert len(paths) == len(COMING_ROUND)
    assert not DBTaskResult.objects.failed().exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.more
def test_worker_that_is_told_once_ends_after_its_task_and_told_twice_leaves_it_to_the_next():
    for times in (1, 2):
        sample.be_told_to_end.enqueue(times)
    with MailServer() as server:
        finish(sample.start_worker(mail_port=server.port))
        assert signed() == [1]
        finish(sample.start_worker(mail_port=server.port), code=-15)
        assert signed() == [1]
        finish(sample.start_worker("--batch", mail_port=server.port))

    assert signed() == [1, 2]
    assert not DBTaskResult.objects.failed().exists()


def test_worker_that_is_told_to_end_while_the_database_calls_it_ends_as_ever(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL calls no function of ours")
    worker = sample.new_worker(interval=60)

    def be_told(number):
        worker.shutdown(signal.SIGTERM, None)
        return number

    def look_around():
        connection.connection.create_function("be_told", 1, be_told)
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT be_told(1)").fetchone() == (1,)

    monkeypatch.setattr("background.worker.take_up_again", look_around)
    sample.sign.enqueue(1)

    sample.run_here(worker)

    assert signed() == []


def test_worker_that_is_told_to_end_does_not_stumble_over_a_locked_database(monkeypatch):
    worker = sample.new_worker(interval=60)

    def look_around():
        worker.shutdown(signal.SIGTERM, None)
        raise OperationalError("database is locked")

    monkeypatch.setattr("background.worker.take_up_again", look_around)

    sample.run_here(worker)


def test_worker_that_is_told_to_end_does_not_sleep_on(monkeypatch):
    worker = sample.new_worker(interval=60)
    monkeypatch.setattr("time.sleep", lambda pause: worker.shutdown(signal.SIGTERM, None))
    with pytest.raises(SystemExit) as ended:
        sample.run_here(worker)
    assert ended.value.code == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["told", "stdin"])
@pytest.mark.more
def test_worker_that_is_told_to_end_lives_no_longer(way):
    worker = sample.start_worker("--ends-with-stdin", "--interval=0.01")
    started_at = timezone.now()
    while not living_workers():
        assert worker.poll() is None, worker.stdout.read()
        assert (timezone.now() - started_at).total_seconds() < SECONDS

    if way == "told":
        worker.terminate()
    else:
        worker.stdin.close()

    assert worker.wait(SECONDS) == 0
    worker.stdout.close()
    assert living_workers() == set()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.more
def test_task_that_hangs_is_ended_with_its_worker_and_does_not_come_back():
    sample.hang.enqueue()
    with MailServer() as server:
        output = finish(sample.start_worker("--batch", mail_port=server.port), code=1)
        hung = DBTaskResult.objects.get(task_path=sample.hang.module_path)
        assert (hung.status, len(hung.worker_ids)) == ("FAILED", 1), output
        assert hung.exception_class_path == "background.reasons.TookTooLong"
        until(lambda: not living_workers())  # a server hears of a broken connection a little later
        finish(sample.start_worker("--batch", mail_port=server.port))

    hung.refresh_from_db()
    assert (hung.status, len(hung.worker_ids)) == ("FAILED", 1)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
@pytest.mark.more
def test_task_that_lets_no_thread_run_is_ended_and_tried_again():
    sample.let_nobody_else_run.enqueue()
    with MailServer() as server:
        assert "in let_nobody_else_run" in finish(
            sample.start_worker("--batch", mail_port=server.port), code=1
        )
        assert signed() == []
        finish(sample.start_worker("--batch", mail_port=server.port))

    assert signed() == [2]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not limits.memory(), reason="the system does not say how large a process is")
@pytest.mark.more
def test_worker_that_a_task_left_large_begins_anew_and_goes_on():
    sample.keep_much.enqueue()
    for number in range(2):
        sample.sign.enqueue(number)
    with MailServer() as server:
        finish(sample.start_worker("--batch", mail_port=server.port))

    assert signed() == [0, 1]
    large = DBTaskResult.objects.get(task_path=sample.keep_much.module_path)
    small = DBTaskResult.objects.filter(task_path=sample.sign.module_path)
    [[one], [other]] = small.values_list("worker_ids", flat=True)
    assert one == other
    assert large.worker_ids != [one]
    assert living_workers() == set()
