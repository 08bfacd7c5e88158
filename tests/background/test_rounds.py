"""What comes round: each line when its time has come, once, however many workers look."""

import os
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail
from background import forgetting, services
from background.models import Round
from background.services import ComesRound, enqueue_what_is_due, forget_rounds, start_task
from events.importing.uploads import FOLDER
from shkej import rounds
from tests.accounts.factories import UserFactory
from tests.accounts.test_outbox import queue
from tests.background import sample

pytestmark = pytest.mark.django_db
TABLE = [sample.EVERY_MINUTE]
MINUTE = timedelta(minutes=1)


def waiting():
    return DBTaskResult.objects.filter(status="READY").count()


def finish_all():
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now())


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as traveller:
        yield traveller


def test_line_is_enqueued_at_once_and_again_when_its_time_has_come(clock):
    assert enqueue_what_is_due(TABLE) == 1
    finish_all()
    clock.shift(MINUTE - timedelta(seconds=1))
    assert enqueue_what_is_due(TABLE) == 0
    clock.shift(timedelta(seconds=1))
    assert enqueue_what_is_due(TABLE) == 1
    assert waiting() == 1


def test_who_looked_a_moment_too_early_finds_that_another_was_faster(clock, monkeypatch):
    enqueue_what_is_due(TABLE)
    finish_all()
    clock.shift(MINUTE)
    stale = list(Round.objects.all())
    assert enqueue_what_is_due(TABLE) == 1
    finish_all()

    monkeypatch.setattr(Round.objects, "all", lambda: stale)

    assert enqueue_what_is_due(TABLE) == 0
    assert waiting() == 0


def test_turn_waits_until_the_last_one_has_ended(clock):
    enqueue_what_is_due(TABLE)
    clock.shift(10 * MINUTE)

    assert enqueue_what_is_due(TABLE) == 0
    finish_all()
    assert enqueue_what_is_due(TABLE) == 1


def test_turn_whose_result_was_forgotten_holds_up_no_other(clock):
    enqueue_what_is_due(TABLE)
    DBTaskResult.objects.all().delete()
    clock.shift(MINUTE)

    assert enqueue_what_is_due(TABLE) == 1


def test_time_that_a_wrong_clock_set_far_ahead_counts_for_nothing(clock):
    enqueue_what_is_due(TABLE)
    finish_all()
    Round.objects.update(due_at=timezone.now() + timedelta(days=400))

    assert enqueue_what_is_due(TABLE) == 1


def nightly(at=time(1)):
    return [ComesRound(sample.sign, at=at)]


def turns(table, clock, *moments):
    """How many are enqueued when a worker looks at each of these moments, all earlier ones done."""
    numbers = []
    for moment in moments:
        clock.move_to(moment)
        numbers.append(enqueue_what_is_due(table))
        finish_all()
    return numbers


@pytest.mark.parametrize(
    ("a_second_before", "at_the_hour", "a_day_later"),
    [
        ("2026-01-13T23:59:59Z", "2026-01-14T00:00:00Z", "2026-01-15T00:00:00Z"),  # winter
        ("2026-07-13T22:59:59Z", "2026-07-13T23:00:00Z", "2026-07-14T23:00:00Z"),  # summer
        ("2026-03-28T23:59:59Z", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),  # put forward
        ("2026-10-24T22:59:59Z", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"),  # set back
    ],
)
def test_what_is_for_the_night_comes_at_its_hour_in_summer_and_in_winter(
    clock, a_second_before, at_the_hour, a_day_later
):
    turns(nightly(), clock, datetime.fromisoformat(at_the_hour) - timedelta(hours=9))

    assert turns(nightly(), clock, a_second_before, at_the_hour) == [0, 1]
    a_second_less = datetime.fromisoformat(a_day_later) - timedelta(seconds=1)
    assert turns(nightly(), clock, a_second_less, a_day_later) == [0, 1]


def test_hour_that_comes_twice_or_is_left_out_comes_round_once(clock):
    table = nightly(at=time(2, 30))
    turns(table, clock, "2026-03-28T12:00:00Z")

    # In spring half past two is left out, in autumn it comes twice.
    spring = ["2026-03-29T00:59:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"]
    assert turns(table, clock, *spring) == [0, 1, 0]
    turns(table, clock, "2026-10-24T12:00:00Z")
    autumn = ["2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]
    assert turns(table, clock, *autumn) == [0, 1, 0]


def test_nights_without_a_worker_are_made_up_for_once_and_then_it_is_night_again(clock):
    turns(nightly(), clock, "2026-03-02T10:00:00Z")

    morning, noon = "2026-03-06T07:12:00Z", "2026-03-06T11:00:00Z"
    assert turns(nightly(), clock, morning, noon) == [1, 0]
    assert Round.objects.get().due_at == datetime(2026, 3, 7, tzinfo=UTC)


def test_round_that_had_drifted_into_the_day_finds_the_night(clock):
    Round.objects.create(
        task_path=sample.sign.module_path,
        every=timedelta(days=1),
        due_at=datetime(2026, 3, 2, 14, 23, tzinfo=UTC),
    )

    assert turns(nightly(), clock, "2026-03-02T14:23:07Z", "2026-03-02T23:59:00Z") == [1, 0]
    assert turns(nightly(), clock, "2026-03-03T00:00:00Z") == [1]


def test_clock_that_is_corrected_by_a_moment_brings_no_second_turn(clock):
    turns(nightly(), clock, "2026-03-02T10:00:00Z", "2026-03-03T00:00:00Z")

    assert turns(nightly(), clock, "2026-03-02T23:59:58Z") == [0]


def test_what_is_said_to_be_done_at_night_has_its_hour():
    hours = {line.task.name: line.at for line in rounds.COMING_ROUND}
    often = {line.task.name: line.every for line in rounds.COMING_ROUND if not line.at}

    assert hours["search_all_duplicates"] == hours["verify_log"] == rounds.NIGHT
    assert all(every < timedelta(days=1) for every in often.values())


def test_rolled_back_nothing_is_enqueued_and_it_stays_due(monkeypatch):
    def fail(**_more):
        raise RuntimeError

    monkeypatch.setattr(Round, "save", lambda self, **more: fail() if self.pk else None)
    Round.objects.bulk_create(
        [Round(task_path=sample.sign.module_path, every=MINUTE, due_at=timezone.now())]
    )

    with pytest.raises(RuntimeError):
        enqueue_what_is_due(TABLE)

    assert waiting() == 0


def test_line_that_is_out_of_the_table_is_shown_no_longer():
    enqueue_what_is_due(TABLE)

    forget_rounds([])

    assert not Round.objects.exists()


def test_worker_sends_the_outbox_within_the_minute(mailoutbox):
    queue()

    sample.work(rounds.COMING_ROUND)

    assert len(mailoutbox) == 1
    assert OutgoingMail.objects.get().sent_at is not None
    assert not DBTaskResult.objects.failed().exists()


def test_ended_sessions_are_forgotten_and_others_stay(client, admin):
    client.force_login(admin)
    kept = Session.objects.get().pk
    ended = timezone.now() - timedelta(days=1)
    Session.objects.create(session_key="ended", session_data="", expire_date=ended)

    rounds.clear_sessions.call()

    assert list(Session.objects.values_list("pk", flat=True)) == [kept]


def test_uploads_that_nobody_came_back_for_are_removed():
    old, new = (default_storage.save(f"{FOLDER}/{name}", ContentFile(b"x")) for name in "ab")
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        new = default_storage.save(f"{FOLDER}/c", ContentFile(b"x"))
        now = timezone.now().timestamp()
        os.utime(default_storage.path(new), (now, now))
        rounds.remove_forgotten_uploads.call()

    assert not default_storage.exists(old)
    assert default_storage.exists(new)
    default_storage.delete(new)


def test_results_are_forgotten_when_nobody_needs_them():
    user = UserFactory()
    started = start_task(sample.sign, 1, started_by=user, url="/").result_id
    failed, rounded, lately = (sample.sign.enqueue(n).id for n in range(3))
    rows = DBTaskResult.objects
    two_days, old = (timezone.now() - timedelta(days=days) for days in (2, 31))
    rows.filter(pk__in=[started, rounded]).update(status="SUCCESSFUL", finished_at=two_days)
    rows.filter(pk=failed).update(status="FAILED", finished_at=two_days)
    rows.filter(pk=lately).update(status="SUCCESSFUL", finished_at=timezone.now())

    assert forgetting.forget_old_tasks.call() == 1
    assert {str(key) for key in rows.values_list("pk", flat=True)} == {
        str(started),
        failed,
        lately,
    }

    rows.update(finished_at=old)
    forgetting.forget_old_tasks.call()
    assert not rows.exists()


def test_every_line_has_words_that_people_know():
    for line in rounds.COMING_ROUND:
        assert services.Round(task_path=line.task.module_path).label != line.task.module_path
