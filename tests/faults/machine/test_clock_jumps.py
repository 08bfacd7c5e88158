"""F22: the clock jumps, forwards and back, under a server with writers and under a worker."""

import signal
from datetime import timedelta
from http.client import HTTPConnection
from threading import Event

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.outbox import Content, queue_mail
from background.models import Round
from tests.background.sample import start_worker
from tests.events.factories import EventFactory
from tests.faults.machine.clock import Clock
from tests.faults.marking import Crowd, count_what_became
from tests.faults.serving import Server
from tests.mail_server import MailServer

pytestmark = [pytest.mark.slow, pytest.mark.more, pytest.mark.django_db(transaction=True)]
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
ASKED_TO_SIGN_IN = "status 204"  # htmx is led there; the mark waits on the device
PATIENCE = 1200  # tries, each after a moment
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.faults.machine.settings_of_clock"}


@pytest.fixture
def clock(tmp_path):
    return Clock(tmp_path)


def time_of(server):
    """What the server takes for the time."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/health")
    return connection.getresponse().headers["Date"]


def until(is_so):
    for _try in range(PATIENCE):
        if is_so():
            return
        Event().wait(0.05)
    raise TimeoutError("That did not come.")


def test_f22_writers_lose_and_double_nothing_while_the_clock_jumps(centre, clock):
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=3))
    with Server(**clock.environment) as server:
        right = time_of(server)
        crowd = Crowd(server.port, event, 3)
        connections.close_all()
        with crowd:
            for minutes in (20, -120, -110):
                clock.set(minutes * MINUTE)
                assert time_of(server)[:-7] != right[:-7]  # it does jump
                crowd.wait_for_more(12)
            clock.set(0)  # nearly two hours in which nobody seems to have done anything
            until(lambda: all(writer.fault == ASKED_TO_SIGN_IN for writer in crowd.writers))
        outcome = count_what_became(crowd)

    acknowledged, lost, doubled = outcome
    assert acknowledged >= 36
    assert (lost, doubled) == (0, 0)


def test_f22_a_worker_goes_on_and_does_nothing_twice_while_the_clock_jumps(clock):
    queued, jumps = [], (0, DAY, -2 * HOUR, 0)
    with MailServer() as server:
        environment = clock.environment | SETTINGS
        worker = start_worker("--interval", "0.1", mail_port=server.port, **environment)
        try:
            for seconds in jumps:
                clock.set(seconds)
                queued += [_queue(len(queued)) for _number in range(2)]
                until(_arrived(server.box, len(queued), worker))
            until(lambda: not _put_off_by_a_wrong_clock())
            assert worker.poll() is None
        finally:
            worker.terminate()
            output, _errors = worker.communicate(timeout=60)

    assert sorted(server.box.ids) == sorted(queued)
    # By the signal itself where it was just beginning anew.
    assert worker.returncode in (0, -signal.SIGTERM), output
    for row in Round.objects.filter(every__gte=timedelta(hours=1)):
        assert DBTaskResult.objects.filter(task_path=row.task_path).count() <= len(jumps)


def _arrived(box, number, worker):
    def is_so():
        assert worker.poll() is None
        return len(box.ids) >= number

    return is_so


def _put_off_by_a_wrong_clock():
    """What would not come round for longer than it may."""
    now, autumn = timezone.now(), timedelta(hours=1)  # more from one night to the next, once a year
    return [
        row
        for row in Round.objects.all()
        if row.due_at > now + row.every + (autumn if row.every.days else timedelta())
    ]


def _queue(number):
    mail = queue_mail(
        to=f"person{number}@tirana.example", content=Content(subject="Subject", text="Text")
    )
    Round.objects.filter(task_path__endswith="send_outbox").update(due_at=timezone.now())
    return mail.message_id
